"""The engine agrees with the readable rules about every month and every chart of generated scorecards."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.calculation.due import months_later
from measures.calculation.engine import MonthFacts, SeriesFacts, Unfit, assess, assess_series, frames_of
from measures.calculation.engine.readable import assess_months, control_chart, icons
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.choices import Aim, Basis, Direction, Missing, Rag, TargetKind, Unit
from tests.measures.calculation.agreement import (
    by_the_engine,
    by_the_readable_rules,
    charts_by_the_engine,
    charts_by_the_readable_rules,
)
from tests.measures.calculation.scorecards import series, steady_series

SCORECARDS = int(os.environ.get("GENERATED_SCORECARDS", "25"))
"""How many are generated for each comparison; `make soak` generates many more."""
OCTOBER, NOVEMBER = date(2023, 10, 1), date(2023, 11, 1)


@settings(max_examples=SCORECARDS)
@given(scorecard=st.lists(series(), min_size=1, max_size=3))
def test_every_status_and_direction_equals_the_readable_rules(scorecard: list[SeriesFacts]) -> None:
    assert by_the_engine(scorecard) == by_the_readable_rules(scorecard)


@settings(max_examples=SCORECARDS)
@given(scorecard=st.lists(st.one_of(steady_series(), steady_series(), series(30)), min_size=1, max_size=4))
def test_every_last_point_and_its_lines_equal_the_readable_chart(scorecard: list[SeriesFacts]) -> None:
    assert charts_by_the_engine(scorecard) == charts_by_the_readable_rules(scorecard)


def charted(values: list[float | None], aim: Aim = Aim.HIGHER, fix_after: int | None = None) -> SeriesFacts:
    """Return a monthly series of averages with these values."""
    measure = MeasureFacts(Unit.AVERAGE, aim, decimals=6)
    figures = [
        FigureFacts(months_later(date(2020, 4, 1), place), None if value is None else Decimal(str(value)))
        for place, value in enumerate(values)
    ]
    return SeriesFacts([MonthFacts(figure, measure) for figure in figures], fix_after)


RANGE_OF_EXACTLY_THE_SCREENING_WIDTH = [
    *accumulate([0, 3267, -748, 748, -748, 748, -748, 748, -748, 748, -749, 0, 0]),
]
RISING_BELOW_THE_MEAN = [*[9.0, 11.0] * 10, *[12.0] * 3, 8.0, 8.1, 8.2, 8.3, 8.4, 8.5, 8.6]


@pytest.mark.parametrize(
    ("values", "fix_after"),
    [
        (RANGE_OF_EXACTLY_THE_SCREENING_WIDTH[:11], None),
        (RISING_BELOW_THE_MEAN, None),
        ([None, None, None, *[1.0, 2.0, 4.0] * 6], 12),
        ([*[5.0, 7.0] * 7, None], None),
        ([0.1] * 20, None),
        ([0.1, 0.2, 0.3] * 5 + [0.2], None),
    ],
)
def test_charts_that_turn_on_one_rule_are_the_same_in_both(values: list[float | None], fix_after: int | None) -> None:
    one = charted(values, fix_after=fix_after)
    assert charts_by_the_engine([one]) == charts_by_the_readable_rules([one])


@settings(max_examples=10)
@given(scorecard=st.lists(series(20), min_size=1, max_size=3), enormous=st.integers(0, 2))
def test_a_series_that_does_not_fit_is_assessed_like_any_other(scorecard: list[SeriesFacts], enormous: int) -> None:
    chosen = min(enormous, len(scorecard) - 1)
    first = scorecard[chosen].months[0]
    vast = replace(first, figure=replace(first.figure, value=Decimal("1e12"), missing=None))
    scorecard[chosen] = replace(scorecard[chosen], months=[vast, *scorecard[chosen].months[1:]])
    with pytest.raises(Unfit):
        frames_of(scorecard)
    for one, found in zip(scorecard, assess_series(scorecard), strict=True):
        months = list(assess_months(one))
        assert found.rags == tuple(rating.rag for rating, _ in months)
        assert found.directions == tuple(movement.direction for _, movement in months)
        assert found.icons == icons(control_chart(one))


def one_month(value: str, target: str, aim: Aim = Aim.HIGHER, decimals: int = 1) -> Rag:
    """Return the status of a single percentage against a single target."""
    month = MonthFacts(
        FigureFacts(NOVEMBER, Decimal(value)),
        MeasureFacts(Unit.PERCENT, aim, decimals=decimals),
        TargetFacts(TargetKind.FIGURE, figure=Decimal(target)),
    )
    return assess_series([SeriesFacts([month])])[0].rags[0]


def test_a_shortfall_of_exactly_the_amber_width_is_amber_at_every_decimal() -> None:
    # In binary floating point 40 of these come out red.
    tenths = [Decimal(n) / 10 for n in range(250, 1001)]
    months = [
        SeriesFacts(
            [
                MonthFacts(
                    FigureFacts(NOVEMBER, target - 5),
                    MeasureFacts(Unit.PERCENT, Aim.HIGHER, decimals=1),
                    TargetFacts(TargetKind.FIGURE, figure=target),
                )
            ]
        )
        for target in tenths
    ]
    assert {found.rags[0] for found in assess_series(months)} == {Rag.AMBER}


def test_a_figure_is_compared_as_it_is_shown() -> None:
    assert one_month("89.5", "90", decimals=0) is Rag.GREEN
    assert one_month("89.4999999999", "90", decimals=0) is Rag.AMBER
    assert one_month("37.45", "37.5", decimals=0) is Rag.GREEN


def two_months(earlier: FigureFacts, later: FigureFacts, measure: MeasureFacts) -> Direction:
    return assess_series([SeriesFacts([MonthFacts(earlier, measure), MonthFacts(later, measure)])])[0].directions[1]


def test_a_move_of_exactly_two_people_counts_and_a_smaller_one_is_steady() -> None:
    measure = MeasureFacts(Unit.PERCENT, Aim.HIGHER, decimals=0)
    of_fifty = FigureFacts(OCTOBER, Decimal(50), denominator=Decimal(50))
    assert two_months(of_fifty, FigureFacts(NOVEMBER, Decimal(54)), measure) is Direction.IMPROVING
    assert two_months(of_fifty, FigureFacts(NOVEMBER, Decimal(53)), measure) is Direction.STEADY


def test_a_move_of_exactly_a_twentieth_counts_and_a_smaller_one_is_steady() -> None:
    measure = MeasureFacts(Unit.AVERAGE, Aim.LOWER, decimals=2)
    twenty = FigureFacts(OCTOBER, Decimal(20))
    assert two_months(twenty, FigureFacts(NOVEMBER, Decimal(21)), measure) is Direction.WORSENING
    assert two_months(twenty, FigureFacts(NOVEMBER, Decimal("20.99")), measure) is Direction.STEADY


@pytest.mark.parametrize(("basis", "smallest"), [(Basis.MONTH_ANNUALISED, "24"), (Basis.ROLLING, "2")])
def test_what_two_people_move_a_rate_by_depends_on_the_months_it_covers(basis: Basis, smallest: str) -> None:
    measure = MeasureFacts(Unit.RATE, Aim.HIGHER, basis, decimals=1)
    of_ten_thousand = FigureFacts(OCTOBER, Decimal(10), denominator=Decimal(10_000))
    for step, direction in ((0, Direction.IMPROVING), (Decimal("0.1"), Direction.STEADY)):
        now = FigureFacts(NOVEMBER, Decimal(10) + Decimal(smallest) - step)
        assert two_months(of_ten_thousand, now, measure) is direction


def test_year_to_date_figures_are_compared_with_the_same_month_last_year() -> None:
    measure = MeasureFacts(Unit.COUNT, Aim.LOWER, Basis.YEAR_TO_DATE)
    months = [
        MonthFacts(FigureFacts(date(2022 + place // 12, place % 12 + 1, 1), Decimal(100 + 10 * place)), measure)
        for place in range(13)
    ]
    found = assess_series([SeriesFacts(months)])[0].directions
    assert found[11] is Direction.NO_COMPARISON
    assert found[12] is Direction.WORSENING


def test_the_index_of_the_figures_and_the_names_of_the_series_are_kept() -> None:
    measure = MeasureFacts(Unit.COUNT, Aim.CONTEXT)
    frames = frames_of([SeriesFacts([MonthFacts(FigureFacts(NOVEMBER, Decimal(3)), measure)])] * 2)
    frames.figures["series"] = [70, 40]
    frames.figures.index = pd.Index(["a", "b"])
    found = assess(frames)
    assert list(found.months.index) == ["a", "b"]
    assert list(found.charts.index) == [70, 40]


def test_nothing_to_assess_is_nothing() -> None:
    assert assess_series([]) == []


def test_a_month_left_out_is_refused_rather_than_joined_over() -> None:
    measure = MeasureFacts(Unit.COUNT, Aim.CONTEXT)
    september = FigureFacts(date(2023, 9, 1), Decimal(1))
    november = FigureFacts(NOVEMBER, Decimal(2))
    with pytest.raises(ValueError, match="2023-11 is out of place"):
        SeriesFacts([MonthFacts(september, measure), MonthFacts(november, measure)])
    with pytest.raises(ValueError, match="at least one month"):
        SeriesFacts([])
    october = replace(november, period=OCTOBER)
    frames = frames_of([SeriesFacts([MonthFacts(f, measure) for f in (september, october, november)])])
    frames = replace(frames, figures=frames.figures.drop(index=1))
    with pytest.raises(ValueError, match="every month once"):
        assess(frames)


def test_a_series_in_two_places_is_refused() -> None:
    measure = MeasureFacts(Unit.COUNT, Aim.CONTEXT)
    frames = frames_of([SeriesFacts([MonthFacts(FigureFacts(NOVEMBER, Decimal(3)), measure)])] * 3)
    frames.figures["series"] = [1, 2, 1]
    with pytest.raises(ValueError, match="stand together"):
        assess(frames)


def test_a_suppressed_figure_is_never_coloured_even_if_its_value_is_known() -> None:
    month = MonthFacts(
        FigureFacts(NOVEMBER, Decimal(99), Missing.SUPPRESSED),
        MeasureFacts(Unit.PERCENT, Aim.HIGHER),
        TargetFacts(TargetKind.FIGURE, figure=Decimal(90)),
    )
    assert assess_series([SeriesFacts([month])])[0].rags == (Rag.SUPPRESSED,)
