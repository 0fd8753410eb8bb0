"""People behind the gap: what it promises is what the rating says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.facts import MeasureFacts, TargetFacts
from measures.calculation.figures import published
from measures.calculation.gap import gap_sentence, people_behind_gap
from measures.calculation.rag import Rating, rate_status
from measures.choices import Aim, Counts, Rag, Unit
from tests.measures.calculation.facts import NOVEMBER, measure, span, target


def rated(measured: MeasureFacts, numerator: int, denominator: int | None, aimed: TargetFacts | None) -> Rating:
    out_of = None if denominator is None else Decimal(denominator)
    figure = published(measured, NOVEMBER, numerator=Decimal(numerator), denominator=out_of)
    return rate_status(measured, figure, aimed)


def sentence(measured: MeasureFacts, numerator: int, denominator: int | None, aimed: TargetFacts | None) -> str | None:
    return gap_sentence(measured, rated(measured, numerator, denominator, aimed))


def test_nine_more_young_people_in_touch_would_meet_the_target() -> None:
    leavers = measure(counts=Counts.YOUNG_PEOPLE, numerator_label="Care leavers in touch")
    assert sentence(leavers, 486, 523, target(95)) == (
        "9 more young people would meet the target (care leavers in touch, 495 of 523 shows as 95%)."
    )


@pytest.mark.parametrize(
    ("measured", "numerator", "denominator", "aimed", "said"),
    [
        (measure(), 89, 100, target(90), "1 more child would meet the target (90 of 100 shows as 90%)."),
        (
            measure(aim=Aim.LOWER),
            132,
            599,
            target(19),
            "16 fewer children would meet the target (116 of 599 shows as 19%).",
        ),
        (
            measure(Unit.COUNT, Aim.LOWER, counts=Counts.STAFF),
            9,
            None,
            target(8),
            "1 fewer member of staff would meet the target.",
        ),
        (
            measure(aim=Aim.NEAR_TARGET, numerator_label="CiC starts"),
            10,
            100,
            span(20, 25),
            "The target range begins 10 above the number counted (CiC starts, 20 of 100 shows as 20%).",
        ),
        (
            measure(Unit.RATE, Aim.NEAR_TARGET),
            300,
            10_000,
            span(20, 25),
            "The target range ends 275 below the number counted (25 shows as 25 per 10,000).",
        ),
    ],
)
def test_the_gap_is_said_in_the_measures_own_words(
    measured: MeasureFacts, numerator: int, denominator: int | None, aimed: TargetFacts, said: str
) -> None:
    assert sentence(measured, numerator, denominator, aimed) == said


@pytest.mark.parametrize(
    ("measured", "numerator", "denominator", "aimed"),
    [
        (measure(), 95, 100, target(90)),
        (measure(), 50, 100, None),
        (measure(aim=Aim.CONTEXT), 50, 100, target(90)),
        (measure(), 5, 10, target(101)),
        (measure(aim=Aim.NEAR_TARGET), 1, 3, span(50, 51)),
    ],
)
def test_there_is_no_gap_where_nothing_would_close_it_or_none_is_open(
    measured: MeasureFacts, numerator: int, denominator: int, aimed: TargetFacts | None
) -> None:
    assert people_behind_gap(measured, rated(measured, numerator, denominator, aimed)) is None


def test_there_is_no_gap_where_the_counts_are_not_known() -> None:
    figure = published(measure(), NOVEMBER, typed=Decimal(50), typed_places=0)
    assert people_behind_gap(measure(), rate_status(measure(), figure, target(90))) is None


@given(
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 100),
    st.integers(0, 30),
    st.sampled_from([Aim.HIGHER, Aim.LOWER, Aim.NEAR_TARGET]),
    st.integers(0, 2),
)
def test_the_gap_is_the_smallest_change_that_turns_the_figure_green(
    numerator: int, rest: int, low: int, wide: int, aim: Aim, decimals: int
) -> None:
    measured, denominator, aimed = measure(aim=aim, decimals=decimals), numerator + rest, span(low, low + wide)
    result = rated(measured, numerator, denominator, aimed)
    gap = people_behind_gap(measured, result)
    by_trying = [
        abs(other - numerator)
        for other in range(denominator + 1)
        if denominator and rated(measured, other, denominator, aimed).rag is Rag.GREEN
    ]
    if result.rag in (Rag.AMBER, Rag.RED) and by_trying:
        assert gap is not None
        assert abs(gap.people) == min(by_trying)
    else:
        assert gap is None
