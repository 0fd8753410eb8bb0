"""A new financial year of a scorecard: its months are planned, its targets carried over until they are confirmed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import insist_on_keeper
from measures.actions.outcome import Refused, record
from measures.actions.outturns import begin_from_outturns
from measures.actions.periods import carry_year
from measures.actions.schedule import dates_of
from measures.calculation.due import months_later
from measures.models import Period, Scorecard

BEGIN_YEAR: Final = "begin_year"
"""What the event is called."""


@dataclass(frozen=True)
class Begun:
    """What beginning a year did."""

    months: int
    targets: int
    baselines: int = 0


def months_of_year(year: int) -> list[dt.date]:
    """Return the months of a financial year, April first."""
    return [months_later(dt.date(year, 4, 1), number) for number in range(12)]


@transaction.atomic
def begin_year(*, scorecard: Scorecard, year: int, by: Any, now: dt.datetime | None = None) -> Begun:
    """Plan a year's months with their dates and carry last year's targets over, provisional until confirmed.

    Its baselines are the validated outturns of the year before, where they have been entered. Measures, sections,
    owners and directors go on as they are. Months, targets and baselines that the year has already stand.
    Raises `Refused` where there is nothing left to do.
    """
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    Scorecard.objects.select_for_update(no_key=True).get(pk=scorecard.pk)
    known = set(Period.objects.filter(scorecard=scorecard).values_list("month", flat=True))
    months = [month for month in months_of_year(year) if month not in known]
    for month in months:
        _, due_on, approve_by = dates_of(scorecard, month)
        Period.objects.create(scorecard=scorecard, month=month, due_on=due_on, approve_by=approve_by)
    targets = carry_year(scorecard, year, by=by, now=now)
    baselines = begin_from_outturns(scorecard, year, by=by, now=now)
    if not months and not targets and not baselines:
        raise Refused(f"{year}/{(year + 1) % 100:02d} has begun already: its months and targets are there.")
    record(
        BEGIN_YEAR,
        by=by,
        now=now,
        scorecard=scorecard,
        details={"year": year, "months": len(months), "targets": targets, "baselines": baselines},
    )
    return Begun(len(months), targets, baselines)
