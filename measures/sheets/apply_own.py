"""A holder's own workbook against their drafts: what to fill in, what it would change, and saving it.

Each figure is saved by itself, by the same action as one typed on its page; what somebody else has changed since is
left and listed. Called by the pages of an owner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from measures.actions.drafts import Draft, save_draft
from measures.actions.outcome import Refused, fetch
from measures.calculation.due import previous_due
from measures.calculation.findings import plain
from measures.choices import Frequency, RoleName, Unit, is_no_target
from measures.models import Finding, Part, Period, Submission, financial_year
from measures.permissions import Standing, may
from measures.queries.parts import parts_before, parts_to_begin_with
from measures.queries.returned import nothing_since, returned_as_they_are
from measures.series import Line, Slot, everything, open_findings, read_lines
from measures.sheets.own_measures import COUNTS, TEXTS, FilledRow, OwnRow

HOLDERS = (RoleName.OWNER, RoleName.DEPUTY)


@dataclass(frozen=True, slots=True)
class OwnChange:
    """One line of the difference between a workbook and the drafts."""

    submission: int
    version: int
    ref: str
    title: str
    before: str
    after: str
    draft: dict[str, Any]
    """What the draft's fields become; parts, day and explanations only where they change."""
    note: str = ""
    lines: list[str] = field(default_factory=list)
    """What else changes, one sentence each."""
    printed: str = ""
    """The figure as it would be printed."""
    found: list[tuple[str, str]] = field(default_factory=list)
    """What the checks find of it, as on its page: severity and sentence."""

    def draft_over(self, held: Draft) -> Draft:
        """Return the draft that it makes of the one that is held."""
        return _with(held, self.draft)


def held_submissions(standing: Standing, period: Period) -> list[Submission]:
    """Return the submissions of a month that the person holds and may save now, by reference."""
    rows = (
        Submission.objects.filter(period=period, measure__in=standing.measures_as(*HOLDERS))
        .select_related("measure", "definition__section", "period__scorecard")
        .in_order()
    )
    return [row for row in rows if may(standing, "save", row)]


def own_rows(submissions: Sequence[Submission], period: Period) -> list[OwnRow]:
    """Return what to put into the workbook of these submissions: a fixed number of queries.

    Where a draft has no parts yet, those of last month are there to be filled in, without a figure.
    """
    lines = read_lines(
        period.scorecard, period.month, known=everything, months=13, measures=[s.measure_id for s in submissions]
    )
    findings = open_findings(submission.pk for submission in submissions)
    held = {submission.definition.ref: submission for submission in submissions}
    before = parts_before(lines, period.month)
    return [
        replace(
            row,
            parts=_parts(held[row.ref]) or _blank(before.get(held[row.ref].measure_id, ())),
            findings=_explained(held[row.ref], findings),
        )
        for row in own_rows_of(submissions, lines)
    ]


def _blank(parts: Iterable[Part]) -> list[dict[str, str]]:
    """Return parts by name, with nothing filled in: a row of which nothing is said is no part when it is read."""
    return [{"value": "", **dict.fromkeys(COUNTS, ""), **part} for part in parts_to_begin_with(parts)]


def own_rows_of(submissions: Iterable[Submission], lines: Iterable[Line]) -> list[OwnRow]:
    """Return what to put before the holder of these submissions, whose lines have been read."""
    by_measure = {line.measure.pk: line for line in lines}
    return [_own_row(submission, by_measure[submission.measure_id]) for submission in submissions]


def _own_row(submission: Submission, line: Line) -> OwnRow:
    definition, month = submission.definition, submission.period.month
    last = previous_due(Frequency(definition.frequency), month)
    target = line.targets.get(financial_year(month))
    return OwnRow(
        ref=definition.ref,
        title=definition.title,
        unit=Unit(definition.unit),
        counted=definition.numerator_label,
        out_of=definition.denominator_label,
        last_figure=line.shown(last),
        last_counts=_counts(line.slots.get(last)),
        target=str(target) if target and not is_no_target(target.kind, definition.aim) else "",
        draft=_filled(Draft.of(submission)),
    )


def _counts(slot: Slot | None) -> str:
    if slot is None or slot.facts.numerator is None:
        return ""
    return " / ".join(plain(count) for count in (slot.facts.numerator, slot.facts.denominator) if count is not None)


def _filled(draft: Draft) -> dict[str, str]:
    texts = {name: getattr(draft, name) for name in ("figure", "numerator", "denominator", *TEXTS, "source")}
    return {**texts, "taken_on": draft.taken_on.isoformat() if draft.taken_on else ""}


def _parts(submission: Submission) -> list[dict[str, str]]:
    """Return the parts of a draft that say anything, as texts."""
    names = ("kind", "name", "value", *COUNTS)
    parts = [
        {**{name: str(part.get(name) or "") for name in names}, "additive": "yes" if part.get("additive") else ""}
        for part in submission.draft_parts
    ]
    return [part for part in parts if any(part[name] for name in ("value", *COUNTS))]


def _explained(submission: Submission, findings: Mapping[int, Iterable[Finding]]) -> dict[str, str]:
    """Return what has been said so far to the findings of a submission, begun or given, by their sentences."""
    found = {}
    for finding in findings.get(submission.pk, ()):
        if finding.needs_explanation:
            begun = submission.draft_explanations.get(finding.message, "")
            found[finding.message] = begun or finding.explained
    return found


