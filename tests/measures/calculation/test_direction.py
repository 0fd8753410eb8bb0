"""Direction of travel: what a figure is compared with, and what the move is called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.direction import (
    Movement,
    comparable,
    direction_of_travel,
    previous_reported,
    same_month_last_year,
)
from measures.calculation.facts import MeasureFacts, TargetFacts
from measures.calculation.rules import DirectionRule
from measures.choices import Aim, Basis, Direction, Frequency, Missing, TargetKind, Unit
from tests.measures.calculation.facts import NOVEMBER, OCTOBER, figure, measure, span, target

UP, SAME, DOWN = Direction.IMPROVING, Direction.STEADY, Direction.WORSENING
RANGE = span(20, 25)
VALUES = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)


def moved(
    measured: MeasureFacts, then: str | int, now: str | int, aimed: TargetFacts | None = None, **counts: Any
) -> Movement:
    return direction_of_travel(measured, figure(now, **counts), figure(then, OCTOBER, **counts), aimed)


@pytest.mark.parametrize(
    ("aim", "now", "direction"),
    [
        (Aim.HIGHER, 52, UP),
        (Aim.HIGHER, 51, SAME),
        (Aim.HIGHER, 50, SAME),
        (Aim.HIGHER, 49, SAME),
        (Aim.HIGHER, 48, DOWN),
        (Aim.LOWER, 52, DOWN),
        (Aim.LOWER, 48, UP),
        (Aim.CONTEXT, 52, Direction.ROSE),
        (Aim.CONTEXT, 50, Direction.UNCHANGED),
        (Aim.CONTEXT, 48, Direction.FELL),
    ],
)
def test_a_move_of_two_points_counts_in_the_direction_that_the_measure_aims(
    aim: Aim, now: int, direction: Direction
) -> None:
    assert moved(measure(aim=aim), 50, now).direction is direction


@pytest.mark.parametrize(("unit", "now"), [(Unit.RATE, 105), (Unit.AVERAGE, 105), (Unit.COUNT, 105)])
def test_other_units_move_by_five_per_cent_of_the_earlier_figure(unit: Unit, now: int) -> None:
    assert moved(measure(unit), 100, now).direction is UP
    assert moved(measure(unit), 100, now - 1).direction is SAME


def test_both_figures_are_compared_as_they_are_printed() -> None:
    assert moved(measure(), "50.4", "51.5").direction is UP
    assert moved(measure(), "50.4", "50.4999").change == 0


@pytest.mark.parametrize(("now", "direction"), [(53, SAME), (54, UP)])
def test_a_small_group_moves_by_two_people_or_more(now: int, direction: Direction) -> None:
    assert moved(measure(), 50, now, denominator=Decimal(53)).direction is direction


def test_the_smaller_of_the_two_groups_decides_what_two_people_are() -> None:
    move = direction_of_travel(
        measure(), figure(54, denominator=Decimal(200)), figure(50, OCTOBER, denominator=Decimal(40))
    )
    assert (move.direction, move.tolerance) == (SAME, Decimal(5))


def test_a_count_moves_by_two_or_more() -> None:
    assert moved(measure(Unit.COUNT, Aim.LOWER), 8, 9).direction is SAME
    assert moved(measure(Unit.COUNT, Aim.LOWER), 8, 10).direction is DOWN


def test_two_people_in_a_yearly_rate_are_two_a_month() -> None:
    move = moved(measure(Unit.RATE, basis=Basis.MONTH_ANNUALISED), 20, 21, denominator=Decimal(146880))
    assert move.tolerance == Decimal(240000) / Decimal(146880)
    assert move.direction is SAME


def test_a_tolerance_that_the_owner_set_stands_as_it_is_set() -> None:
    assert moved(measure(tolerance=Decimal(1)), 50, 51, denominator=Decimal(10)).direction is UP
    assert moved(measure(tolerance=Decimal(10)), 50, 59).direction is SAME


def test_from_zero_any_move_counts_but_none() -> None:
    average = measure(Unit.AVERAGE)
    assert moved(average, 0, 1).direction is UP
    assert moved(average, 0, 0).direction is SAME
    assert moved(measure(tolerance=Decimal(0)), 50, 50).direction is SAME


@pytest.mark.parametrize(
    ("then", "now", "direction", "rule"),
    [
        (10, 22, UP, DirectionRule.ENTERED_RANGE),
        (30, 20, UP, DirectionRule.ENTERED_RANGE),
        (22, 10, DOWN, DirectionRule.LEFT_RANGE),
        (25, 30, DOWN, DirectionRule.LEFT_RANGE),
        (20, 25, SAME, DirectionRule.INSIDE_RANGE),
        (10, 15, UP, DirectionRule.SAME_SIDE),
        (15, 10, DOWN, DirectionRule.SAME_SIDE),
        (40, 30, UP, DirectionRule.SAME_SIDE),
        (30, 40, DOWN, DirectionRule.SAME_SIDE),
        (10, 40, Direction.ROSE, DirectionRule.CROSSED_RANGE),
        (40, 10, Direction.FELL, DirectionRule.CROSSED_RANGE),
        (19, 20, SAME, DirectionRule.WITHIN_TOLERANCE),
    ],
)
def test_near_target_the_way_to_the_range_counts(
    then: int, now: int, direction: Direction, rule: DirectionRule
) -> None:
    move = moved(measure(aim=Aim.NEAR_TARGET), then, now, RANGE)
    assert (move.direction, move.rule) == (direction, rule)


@pytest.mark.parametrize("aimed", [None, target(None, TargetKind.TO_BE_CONFIRMED), target(None, TargetKind.NONE)])
def test_near_target_without_a_target_rises_or_falls(aimed: TargetFacts | None) -> None:
    near = measure(aim=Aim.NEAR_TARGET)
    moves = [moved(near, 50, now, aimed).direction for now in (60, 51, 40)]
    assert moves == [Direction.ROSE, Direction.UNCHANGED, Direction.FELL]


def test_without_an_earlier_figure_there_is_no_comparison() -> None:
    assert direction_of_travel(measure(), figure(50), None).direction is Direction.NO_COMPARISON


def test_without_a_figure_there_is_no_comparison() -> None:
    missing = figure(None, missing=Missing.NOT_AVAILABLE)
    assert direction_of_travel(measure(), missing, figure(50, OCTOBER)).direction is Direction.NO_COMPARISON


def test_a_provisional_figure_is_not_compared() -> None:
    move = direction_of_travel(measure(), figure(50, provisional=True), figure(60, OCTOBER))
    assert (move.direction, move.rule) == (Direction.NO_COMPARISON, DirectionRule.PROVISIONAL)


def test_the_previous_figure_is_the_latest_reported_before() -> None:
    figures = [
        figure(1, date(2023, 8, 1)),
        figure(2, date(2023, 9, 1)),
        figure(None, OCTOBER),
        figure(4, NOVEMBER),
        figure(5, date(2023, 12, 1)),
    ]
    assert previous_reported(measure(), figures, NOVEMBER) == figures[1]


def test_a_provisional_or_suppressed_figure_is_not_compared_with() -> None:
    figures = [
        figure(1, date(2023, 8, 1)),
        figure(2, date(2023, 9, 1), provisional=True),
        figure(3, OCTOBER, missing=Missing.SUPPRESSED),
    ]
    assert previous_reported(measure(), figures, NOVEMBER) == figures[0]


def test_a_quarterly_measure_is_compared_with_its_own_previous_quarter() -> None:
    quarterly = measure(frequency=Frequency.QUARTERLY)
    figures = [figure(1, date(2023, 9, 1)), figure(2, OCTOBER), figure(3, NOVEMBER), figure(4, date(2023, 12, 1))]
    assert previous_reported(quarterly, figures, date(2023, 12, 1)) == figures[0]


def test_a_change_of_definition_breaks_comparison() -> None:
    figures = [figure(1, date(2023, 9, 1)), figure(2, OCTOBER)]
    assert previous_reported(measure(), figures, NOVEMBER, breaks=[NOVEMBER]) is None
    assert previous_reported(measure(), figures, NOVEMBER, breaks=[OCTOBER]) == figures[1]
    assert previous_reported(measure(), figures, NOVEMBER, breaks=[date(2023, 12, 1)]) == figures[1]


def test_the_year_to_date_is_compared_with_the_same_month_last_year() -> None:
    so_far = measure(Unit.COUNT, basis=Basis.YEAR_TO_DATE)
    april, march = date(2023, 4, 1), date(2023, 3, 1)
    figures = [figure(20, date(2022, 4, 1)), figure(240, march), figure(25, april)]
    assert previous_reported(so_far, figures, april) == figures[0]
    assert previous_reported(so_far, figures[1:], april) is None


def test_same_month_last_year_is_found_and_named_with_its_year() -> None:
    figures = [figure(45, date(2022, 11, 1)), figure(50, OCTOBER), figure(48)]
    before = same_month_last_year(measure(), figures, NOVEMBER)
    assert before == figures[0]
    assert direction_of_travel(measure(), figures[-1], before).phrase == "up 3 points on November 2022"


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_no_later_figure_is_ever_compared_with(reported: list[bool]) -> None:
    figures = [
        figure(index if is_reported else None, date(2023, index + 1, 1)) for index, is_reported in enumerate(reported)
    ]
    assert all(earlier.period < date(2023, 6, 1) for earlier in comparable(measure(), figures, date(2023, 6, 1)))


@given(VALUES, st.sampled_from(Aim), st.sampled_from(Unit), st.sampled_from([RANGE, None]), VALUES)
def test_no_change_is_never_improving(
    value: Decimal, aim: Aim, unit: Unit, aimed: TargetFacts | None, tolerance: Decimal
) -> None:
    still = moved(measure(unit, aim, decimals=1, tolerance=tolerance), str(value), str(value), aimed)
    assert still.direction in (Direction.STEADY, Direction.UNCHANGED)


@given(VALUES, VALUES, st.sampled_from(Unit), VALUES)
def test_a_move_and_its_return_are_opposites_where_the_tolerance_is_set(
    one: Decimal, other: Decimal, unit: Unit, tolerance: Decimal
) -> None:
    opposite = {UP: DOWN, DOWN: UP, SAME: SAME}
    measured = measure(unit, decimals=1, tolerance=tolerance)
    there, back = moved(measured, str(one), str(other)), moved(measured, str(other), str(one))
    assert back.direction is opposite[there.direction]


@given(VALUES, VALUES, st.sampled_from(Unit))
def test_higher_and_lower_aims_judge_the_same_move_as_opposites(one: Decimal, other: Decimal, unit: Unit) -> None:
    opposite = {UP: DOWN, DOWN: UP, SAME: SAME}
    higher, lower = (moved(measure(unit, aim, decimals=1), str(one), str(other)) for aim in (Aim.HIGHER, Aim.LOWER))
    assert lower.direction is opposite[higher.direction]


@given(VALUES, VALUES)
def test_a_move_of_exactly_the_tolerance_counts(start: Decimal, tolerance: Decimal) -> None:
    move = moved(measure(decimals=1, tolerance=tolerance), str(start), str(start + tolerance))
    assert move.direction is (UP if tolerance else SAME)
