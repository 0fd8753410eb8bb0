"""Beginning a year: which months it plans, and that none is opened before one that has begun."""

from __future__ import annotations

import datetime as dt

import pytest

from measures.actions.outcome import Refused
from measures.actions.periods import open_period
from measures.actions.years import begin_year
from measures.calculation.due import months_later
from measures.choices import RoleName
from measures.models import Period
from tests.factories.catalogue import ScorecardFactory
from tests.factories.council import OCTOBER, Council
from tests.factories.people import RoleFactory

pytestmark = pytest.mark.django_db
APRIL = dt.date(2023, 4, 1)


def begin(found: Council, year: int = 2024) -> int:
    return begin_year(scorecard=found.scorecard, year=year, by=found.people["team"]).months


def test_a_year_is_begun_over_no_gap(found: Council) -> None:
    begin(found)
    months = Period.objects.filter(scorecard=found.scorecard).order_by("month").values_list("month", flat=True)
    assert list(months) == [months_later(OCTOBER, number) for number in range(18)]
    with pytest.raises(Refused, match="Begin 2025/26 first, so that no month is left out"):
        begin(found, 2026)


def test_no_month_before_the_history_is_planned(found: Council) -> None:
    assert begin(found, 2023) == 4
    assert Period.objects.filter(scorecard=found.scorecard).earliest("month").month == OCTOBER


def test_the_first_year_of_a_scorecard_has_all_its_months() -> None:
    scorecard = ScorecardFactory.create()
    team = RoleFactory.create(role=RoleName.PERFORMANCE.value, scorecard=scorecard).person
    assert begin_year(scorecard=scorecard, year=2024, by=team).months == 12


def test_a_month_before_one_that_has_begun_is_not_opened(found: Council) -> None:
    day = dt.date(2024, 1, 9)
    with pytest.raises(Refused, match="November 2023 has begun, so December 2023 is the next to open"):
        open_period(scorecard=found.scorecard, month=APRIL, due_on=day, approve_by=day, by=found.people["team"])
    assert not Period.objects.filter(month=APRIL).exists()
