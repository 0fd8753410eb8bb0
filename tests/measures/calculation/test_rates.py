"""How a figure is worked out from its counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.rates import (
    NoDenominator,
    NotApplicable,
    WorkedOut,
    average,
    in_force,
    months_covered,
    percent,
    rate_per_10000,
    work_out,
)
from measures.calculation.values import round_half_up
from measures.choices import Aim, Basis, Frequency, Missing, Unit
from tests.measures.calculation.facts import NOVEMBER, measure

COUNTS = st.integers(0, 10**7)


def test_a_percentage_is_worked_out_unrounded() -> None:
    assert percent(Decimal(182), Decimal(1120)) == Decimal("16.25")


def test_an_average_is_worked_out_unrounded() -> None:
    assert average(Decimal(171), Decimal("10.0")) == Decimal("17.1")


def test_a_snapshot_rate_is_for_every_10000_people() -> None:
    assert round_half_up(rate_per_10000(Decimal(3805), Decimal(146880)), 0) == 259


@pytest.mark.parametrize(("months", "rate"), [(1, 381), (3, 127), (12, 32)])
def test_a_flow_is_made_yearly_by_the_months_that_it_covers(months: int, rate: int) -> None:
    assert round_half_up(rate_per_10000(Decimal(466), Decimal(146880), months), 0) == rate


@given(COUNTS, st.integers(1, 10**7), st.integers(1, 12))
def test_rates_are_exact_to_the_last_digit_that_is_printed(count: int, population: int, months: int) -> None:
    exact = Fraction(count * 10_000 * 12, population * months)
    assert abs(Fraction(rate_per_10000(Decimal(count), Decimal(population), months)) - exact) <= exact / 10**27


@pytest.mark.parametrize("formula", [percent, average, rate_per_10000])
def test_nothing_out_of_nothing_is_not_applicable(formula: Callable[[Decimal, Decimal], Decimal]) -> None:
    with pytest.raises(NotApplicable):
        formula(Decimal(0), Decimal(0))


@pytest.mark.parametrize("formula", [percent, average, rate_per_10000])
def test_something_out_of_nothing_is_an_error(formula: Callable[[Decimal, Decimal], Decimal]) -> None:
    with pytest.raises(NoDenominator):
        formula(Decimal(3), Decimal(0))


@pytest.mark.parametrize(("numerator", "denominator"), [("-1", "5"), ("1", "-5"), ("NaN", "5"), ("1", "Infinity")])
def test_what_is_no_count_is_an_error(numerator: str, denominator: str) -> None:
    with pytest.raises(ValueError, match="Counts are zero or more"):
        percent(Decimal(numerator), Decimal(denominator))


def test_a_flow_covers_one_month_or_more() -> None:
    with pytest.raises(ValueError, match="one month or more"):
        rate_per_10000(Decimal(1), Decimal(10), 0)


@pytest.mark.parametrize(
    ("basis", "frequency", "months"),
    [
        (Basis.SNAPSHOT, Frequency.MONTHLY, None),
        (Basis.MONTH, Frequency.MONTHLY, None),
        (Basis.MONTH_ANNUALISED, Frequency.MONTHLY, 1),
        (Basis.MONTH_ANNUALISED, Frequency.QUARTERLY, 3),
        (Basis.ROLLING, Frequency.MONTHLY, 12),
        (Basis.YEAR_TO_DATE, Frequency.MONTHLY, 8),
    ],
)
def test_the_basis_says_how_many_months_a_rate_covers(basis: Basis, frequency: Frequency, months: int | None) -> None:
    assert months_covered(measure(Unit.RATE, basis=basis, frequency=frequency), NOVEMBER) == months


@pytest.mark.parametrize(
    ("unit", "worked_out"),
    [
        (Unit.PERCENT, WorkedOut(Decimal(25))),
        (Unit.AVERAGE, WorkedOut(Decimal("0.25"))),
        (Unit.COUNT, WorkedOut(Decimal(1))),
    ],
)
def test_the_unit_says_how_a_figure_is_worked_out(unit: Unit, worked_out: WorkedOut) -> None:
    assert work_out(measure(unit), NOVEMBER, Decimal(1), Decimal(4)) == worked_out


def test_a_month_without_conferences_is_not_applicable() -> None:
    assert work_out(measure(), NOVEMBER, Decimal(0), Decimal(0)) == WorkedOut(missing=Missing.NOT_APPLICABLE)


@pytest.mark.parametrize(("numerator", "denominator"), [(None, Decimal(4)), (Decimal(1), None)])
def test_nothing_is_worked_out_of_an_unknown_count(numerator: Decimal | None, denominator: Decimal | None) -> None:
    assert work_out(measure(aim=Aim.LOWER), NOVEMBER, numerator, denominator) is None


@dataclass(frozen=True)
class Population:
    holds_from: date
    figure: int


def test_the_population_in_force_is_the_latest_that_has_begun() -> None:
    populations = [Population(date(2024, 4, 1), 3), Population(date(2022, 4, 1), 1), Population(date(2023, 4, 1), 2)]
    assert [
        found.figure if (found := in_force(populations, date(year, month, 1))) else None
        for year, month in [(2022, 3), (2022, 4), (2023, 3), (2023, 4), (2025, 1)]
    ] == [None, 1, 1, 2, 3]
