"""What beginning a financial year would do, before it is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from measures.actions.periods import to_carry
from measures.actions.schedule import dates_of
from measures.actions.years import months_of_year
from measures.models import Period, Scorecard
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


@dataclass(frozen=True)
class YearToBegin:
    """Everything that beginning the year would do."""

    months: list[PlannedMonth]
    measures: list[MeasureNext]

    @property
    def new_months(self) -> int:
        """Return how many months would be planned."""
        return sum(1 for month in self.months if not month.state)

    @property
    def carried(self) -> int:
        """Return how many targets would be carried over."""
        return sum(1 for measure in self.measures if measure.carried)

    @property
    def anything(self) -> bool:
        """Return whether there is anything to do."""
        return bool(self.new_months or self.carried)


def year_to_begin(scorecard: Scorecard, year: int, today: dt.date) -> YearToBegin:
    """Return what beginning a year would do (six queries)."""
    months = months_of_year(year)
    known = {period.month: period for period in Period.objects.filter(scorecard=scorecard, month__in=months)}
    planned = []
    for month in months:
        period = known.get(month)
        if period is not None:
            planned.append(PlannedMonth(month, period.due_on, period.approve_by, period.state))
        else:
            _, due_on, approve_by = dates_of(scorecard, month)
            planned.append(PlannedMonth(month, due_on, approve_by, ""))
    carried = {target.measure_id for target in to_carry(scorecard, year)}
    owners = owners_of(scorecard, today)
    measures = [
        MeasureNext(
            row,
            owners[row.measure.pk].get_full_name() if row.measure.pk in owners else "",
            row.measure.pk in carried,
        )
        for row in target_rows(scorecard, year)
    ]
    return YearToBegin(planned, measures)
