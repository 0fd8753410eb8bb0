"""A new financial year of a scorecard: its months are planned, its targets carried over until they are confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import insist_on_keeper
from measures.actions.outcome import Refused, hold_scorecard, record
from measures.actions.outturns import begin_from_outturns
from measures.actions.periods import carry_year, latest_begun
from measures.actions.schedule import dates_of
from measures.calculation.due import months_later
from measures.models import Period, Scorecard, financial_year

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


def year_named(year: int) -> str:
    """Return a financial year as it is written: 2024/25."""
    return f"{year}/{(year + 1) % 100:02d}"


def months_to_plan(known: Iterable[Period], year: int) -> list[dt.date]:
    """Return the months that beginning a year plans: those up to its last that no month is opened without.

    They follow the latest month that has begun, so a gap before the year is planned too, and nothing that lies before
    the scorecard's history.
    """
    periods = list(known)
    held, months = {period.month for period in periods}, months_of_year(year)
    latest = latest_begun(periods)
    month = months[0] if latest is None else months_later(latest, 1)
    wanted = []
    while month <= months[-1]:
        wanted.append(month)
        month = months_later(month, 1)
    return [each for each in wanted if each not in held]


def years_between(known: Iterable[Period], year: int) -> str:
    """Return the year to begin before this one, which would leave it out; empty where none is left out."""
    latest = max((period.month for period in known), default=None)
    following = year if latest is None else financial_year(latest) + 1
    return year_named(following) if following < year else ""


@transaction.atomic
def begin_year(*, scorecard: Scorecard, year: int, by: Any, now: dt.datetime | None = None) -> Begun:
    """Plan the months up to a year's end with their dates and carry last year's targets over, provisional.

    Its baselines are the validated outturns of the year before, where they have been entered. Measures, sections,
    owners and directors go on as they are. Months, targets and baselines that the year has already stand.
    Raises `Refused` where there is nothing left to do, or where a year between has not begun.
    """
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    hold_scorecard(scorecard)
    known = list(Period.objects.filter(scorecard=scorecard))
    if between := years_between(known, year):
        raise Refused(f"Begin {between} first, so that no month is left out.")
    months = months_to_plan(known, year)
    for month in months:
        _, due_on, approve_by = dates_of(scorecard, month)
        Period.objects.create(scorecard=scorecard, month=month, due_on=due_on, approve_by=approve_by)
    targets = carry_year(scorecard, year, by=by, now=now)
    baselines = begin_from_outturns(scorecard, year, by=by, now=now)
    if not months and not targets and not baselines:
        raise Refused(f"{year_named(year)} has begun already: its months and targets are there.")
    record(
        BEGIN_YEAR,
        by=by,
        now=now,
        scorecard=scorecard,
        details={"year": year, "months": len(months), "targets": targets, "baselines": baselines},
    )
    return Begun(len(months), targets, baselines)
