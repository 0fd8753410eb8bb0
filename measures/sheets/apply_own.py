"""A holder's own workbook against their drafts: what to fill in, what it would change, and saving it.

Each figure is saved by itself, by the same action as one typed on its page; what somebody else has changed since is
left and listed. Called by the pages of an owner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from measures.actions.drafts import Draft, save_draft
from measures.actions.outcome import Refused, fetch
from measures.calculation.due import previous_due
from measures.calculation.findings import plain
from measures.choices import Frequency, RoleName, Unit
from measures.models import Period, Submission, financial_year
from measures.permissions import Standing, may
from measures.series import Line, Slot, everything, read_lines
from measures.sheets.own_measures import TEXTS, FilledRow, OwnRow

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
    draft: dict[str, str]
    """What the draft's fields become."""
    note: str = ""


def held_submissions(standing: Standing, period: Period) -> list[Submission]:
    """Return the submissions of a month that the person holds and may save now, by reference."""
    rows = (
        Submission.objects.filter(period=period, measure__in=standing.measures_as(*HOLDERS))
        .select_related("measure", "definition__section", "period__scorecard")
        .in_order()
    )
    return [row for row in rows if may(standing, "save", row)]


def own_rows(submissions: Sequence[Submission], period: Period) -> list[OwnRow]:
    """Return what to put into the workbook of these submissions: a fixed number of queries."""
    lines = read_lines(
        period.scorecard, period.month, known=everything, months=13, measures=[s.measure_id for s in submissions]
    )
    return own_rows_of(submissions, lines)


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
        target=str(target) if target else "",
        draft=_filled(Draft.of(submission)),
    )


def _counts(slot: Slot | None) -> str:
    if slot is None or slot.facts.numerator is None:
        return ""
    return " / ".join(plain(count) for count in (slot.facts.numerator, slot.facts.denominator) if count is not None)


def _filled(draft: Draft) -> dict[str, str]:
    return {name: getattr(draft, name) for name in ("figure", "numerator", "denominator", *TEXTS, "source")}


def own_difference(submissions: Iterable[Submission], filled: Iterable[FilledRow]) -> list[OwnChange]:
    """Return the lines that a workbook would change."""
    by_ref = {submission.definition.ref: submission for submission in submissions}
    found = []
    for row in filled:
        submission = by_ref[row.ref]
        before = _filled(Draft.of(submission))
        after = {name: text.replace("\r\n", "\n") for name, text in row.draft.items()}
        if before != after:
            found.append(
                OwnChange(
                    submission.pk,
                    submission.version,
                    row.ref,
                    submission.definition.title,
                    _in_words(before),
                    _in_words(after),
                    after,
                    _note(before, after),
                )
            )
    return found


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
        typed: dict[str, Any] = dict(change.draft)
        if typed["figure"] or typed["numerator"]:
            typed["missing"] = ""
        draft = replace(Draft.of(submission), **typed)
        try:
            save_draft(submission=submission, version=change.version, draft=draft, by=by, now=now)
            saved.append(change.ref)
        except Refused as refused:
            left.append(f"{change.ref}: {refused.sentence}")
    return saved, left


def as_data(changes: Iterable[OwnChange]) -> list[dict[str, Any]]:
    """Return changes as an upload keeps them."""
    return [asdict(change) for change in changes]


def from_data(data: Iterable[dict[str, Any]]) -> list[OwnChange]:
    """Return changes as an upload has kept them."""
    return [OwnChange(**line) for line in data]