def own_difference(submissions: Iterable[Submission], filled: Iterable[FilledRow]) -> list[OwnChange]:
    """Return the lines that a workbook would change (one query)."""
    by_ref = {submission.definition.ref: submission for submission in submissions}
    findings = open_findings(submission.pk for submission in by_ref.values())
    found = (_difference(by_ref[row.ref], row, _explained(by_ref[row.ref], findings)) for row in filled)
    return [change for change in found if change is not None]


def still_as_returned(submissions: Iterable[Submission], changes: Iterable[OwnChange]) -> list[str]:
    """Return a sentence for each figure that came back and is as it was sent then, once the changes are saved.

    Two queries, however many came back.
    """
    rows, typed = list(submissions), {change.submission: change.draft for change in changes}
    back = returned_as_they_are((row, _with(Draft.of(row), typed.get(row.pk, {}))) for row in rows)
    return [f"{row.definition}: {nothing_since(back[row.pk])}" for row in rows if row.pk in back]


def _difference(submission: Submission, row: FilledRow, explained: Mapping[str, str]) -> OwnChange | None:
    """Return the line of one measure; None where the workbook says what is held."""
    before = _filled(Draft.of(submission))
    after = {**before, **{name: text.replace("\r\n", "\n") for name, text in row.draft.items()}}
    draft: dict[str, Any] = {name: text for name, text in after.items() if name != "taken_on"}
    lines = []
    if before["taken_on"] != after["taken_on"]:
        draft["taken_on"] = after["taken_on"]
        lines.append(f"Extract date: {_day(after['taken_on'])}, it was {_day(before['taken_on'])}.")
    held, parts = _parts(submission), [dict(part) for part in row.parts]
    if parts and (changes := list(_part_lines(held, parts))):
        draft["parts"] = parts
        lines += changes
    new = {sentence: text.replace("\r\n", "\n") for sentence, text in row.explanations.items()}
    new = {sentence: text for sentence, text in new.items() if explained.get(sentence) != text}
    if asked := {sentence: text for sentence, text in new.items() if sentence in explained}:
        draft["explanations"] = asked
        lines += [f"Explanation of “{sentence}”: {text}" for sentence, text in asked.items()]
    lines += [f"Nothing asks any more to explain “{each}”: that is left out." for each in new if each not in asked]
    if before == after and not lines:
        return None
    was, now = _in_words(before), _in_words(after)
    title, note = submission.definition.title, _note(before, after)
    return OwnChange(submission.pk, submission.version, row.ref, title, was, now, draft, note, lines)


def _day(said: str) -> str:
    return f"{dt.date.fromisoformat(said):%-d %B %Y}" if said else "not said"


def _part_lines(before: Iterable[dict[str, str]], after: Iterable[dict[str, str]]) -> Iterator[str]:
    """Yield a sentence for each part that is another one, comes or goes."""
    was, now = ({(part["kind"], part["name"]): part for part in each} for each in (before, after))
    for kind, name in dict.fromkeys([*was, *now]):
        old, new = was.get((kind, name)), now.get((kind, name))
        if old != new:
            yield f"{name} ({kind}): {_part_in_words(new)}, it was {_part_in_words(old)}."


def _part_in_words(part: dict[str, str] | None) -> str:
    if part is None:
        return "nothing"
    said = _in_words({**part, "figure": part["value"]})
    return f"{said}, adds up to the whole" if part["additive"] else said


def _in_words(draft: dict[str, str]) -> str:
    counts = " of ".join(part for part in (draft["numerator"], draft["denominator"]) if part)
    return f"{draft['figure']} ({counts})" if draft["figure"] and counts else draft["figure"] or counts


def _note(before: dict[str, str], after: dict[str, str]) -> str:
    """Return which other fields change, in words."""
    named = {**TEXTS, "source": "where the figure came from"}
    changed = [words for name, words in named.items() if before[name] != after[name]]
    return f"Also changes: {', '.join(changed)}." if changed else ""


def save_own(changes: Iterable[OwnChange], *, by: Any, now: dt.datetime | None = None) -> tuple[list[str], list[str]]:
    """Save each change as a draft; return the references saved, and a sentence for each that was not."""
    saved, left = [], []
    for change in changes:
        submission = fetch(change.submission)
        draft = change.draft_over(Draft.of(submission))
        try:
            save_draft(submission=submission, version=change.version, draft=draft, by=by, now=now)
            saved.append(change.ref)
        except Refused as refused:
            left.append(f"{change.ref}: {refused.sentence}")
    return saved, left


def _with(held: Draft, filled: Mapping[str, Any]) -> Draft:
    """Return a draft with what a workbook fills in."""
    typed = dict(filled)
    if "taken_on" in typed:
        typed["taken_on"] = dt.date.fromisoformat(typed["taken_on"]) if typed["taken_on"] else None
    if "explanations" in typed:
        typed["explanations"] = {**held.explanations, **typed["explanations"]}
    if typed.get("figure") or typed.get("numerator"):
        typed["missing"] = ""
    return replace(held, **typed)


def as_data(changes: Iterable[OwnChange]) -> list[dict[str, Any]]:
    """Return changes as an upload keeps them."""
    return [asdict(change) for change in changes]


def from_data(data: Iterable[dict[str, Any]]) -> list[OwnChange]:
    """Return changes as an upload has kept them."""
    return [OwnChange(**line) for line in data]
