"""What one person may see of what was known on a day: a measure with its months, a scorecard at a month.

Of a submission that they see in every state, its figure as it stood; of others, what had been published by then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from measures.assessment import assess
from measures.choices import SubmissionState, Unit
from measures.models import Measure, Period, Revision, Scorecard, Submission, financial_year
from measures.permissions import Standing
from measures.queries.as_known import lines_as_known
from measures.queries.cells import Cell, month_cell, number_of, target_cell
from measures.queries.published_as import published_as, told_beside
from measures.queries.results import PublishedAs, Result
from measures.queries.scope import depth_of, submissions
from measures.series import Depth, Known, Line, read_lines


@dataclass(frozen=True)
class KnownRow:
    """One month of a measure as it was known and rated by what was known, beside what is known now."""

    line: Line
    month: dt.date
    then: Cell
    number: str
    state: SubmissionState | None
    """Where it stood, where the person may know."""
    now: Cell
    target: Cell
    result: Result | None
    said: Revision | None
    """The figure's revision, with what was said of it."""

    @property
    def differs(self) -> bool:
        """Return whether the figure is another one now."""
        return (self.then.text, self.then.missing) != (self.now.text, self.now.missing)


def end_of(day: dt.date) -> dt.datetime:
    """Return the last moment of a day."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, timezone.get_current_timezone())
    return midnight - dt.timedelta(microseconds=1)


def scorecard_then(standing: Standing, period: Period, day: dt.date) -> list[KnownRow]:
    """Return the measures of a month as they were known on a day: a fixed number of queries."""
    scorecard, month = period.scorecard, period.month
    known, seen = _depth(standing, scorecard, month)
    latest = read_lines(scorecard, month, known=depth_of(standing), months=1)
    now = {line.measure.pk: line for line in latest}
    lines = lines_as_known(scorecard, month, at=end_of(day), known=known)
    told = _published(lines, [month], day)
    return [_row(line, month, now.get(line.measure.pk), seen, told, screening=scorecard.screening) for line in lines]


@dataclass(frozen=True)
class MeasureThen:
    """A measure as it was known on a day."""

    line: Line
    months: list[KnownRow]
    target: Cell


def measure_then(standing: Standing, scorecard: Scorecard, measure: Measure, day: dt.date) -> MeasureThen | None:
    """Return a measure as it was known on a day, its newest month first; None where it was not defined yet."""
    through = min(day, dt.date(day.year, day.month, 1))
    known, seen = _depth(standing, scorecard, through, measure)
    ids = [measure.pk]
    lines = lines_as_known(scorecard, through, at=end_of(day), known=known, measures=ids)
    if not lines:
        return None
    now = next(iter(read_lines(scorecard, through, known=depth_of(standing), measures=ids)), None)
    told = _published(lines, lines[0].slots, day)
    months = [
        _row(lines[0], month, now, seen, told, screening=scorecard.screening)
        for month in sorted(lines[0].slots, reverse=True)
    ]
    year = financial_year(months[0].month if months else through)
    return MeasureThen(lines[0], months, _target(lines[0], year))


def _depth(
    standing: Standing, scorecard: Scorecard, through: dt.date, measure: Measure | None = None
) -> tuple[Depth, frozenset[int]]:
    """Return how far the person may look, and the submissions that they see in every state (one query)."""
    mine = submissions(standing).filter(period__scorecard=scorecard, period__month__lte=through)
    if measure is not None:
        mine = mine.filter(measure=measure)
    seen = frozenset(mine.values_list("pk", flat=True))

    def known(submission: Submission) -> Known:
        return Known.SUBMITTED if submission.pk in seen else Known.PUBLISHED

    return known, seen


def _published(lines: Iterable[Line], months: Iterable[dt.date], day: dt.date) -> dict[int, PublishedAs]:
    """Return what had been published of the figures of these months, where their status was another one that day."""
    wanted = list(months)
    slots = [slot for line in lines for month in wanted if (slot := line.slots.get(month))]
    return published_as((slot.revision_id for slot in slots if slot.revision_id), at=end_of(day))


def _target(line: Line, year: int) -> Cell:
    """Return the target of a year: none to be confirmed where the measure was for context."""
    definition = line.definition
    return target_cell(line.targets.get(year), Unit(definition.unit), definition.aim)


def _row(
    line: Line,
    month: dt.date,
    now: Line | None,
    seen: frozenset[int],
    told: dict[int, PublishedAs],
    *,
    screening: bool,
) -> KnownRow:
    slot = line.slots.get(month)
    found = assess(line, month, screening=screening) if slot is not None and slot.facts.reported else None
    return KnownRow(
        line=line,
        month=month,
        then=month_cell(line, month),
        number=number_of(slot),
        state=slot.state if slot is not None and slot.submission.pk in seen else None,
        now=month_cell(now, month) if now is not None else Cell(""),
        target=_target(line, financial_year(month)),
        result=told_beside(Result.of_assessment(found), told.get(slot.revision_id or 0)) if found and slot else None,
        said=slot.revision if slot is not None else None,
    )
