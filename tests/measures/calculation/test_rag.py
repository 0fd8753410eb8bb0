"""RAG: every order, width, range and boundary of the status against a target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.rag import rate_status
from measures.calculation.rules import RagRule
from measures.calculation.targets import END_OF_YEAR_TARGET, LINEAR_TARGET, MONTHLY_TARGET
from measures.choices import Aim, Basis, Missing, Rag, TargetKind, Unit
from tests.measures.calculation.facts import NOVEMBER, figure, measure, span, target

G, A, R = Rag.GREEN, Rag.AMBER, Rag.RED
TENTHS = st.integers(0, 2000).map(lambda tenths: Decimal(tenths) / 10)
RATED = st.sampled_from([Aim.HIGHER, Aim.LOWER, Aim.NEAR_TARGET])
ORDER = [Rag.GREEN, Rag.AMBER, Rag.RED]


def rag(measured: MeasureFacts, value: str | int, aimed: TargetFacts) -> Rag:
    return rate_status(measured, figure(value), aimed).rag


@pytest.mark.parametrize(("value", "status"), [("91", G), ("90", G), ("89", A), ("85", A), ("84", R)])
def test_where_higher_is_better_the_boundary_takes_the_better_colour(value: str, status: Rag) -> None:
    assert rag(measure(), value, target(90)) is status


@pytest.mark.parametrize(("value", "status"), [("37", G), ("38", G), ("39", A), ("43", A), ("44", R)])
def test_where_lower_is_better_the_boundary_takes_the_better_colour(value: str, status: Rag) -> None:
    assert rag(measure(aim=Aim.LOWER), value, target(38)) is status


@pytest.mark.parametrize(
    ("value", "status"),
    [("19", A), ("20", G), ("23", G), ("25", G), ("26", A), ("29", A), ("30", R), ("15", R), ("16", A)],
)
def test_near_target_inside_the_range_is_green_and_either_side_is_not(value: str, status: Rag) -> None:
    assert rag(measure(aim=Aim.NEAR_TARGET), value, span(20, 25, amber_width=Decimal(4))) is status


def test_a_figure_shown_as_its_target_is_green() -> None:
    assert rag(measure(), "89.5", target(90)) is G
    assert rag(measure(), "89.49", target(90)) is A


def test_a_target_with_a_decimal_is_compared_with_a_decimal() -> None:
    lower = measure(aim=Aim.LOWER)
    assert [rag(lower, value, target("37.5")) for value in ("37.5", "37.54", "37.55", "38")] == [G, G, A, A]


def test_a_target_set_with_a_decimal_zero_is_compared_with_a_decimal() -> None:
    assert rag(measure(), "89.6", target("90.0", places=1)) is A
    assert rag(measure(), "89.6", target("90.0", places=0)) is G


def test_a_measure_with_a_decimal_is_compared_with_a_decimal() -> None:
    assert rag(measure(decimals=1), "89.94", target(90)) is A
    assert rag(measure(decimals=1), "89.95", target(90)) is G


@pytest.mark.parametrize(
    ("unit", "goal", "worst_amber", "best_red"),
    [
        (Unit.PERCENT, 90, 85, 84),
        (Unit.PERCENT, 10, 8, 7),
        (Unit.RATE, 100, 90, 89),
        (Unit.COUNT, 50, 45, 44),
        (Unit.AVERAGE, 20, 18, 17),
    ],
)
def test_the_amber_width_follows_the_unit(unit: Unit, goal: int, worst_amber: int, best_red: int) -> None:
    assert [rag(measure(unit), value, target(goal)) for value in (worst_amber, best_red)] == [A, R]


def test_an_amber_width_that_is_set_replaces_the_default() -> None:
    assert rag(measure(), 80, target(90, amber_width=Decimal(10))) is A
    assert rag(measure(), 89, target(90, amber_width=Decimal(0))) is R


def test_a_target_of_zero_has_no_amber_unless_a_width_is_set() -> None:
    lower = measure(Unit.COUNT, Aim.LOWER)
    assert [rag(lower, value, target(0)) for value in (0, 1)] == [G, R]
    assert [rag(lower, value, target(0, amber_width=Decimal(2))) for value in (0, 2, 3)] == [G, A, R]


def test_near_a_single_figure_a_range_is_assumed_and_said() -> None:
    near = measure(Unit.RATE, Aim.NEAR_TARGET)
    result = rate_status(near, figure(459), target(450))
    assert (result.rag, result.rule) == (G, RagRule.ASSUMED_RANGE)
    assert "range assumed" in result.sentence
    assert [rag(near, value, target(450)) for value in (427, 428, 472, 473)] == [A, G, G, A]


def test_a_range_that_its_owner_set_is_not_called_assumed() -> None:
    result = rate_status(measure(aim=Aim.NEAR_TARGET), figure(23), span(20, 25))
    assert (result.rule, "assumed" in result.sentence) == (RagRule.SHORTFALL, False)


def test_where_more_or_less_is_better_a_range_has_only_the_end_that_can_be_missed() -> None:
    assert rag(measure(aim=Aim.HIGHER), 99, span(90, 95)) is G
    assert rag(measure(aim=Aim.LOWER), 1, span(90, 95)) is G


@pytest.mark.parametrize(
    ("measured", "reported", "aimed", "status", "rule"),
    [
        (measure(), figure(None), target(90), Rag.NO_DATA, RagRule.NO_FIGURE),
        (measure(), figure(None, missing=Missing.NOT_DUE), target(90), Rag.NO_DATA, RagRule.NO_FIGURE),
        (measure(), figure(95, missing=Missing.NOT_APPLICABLE), target(90), Rag.NO_DATA, RagRule.NO_FIGURE),
        (measure(aim=Aim.CONTEXT), figure(None, provisional=True), None, Rag.NO_DATA, RagRule.NO_FIGURE),
        (
            measure(),
            figure(None, missing=Missing.SUPPRESSED, provisional=True),
            target(90),
            Rag.SUPPRESSED,
            RagRule.SUPPRESSED,
        ),
        (measure(aim=Aim.CONTEXT), figure(95, provisional=True), None, Rag.PROVISIONAL, RagRule.PROVISIONAL),
        (
            measure(aim=Aim.CONTEXT),
            figure(95),
            target(None, TargetKind.TO_BE_CONFIRMED),
            Rag.NOT_RATED,
            RagRule.CONTEXT,
        ),
        (measure(aim=Aim.CONTEXT), figure(95), target(90), Rag.NOT_RATED, RagRule.CONTEXT),
        (measure(), figure(95), target(None, TargetKind.TO_BE_CONFIRMED), Rag.TO_BE_CONFIRMED, RagRule.TO_BE_CONFIRMED),
        (measure(), figure(95), target(None, TargetKind.NONE), Rag.NOT_RATED, RagRule.NO_TARGET),
        (measure(), figure(95), None, Rag.NOT_RATED, RagRule.NO_TARGET),
    ],
)
def test_what_can_not_be_compared_says_so_in_order_and_is_never_green(
    measured: MeasureFacts, reported: FigureFacts, aimed: TargetFacts | None, status: Rag, rule: RagRule
) -> None:
    result = rate_status(measured, reported, aimed)
    assert (result.rag, result.rule) == (status, rule)


def test_a_zero_is_a_figure() -> None:
    assert rag(measure(aim=Aim.LOWER), 0, target(2)) is G


def test_a_year_to_date_count_is_rated_by_a_profile_only() -> None:
    so_far = measure(Unit.COUNT, basis=Basis.YEAR_TO_DATE)
    assert rate_status(so_far, figure(400), target(600)).rule is RagRule.NO_PROFILE
    profile = target(600, TargetKind.PROFILE, profile={NOVEMBER: Decimal(390)})
    assert rag(so_far, 400, profile) is G


def test_a_year_to_date_percentage_is_rated_by_the_end_of_year_target() -> None:
    assert rag(measure(basis=Basis.YEAR_TO_DATE), 90, target(90)) is G


def test_a_monthly_profile_is_used_and_named() -> None:
    profile = target(90, TargetKind.PROFILE, profile={NOVEMBER: Decimal(85)})
    result = rate_status(measure(), figure(86), profile)
    assert result.rag is G
    assert result.target is not None
    assert result.target.basis == MONTHLY_TARGET
    assert result.sentence == "Green: 86% against a November target of 85%, 1 point better."


def test_a_profile_without_the_month_rates_nothing() -> None:
    profile = target(90, TargetKind.PROFILE, profile={date(2023, 10, 1): Decimal(85)})
    assert rate_status(measure(), figure(95), profile).rule is RagRule.NO_TARGET_THIS_MONTH


@pytest.mark.parametrize(("month", "goal"), [(date(2023, 4, 1), 61), (date(2023, 9, 1), 66), (date(2024, 3, 1), 72)])
def test_a_linear_profile_runs_from_the_baseline_to_the_target(month: date, goal: int) -> None:
    line = target(72, TargetKind.LINEAR, baseline=Decimal(60))
    results = [rate_status(measure(), figure(value, month), line) for value in (goal, goal - 1)]
    assert [result.rag for result in results] == [G, A]
    assert {result.target.basis for result in results if result.target} == {LINEAR_TARGET}


def test_a_target_in_a_line_is_said_as_finely_as_it_is_compared() -> None:
    line = target(90, TargetKind.LINEAR, baseline=Decimal("83.5"))
    found = rate_status(measure(decimals=1), figure("87.9"), line)
    assert found.sentence == "Green: 87.9% against a November target of 87.8%, 0.1 points better."


def test_a_linear_profile_without_a_baseline_rates_nothing() -> None:
    assert rate_status(measure(), figure(95), target(90, TargetKind.LINEAR)).rule is RagRule.NO_TARGET_THIS_MONTH


def test_the_end_of_year_target_is_named_and_a_provisional_one_is_said() -> None:
    result = rate_status(measure(), figure(86), target(90, provisional=True))
    assert result.target is not None
    assert result.target.basis == END_OF_YEAR_TARGET
    assert result.sentence == "Amber: 86% against a provisional target of 90%, 4 points short."


def test_a_revised_figure_is_rated_like_any_other() -> None:
    assert rate_status(measure(), figure(90, revised=True), target(90)).rag is G


@given(TENTHS, RATED, st.sampled_from(Unit), st.integers(0, 2))
def test_a_figure_exactly_at_its_target_is_green(value: Decimal, aim: Aim, unit: Unit, decimals: int) -> None:
    assert rag(measure(unit, aim, decimals=decimals), str(value), target(str(value))) is G


@given(TENTHS, TENTHS, RATED, st.sampled_from(Unit))
def test_a_shortfall_of_exactly_the_amber_width_is_amber(goal: Decimal, width: Decimal, aim: Aim, unit: Unit) -> None:
    assume(width > 0)
    edge = goal - width if aim is Aim.HIGHER else goal + width
    aimed = span(str(goal), str(goal), amber_width=width)
    beyond = edge + (Decimal("0.1") if aim is not Aim.HIGHER else Decimal("-0.1"))
    measured = measure(unit, aim, decimals=1)
    assert (rag(measured, str(edge), aimed), rag(measured, str(beyond), aimed)) == (A, R)


@given(TENTHS, TENTHS, TENTHS, st.sampled_from([Aim.HIGHER, Aim.LOWER]), st.sampled_from(Unit), st.integers(0, 1))
def test_a_better_figure_never_has_a_worse_colour(
    one: Decimal, other: Decimal, goal: Decimal, aim: Aim, unit: Unit, decimals: int
) -> None:
    worse, better = sorted((one, other), reverse=aim is Aim.LOWER)
    statuses = [rag(measure(unit, aim, decimals=decimals), str(value), target(str(goal))) for value in (better, worse)]
    assert ORDER.index(statuses[0]) <= ORDER.index(statuses[1])


@given(TENTHS, TENTHS, st.sampled_from([Aim.HIGHER, Aim.LOWER]), st.sampled_from(Unit))
def test_a_colour_says_whether_the_printed_figure_meets_the_printed_target(
    value: Decimal, goal: Decimal, aim: Aim, unit: Unit
) -> None:
    result = rate_status(measure(unit, aim, decimals=1), figure(str(value)), target(str(goal)))
    meets = value >= goal if aim is Aim.HIGHER else value <= goal
    assert (result.rag is G) == meets
