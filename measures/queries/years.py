"""What beginning a financial year would do, before it is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from measures.actions.outturns import outturns_of, to_begin_from
from measures.actions.periods import to_carry
from measures.actions.schedule import dates_of
from measures.actions.years import BEGIN_YEAR, months_of_year, months_to_plan, years_between
from measures.calculation.values import display
from measures.models import Event, Period, Scorecard
from measures.queries.catalogue import owners_of
from measures.queries.targets import TargetRow, target_rows


@dataclass(frozen=True)
class PlannedMonth:
    """A month of the year with its dates."""

    month: dt.date
    due_on: dt.date | None
    approve_by: dt.date | None
    state: str
    """Where it stands; empty for one that would be planned."""


@dataclass(frozen=True)
class MeasureNext:
    """A measure with what becomes of its target and owner."""

    row: TargetRow
    owner: str
    carried: bool
    outturn: str = ""
    """The validated outturn of the year before, from which the baseline is taken; empty where there is none yet."""
    takes: bool = False
    """Whether the baseline would be taken from it."""


@dataclass(frozen=True)
class YearToBegin:
    """Everything that beginning the year would do."""

    months: list[PlannedMonth]
    measures: list[MeasureNext]
    first: str = ""
    """The year to begin before this one; empty where none is left out."""
    begun: Event | None = None
    """Who began it first, and when; None for a year that nobody has begun here."""

    @property
    def new_months(self) -> int:
        """Return how many months would be planned."""
        return sum(1 for month in self.months if not month.state)

    @property
    def carried(self) -> int:
        """Return how many targets would be carried over."""
        return sum(1 for measure in self.measures if measure.carried)

    @property
    def baselines(self) -> int:
        """Return how many baselines would be taken from validated outturns."""
        return sum(1 for measure in self.measures if measure.takes)

    @property
    def anything(self) -> bool:
        """Return whether there is anything to do."""
        return bool(self.new_months or self.carried or self.baselines)


def year_to_begin(scorecard: Scorecard, year: int, today: dt.date) -> YearToBegin:
    """Return what beginning a year would do (nine queries)."""
    known = list(Period.objects.filter(scorecard=scorecard))
    of_year = set(months_of_year(year))
    planned = [
        PlannedMonth(period.month, period.due_on, period.approve_by, period.state)
        for period in known
        if period.month in of_year
    ]
    for month in months_to_plan(known, year):
        _, due_on, approve_by = dates_of(scorecard, month)
        planned.append(PlannedMonth(month, due_on, approve_by, ""))
    planned.sort(key=lambda each: each.month)
    carried = {target.measure_id for target in to_carry(scorecard, year)}
    owners = owners_of(scorecard, today)
    validated = {row.measure_id: row for row in outturns_of(scorecard, year - 1)}
    takes = {row.measure_id for row in to_begin_from(scorecard, year)}
    measures = [
        MeasureNext(
            row,
            owners[row.measure.pk].get_full_name() if row.measure.pk in owners else "",
            row.measure.pk in carried,
            display(held.figure, row.unit, held.places) if (held := validated.get(row.measure.pk)) else "",
            row.measure.pk in takes,
        )
        for row in target_rows(scorecard, year)
    ]
    begun = Event.objects.filter(what=BEGIN_YEAR, scorecard=scorecard, details__year=year).select_related("by")
    return YearToBegin(planned, measures, years_between(known, year), begun.order_by("pk").first())
