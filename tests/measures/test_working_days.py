"""Working days of England: weekends and bank holidays left out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.working_days import is_working_day, working_day_of_month, working_days_after

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2023, 12, 25),
        dt.date(2023, 12, 26),
        dt.date(2024, 3, 29),
        dt.date(2024, 4, 1),
        dt.date(2023, 5, 8),
        dt.date(2022, 9, 19),
        dt.date(2026, 12, 28),
    ],
)
def test_a_bank_holiday_is_no_working_day(day: dt.date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "1/1 3/4 6/4 4/5 25/5 31/8 25/12 28/12"),
        (2027, "1/1 26/3 29/3 3/5 31/5 30/8 27/12 28/12"),
        (2028, "3/1 14/4 17/4 1/5 29/5 28/8 25/12 26/12"),
    ],
)
def test_no_other_weekday_of_the_years_to_come_is_one(year: int, days: str) -> None:
    every = [dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(365)]
    found = [f"{day.day}/{day.month}" for day in every if day.weekday() < 5 and not is_working_day(day)]
    assert " ".join(found) == days


def test_a_holiday_of_scotland_alone_is_a_working_day() -> None:
    assert is_working_day(dt.date(2024, 1, 2))


def test_the_first_working_day_of_january_comes_after_the_new_year() -> None:
    assert working_day_of_month(dt.date(2024, 1, 1), 1) == dt.date(2024, 1, 2)


def test_the_seventh_working_day_of_december_2023_is_the_eleventh() -> None:
    assert working_day_of_month(dt.date(2023, 12, 1), 7) == dt.date(2023, 12, 11)


def test_easter_is_stepped_over() -> None:
    assert working_days_after(dt.date(2024, 3, 28), dt.date(2024, 4, 2)) == 1


def test_working_days_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        working_day_of_month(dt.date(2024, 1, 1), 0)


@given(DAYS, st.integers(1, 30))
def test_the_nth_working_day_is_one_and_has_n_behind_it(day: dt.date, number: int) -> None:
    found = working_day_of_month(day, number)
    assert is_working_day(found)
    assert working_days_after(day.replace(day=1) - dt.timedelta(days=1), found) == number


@given(DAYS, DAYS)
def test_counting_back_is_the_same_with_a_minus(one: dt.date, other: dt.date) -> None:
    assert working_days_after(one, other) == -working_days_after(other, one)
