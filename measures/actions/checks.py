"""The checks of figures against what the database holds, and the findings that are kept of them.

Called by the actions that change a draft, submit it or load one; `Checks` is also what pages use to show findings of
something not yet saved. Only `refresh_findings` writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.utils import timezone

from measures.actions.shared_counts import SEEN_BY_OTHERS, count_shared_with, entry_of
from measures.calculation.checks import check_figure, check_late, check_part
from measures.calculation.commentary import Superseded, check_commentary, check_superseded
from measures.calculation.facts import MeasureFacts
from measures.calculation.figures import published
from measures.calculation.findings import Checked, Entry, SharedCount, Surroundings
from measures.calculation.findings import Finding as Found
from measures.calculation.relations import check_parts
from measures.calculation.ties import TieKind, read_relation, read_tie
from measures.calculation.values import BadFigure, read_count, read_figure, round_half_up
from measures.choices import PeriodState, Rule, SubmissionState, Unit
from measures.models import Finding, MeasureDefinition, Scorecard, Submission
from measures.series import (
    Line,
    Said,
    Slot,
    everything,
    figure_of,
    is_rate,
    measure_facts,
    read_lines,
    read_part,
    shown,
)


@dataclass(frozen=True)
class Checks:
    """The checks of one month of some measures, with the lines that tie them together."""

    lines: tuple[Line, ...]
    month: dt.date
    all_visible: bool = False
    """The reader may see every count (the console, the performance team's own pages): no check waits."""
    entries: Mapping[int, Entry] = field(default_factory=dict)
    """Entries that are not saved yet, by measure: what a form holds."""

    @cached_property
    def _stated(self) -> dict[str, list[tuple[int, SharedCount]]]:
        found: dict[str, list[tuple[int, SharedCount]]] = {}
        for line in self.lines:
            slot = line.slots.get(self.month)
            if slot is None:
                continue
            definition, entry = line.definition, self._entry(line, slot)
            visible = self.all_visible or slot.state in SEEN_BY_OTHERS
            own = SharedCount(definition.ref, entry.numerator, visible)
            found.setdefault(f"count:{definition.ref}", []).append((line.measure.pk, own))
            tie = read_tie(definition.denominator_source)
            if tie is not None and tie.kind is TieKind.GROUP:
                shared = SharedCount(definition.ref, entry.denominator, visible)
                found.setdefault(str(tie), []).append((line.measure.pk, shared))
        return found

    def _entry(self, line: Line, slot: Slot) -> Entry:
        return self.entries.get(line.measure.pk) or entry_of(line, slot)

    def _whole_entry(self, line: Line, slot: Slot) -> Entry:
        """Return the entry, out of the shared count where it came without a denominator and that count may be seen."""
        entry, ref = self._entry(line, slot), count_shared_with(line.definition)
        if entry.denominator is not None or entry.numerator is None or ref is None:
            return entry
        stated = (shared for _, shared in self._stated.get(f"count:{ref}", ()) if shared.submitted)
        return replace(entry, denominator=next((shared.count for shared in stated), None))

    def shared_for(self, line: Line) -> dict[str, list[SharedCount]]:
        """Return the counts that other measures state, by tie."""
        return {
            tie: [count for measure_id, count in stated if measure_id != line.measure.pk]
            for tie, stated in self._stated.items()
        }

    def of(self, line: Line) -> Checked:
        """Return what the checks find in a measure's month, the commentary's and the lateness included.

        Nothing where the reader may not look: neither that a figure is missing, nor what is wrong with a draft.
        """
        slot = line.slots.get(self.month)
        if slot is None or slot.hidden or slot.state is SubmissionState.LEFT_OUT:
            return Checked()
        definition = line.definition
        around = Surroundings(
            tie=read_tie(definition.denominator_source),
            relation=read_relation(definition.relation),
            shared=self.shared_for(line),
            history=[figure for figure in line.as_of(self.month) if figure.period < self.month],
            breaks=line.breaks,
        )
        entry = self._whole_entry(line, slot)
        checked = check_figure(line.facts, entry, around)
        more = [*self._commentary(line, slot, entry), *self._parts(slot, entry), *self._late(slot)]
        # What was typed and can not be read is an error of its own; that it leaves no figure is not to be explained.
        found = [each for each in checked.findings if slot.reads or each.rule is not Rule.STALE]
        return Checked((*found, *more), checked.waiting)

    def _commentary(self, line: Line, slot: Slot, entry: Entry) -> Iterable[Found]:
        revision, submission = slot.revision, slot.submission
        texts = (
            (revision.happening, revision.why, revision.doing)
            if revision is not None
            else (submission.draft_happening, submission.draft_why, submission.draft_doing)
        )
        text = "\n".join(texts).strip()
        if not text:
            return []
        previous = [f.value for f in line.as_of(self.month) if f.period < self.month and f.value is not None][-1:]
        target = line.target(self.month)
        counted = published(line.facts, self.month, numerator=entry.numerator, denominator=entry.denominator)
        known = [
            slot.facts.value,
            counted.value,
            *previous,
            *(b.figure for b in line.benchmarks),
            *((target.figure, target.low, target.high) if target else ()),
        ]
        revised = list(_superseded(line, self.month))
        said = check_superseded(text, revised, known)
        return [*said, *check_commentary(text, [*known, *(each.number for each in revised)])]

    def _parts(self, slot: Slot, entry: Entry) -> Iterable[Found]:
        """Find what is wrong with a part, and parts that are said to add up and do not, each breakdown by itself."""
        submission = slot.submission
        if slot.revision is not None and slot.revision.pk != submission.submitted_revision_id:
            return  # the draft is no longer what speaks
        facts = measure_facts(submission.definition)
        by_kind: dict[str, list[Mapping[str, str]]] = {}
        for part in submission.draft_parts:
            yield from _check_part(facts, entry.period, part)
            if part.get("additive"):
                by_kind.setdefault(part["kind"], []).append(part)
        for kind, parts in by_kind.items():
            whole, counts = _whole_and_parts(entry, parts, Unit(submission.definition.unit))
            if whole is not None and counts:
                yield from check_parts(whole, counts, f"parts by {kind}")

    def _late(self, slot: Slot) -> Iterable[Found]:
        submission = slot.submission
        if slot.revision is None or not submission.late or submission.submitted_at is None:
            return []
        due = submission.period.due_on
        return check_late(timezone.localdate(submission.submitted_at), due) if due else []


def _superseded(line: Line, month: dt.date) -> Iterable[Superseded]:
    """Yield the figures of earlier months that a later extract has otherwise, as they were published."""
    for earlier, slot in line.slots.items():
        before = slot.submission.published_revision
        if earlier >= month or not slot.is_proposed or before is None:
            continue
        facts = measure_facts(slot.definition)
        denominator = slot.facts.denominator if is_rate(slot.definition) else before.denominator
        said = Said(before.value, before.places, before.missing, before.numerator, denominator, before.revised)
        was = figure_of(facts, earlier, said)
        if was.value is not None and shown(was, facts) != shown(slot.facts, facts):
            number = round_half_up(was.value, facts.decimals)
            yield Superseded(earlier, number, shown(was, facts), shown(slot.facts, facts))


def _check_part(facts: MeasureFacts, month: dt.date, part: Mapping[str, str]) -> list[Found]:
    """Find what is wrong with one part; nothing where it can not be read, which a submission is refused for."""
    try:
        return check_part(facts, part["name"], read_part(part, facts.unit).entry(month))
    except BadFigure:
        return []


def _whole_and_parts(
    entry: Entry, parts: Iterable[Mapping[str, str]], unit: Unit
) -> tuple[Decimal | None, list[Decimal]]:
    """Return the whole's count with those of its parts; of a count measure the figures, where no counts are given."""
    try:
        counts = [read_count(part.get("numerator", ""), fractional=True) for part in parts]
        if unit is Unit.COUNT and all(count is None for count in counts):
            values = [read_figure(part.get("value", ""), unit).value for part in parts]
            whole = entry.typed if entry.typed is not None else entry.numerator
            return whole, [value for value in values if value is not None]
    except BadFigure:
        return None, []
    return entry.numerator, [count for count in counts if count is not None]


def related_measures(*submissions: Submission) -> set[int]:
    """Return the measures to whose counts those of submissions of one scorecard are tied, either way, and their own."""
    wanted = Q(pk__in=())
    for submission in submissions:
        wanted |= _tied_to(submission)
    rows = MeasureDefinition.objects.filter(wanted, measure__scorecard__in={s.period.scorecard_id for s in submissions})
    return set(rows.values_list("measure_id", flat=True))


def _tied_to(submission: Submission) -> Q:
    definition = submission.definition
    wanted = Q(measure=submission.measure_id)
    for said in (definition.denominator_source, definition.relation.rpartition(" ")[2]):
        tie = read_tie(said)
        if tie is not None and tie.kind is TieKind.COUNT:
            wanted |= Q(ref=tie.name)
        if tie is not None and tie.kind is TieKind.GROUP:
            wanted |= Q(denominator_source=said)
    mine = f"count:{definition.ref}"
    return wanted | Q(denominator_source=mine) | Q(relation__endswith=f" {mine}")


def checks_around(submission: Submission, **options: Any) -> Checks:
    """Return the checks of a submission's month, with the measures that its counts are tied to."""
    period = submission.period
    lines = read_lines(period.scorecard, period.month, known=everything, measures=related_measures(submission))
    return Checks(tuple(lines), period.month, **options)


def refresh_findings(submission: Submission, *, now: dt.datetime) -> None:
    """Raise the findings that are new and clear those that no longer hold, of a submission and those tied to it.

    Of one that nobody has begun nothing is found because another is: that its figure is missing would be asked of its
    owner before they were there.
    """
    _keep(checks_around(submission), now=now, begun=submission.pk)


def refresh_period_findings(scorecard: Scorecard, month: dt.date, *, now: dt.datetime) -> None:
    """Raise and clear the findings of a whole month, after a load."""
    _keep(Checks(tuple(read_lines(scorecard, month, known=everything)), month), now=now)


def refresh_after_revision(
    scorecard: Scorecard, measures: Collection[int], since: dt.date, *, now: dt.datetime
) -> None:
    """Raise and clear the findings of measures whose earlier months a load revises, in the months begun after them.

    What was written there may quote the figures that they were. A month that its owner has not begun has nothing said.
    """
    begun = Submission.objects.filter(
        period__scorecard=scorecard, period__month__gt=since, period__state__in=(PeriodState.OPEN, PeriodState.CLOSED)
    ).exclude(state=SubmissionState.NOT_STARTED)
    rows = list(begun.filter(measure__in=measures).select_related("period", "definition").order_by("period__month"))
    for month, group in groupby(rows, key=lambda row: row.period.month):
        own = list(group)
        lines = read_lines(scorecard, month, known=everything, measures=related_measures(*own))
        _keep(Checks(tuple(lines), month), now=now, only={row.pk for row in own})


def _keep(checks: Checks, *, now: dt.datetime, only: Collection[int] | None = None, begun: int | None = None) -> None:
    """Keep what the checks find of the month.

    With `only`, of those submissions; with `begun`, of that one and of the others that somebody has begun.
    """
    slots = {
        slot.submission.pk: line
        for line in checks.lines
        if (slot := line.slots.get(checks.month)) is not None
        and (only is None or slot.submission.pk in only)
        and (begun in (None, slot.submission.pk) or slot.state is not SubmissionState.NOT_STARTED)
    }
    known: dict[int, dict[tuple[str, str], Finding]] = {}
    for row in Finding.objects.open().filter(submission__in=slots):
        known.setdefault(row.submission_id, {})[row.rule, row.message] = row
    cleared: list[int] = []
    raised: list[Finding] = []
    for submission_id, line in slots.items():
        found = {(f.rule.value, f.message): f for f in checks.of(line).findings}
        before = known.get(submission_id, {})
        revision = line.slots[checks.month].revision
        cleared += [row.pk for key, row in before.items() if key not in found]
        raised += [
            Finding(
                submission_id=submission_id,
                revision=revision,
                rule=f.rule.value,
                severity=f.severity.value,
                message=f.message,
                box=f.box,
                raised_at=now,
            )
            for key, f in found.items()
            if key not in before
        ]
    Finding.objects.filter(pk__in=cleared).update(cleared_at=now)
    Finding.objects.bulk_create(raised, ignore_conflicts=True)
