"""When figures are due, and when their cohorts are complete."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.due import (
    is_due,
    is_provisional,
    latest_due,
    month_of_year,
    months_between,
    months_later,
    previous_due,
    year_before,
)
from measures.choices import Frequency
from tests.measures.calculation.facts import NOVEMBER, OCTOBER

MONTHS = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(lambda day: day.replace(day=1))
SEPTEMBER, MARCH = date(2023, 9, 1), date(2023, 3, 1)


@given(MONTHS, st.integers(-200, 200))
def test_months_are_added_and_counted_alike(month: date, months: int) -> None:
    assert months_between(month, months_later(month, months)) == months


def test_the_year_before_is_the_same_month() -> None:
    assert year_before(NOVEMBER) == date(2022, 11, 1)


@pytest.mark.parametrize(("month", "position"), [(4, 1), (12, 9), (1, 10), (3, 12)])
def test_the_year_begins_in_april(month: int, position: int) -> None:
    assert month_of_year(date(2023, month, 1)) == position


@pytest.mark.parametrize(
    ("frequency", "latest", "before"),
    [
        (Frequency.MONTHLY, NOVEMBER, OCTOBER),
        (Frequency.QUARTERLY, SEPTEMBER, SEPTEMBER),
        (Frequency.ANNUAL, MARCH, MARCH),
    ],
)
def test_a_measure_that_is_not_due_shows_its_latest_due_month(frequency: Frequency, latest: date, before: date) -> None:
    assert (latest_due(frequency, NOVEMBER), previous_due(frequency, NOVEMBER)) == (latest, before)


@pytest.mark.parametrize(
    ("frequency", "times"), [(Frequency.MONTHLY, 12), (Frequency.QUARTERLY, 4), (Frequency.ANNUAL, 1)]
)
def test_a_year_has_as_many_due_months_as_the_frequency_says(frequency: Frequency, times: int) -> None:
    assert sum(is_due(frequency, date(2023, month, 1)) for month in range(1, 13)) == times


@given(st.sampled_from(Frequency), MONTHS)
def test_the_latest_due_month_is_due_and_nothing_due_lies_between(frequency: Frequency, month: date) -> None:
    latest = latest_due(frequency, month)
    between = [months_later(latest, step) for step in range(1, months_between(latest, month) + 1)]
    assert is_due(frequency, latest)
    assert not any(is_due(frequency, later) for later in between)


@pytest.mark.parametrize(("lag", "provisional"), [(0, False), (2, False), (3, True)])
def test_a_figure_is_provisional_until_its_cohort_is_complete(lag: int, provisional: bool) -> None:
    assert is_provisional(SEPTEMBER, lag, NOVEMBER) is provisional
