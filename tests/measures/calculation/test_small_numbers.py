"""Which figure may not be printed for its own sake."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.small_numbers import Cell, Reason, numerator_bounds, small_number
from measures.calculation.values import round_half_up
from measures.choices import Unit
from tests.measures.calculation.facts import number


def cell(unit: Unit = Unit.PERCENT, **more: Any) -> Cell:
    for name in ("value", "numerator", "denominator"):
        more[name] = number(more.get(name))
    if "denominator_bounds" in more:
        more["denominator_bounds"] = tuple(Decimal(bound) for bound in more["denominator_bounds"])
    return Cell("a", "A", unit, **more)


@pytest.mark.parametrize(
    ("numerator", "denominator", "reason"),
    [
        (0, 100, None),
        (1, 100, Reason.SMALL_NUMBER),
        (5, 100, Reason.SMALL_NUMBER),
        (6, 100, None),
        (94, 100, None),
        (95, 100, Reason.SMALL_COMPLEMENT),
        (99, 100, Reason.SMALL_COMPLEMENT),
        (100, 100, None),
        (0, 9, Reason.SMALL_GROUP),
        (9, 9, Reason.SMALL_GROUP),
        (0, 10, None),
        (10, 10, None),
        (0, 0, None),
    ],
)
def test_a_number_or_its_complement_from_1_to_5_is_suppressed_and_so_is_a_group_under_10(
    numerator: int, denominator: int, reason: Reason | None
) -> None:
    assert small_number(cell(numerator=numerator, denominator=denominator)) is reason


@pytest.mark.parametrize("unit", [Unit.RATE, Unit.COUNT, Unit.AVERAGE])
def test_only_a_percentage_has_a_complement(unit: Unit) -> None:
    assert small_number(cell(unit, value=1, numerator=8, denominator=12)) is None
    assert small_number(cell(unit, value=1, numerator=5, denominator=12)) is Reason.SMALL_NUMBER


def test_measures_that_count_no_children_are_left_alone() -> None:
    assert small_number(cell(numerator=1, denominator=5, controlled=False)) is None


def test_nothing_is_nothing_to_suppress() -> None:
    assert small_number(cell()) is None


@pytest.mark.parametrize(
    ("value", "bounds", "reason"),
    [
        (1, (551, 565), Reason.COULD_BE_SMALL),
        (0, (551, 565), Reason.COULD_BE_SMALL),
        (99, (551, 565), Reason.COMPLEMENT_COULD_BE_SMALL),
        (100, (551, 565), Reason.COMPLEMENT_COULD_BE_SMALL),
        (2, (551, 565), None),
        (50, (551, 565), None),
        (0, (20, 30), None),
        (0, (8, 30), Reason.GROUP_COULD_BE_SMALL),
        (0, (8, 9), Reason.SMALL_GROUP),
        (50, (9, 11), Reason.COULD_BE_SMALL),
    ],
)
def test_a_number_that_is_not_recorded_is_suppressed_if_it_could_be_small(
    value: int, bounds: tuple[int, int], reason: Reason | None
) -> None:
    assert small_number(cell(value=value, denominator_bounds=bounds)) is reason


def test_one_per_cent_of_some_550_is_3_to_8_children() -> None:
    assert numerator_bounds(cell(value=1, denominator_bounds=(551, 565))) == (Decimal(3), Decimal(8))


def test_a_percentage_of_a_group_of_unknown_size_is_suppressed() -> None:
    assert small_number(cell(value=50)) is Reason.GROUP_COULD_BE_SMALL


def test_a_recorded_number_bounds_the_size_of_its_group() -> None:
    assert small_number(cell(value=77, numerator=48)) is None
    assert small_number(cell(value=98, numerator=48)) is Reason.SMALL_COMPLEMENT
    assert small_number(cell(value=98, numerator=196)) is Reason.COMPLEMENT_COULD_BE_SMALL


@pytest.mark.parametrize(
    ("rate", "months", "reason"),
    [(25, 1, None), (25, None, None), (4, 12, None), (0, None, Reason.COULD_BE_SMALL), (0, 12, Reason.COULD_BE_SMALL)],
)
def test_a_rate_is_bounded_by_its_population(rate: int, months: int | None, reason: Reason | None) -> None:
    assert small_number(cell(Unit.RATE, value=rate, denominator=146880, months=months)) is reason


@pytest.mark.parametrize(
    ("counted", "reason"),
    [
        ({}, Reason.GROUP_COULD_BE_SMALL),
        ({"numerator": 696, "denominator": 12}, None),
        ({"numerator": 696}, None),
        ({"numerator": 232, "denominator": 4}, Reason.SMALL_GROUP),
        ({"numerator": 232}, Reason.SMALL_GROUP),
        ({"numerator": 5, "denominator": 12}, Reason.SMALL_NUMBER),
        ({"denominator": 12}, None),
        ({"denominator_bounds": (8, 12)}, Reason.GROUP_COULD_BE_SMALL),
    ],
)
def test_an_average_is_suppressed_as_a_percentage_is_where_its_group_is_small_or_could_be(
    counted: dict[str, Any], reason: Reason | None
) -> None:
    assert small_number(cell(Unit.AVERAGE, value="58.0", places=1, **counted)) is reason


def test_a_count_is_bounded_by_itself() -> None:
    assert small_number(cell(Unit.COUNT, value=5)) is Reason.COULD_BE_SMALL
    assert [small_number(cell(Unit.COUNT, value=value)) for value in (0, 6)] == [None, None]


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 2), st.integers(0, 5), st.integers(0, 5))
def test_what_is_suppressed_with_its_number_is_suppressed_without_it(
    numerator: int, rest: int, places: int, less: int, more: int
) -> None:
    denominator = numerator + rest
    if denominator == 0:
        return
    value = round_half_up(Decimal(100 * numerator) / denominator, places)
    recorded = cell(value=value, places=places, numerator=numerator, denominator=denominator)
    bounds = (max(denominator - less, 0), denominator + more)
    bounded = cell(value=value, places=places, denominator_bounds=bounds)
    found = numerator_bounds(bounded)
    assert found is not None
    assert found[1] is not None
    assert found[0] <= numerator <= found[1]
    if small_number(recorded) is not None:
        assert small_number(bounded) is not None
