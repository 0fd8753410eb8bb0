"""What the control chart says stands in the sentences: normal variation or the signal, and where the target lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from measures.calculation.courses import Course, Judgement, chart_end_of, judge
from measures.calculation.due import months_later
from measures.calculation.engine import MonthFacts
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.verdicts import verdicts
from measures.choices import Aim, Frequency, Rag, TargetKind, Unit

FIRST = date(2022, 1, 1)
LEVEL = [80, 82] * 8


def course(values: Sequence[int | None], target: int | None = None, aim: Aim = Aim.HIGHER) -> Course:
    measure = MeasureFacts(Unit.PERCENT, aim, frequency=Frequency.MONTHLY)
    aimed = None if target is None else TargetFacts(TargetKind.FIGURE, figure=Decimal(target))
    months = [
        MonthFacts(FigureFacts(months_later(FIRST, place), None if v is None else Decimal(v)), measure, aimed)
        for place, v in enumerate(values)
    ]
    return Course(months, [None] * len(months))


def said(values: Sequence[int | None], target: int | None = None, **more: object) -> Judgement:
    of, last = course(values, target, **more), len(values) - 1  # type: ignore[arg-type]
    (by_engine,) = verdicts([(of, [last])])[0]
    end = chart_end_of(of, last)
    assert by_engine.end == end
    return judge(of.seen_from(last), end)


@pytest.mark.parametrize(
    ("values", "aim", "words"),
    [
        (LEVEL, Aim.HIGHER, "within normal variation"),
        ([*LEVEL, 95], Aim.HIGHER, "better than its normal variation (outside the limits)"),
        ([*LEVEL, 95], Aim.LOWER, "worse than its normal variation (outside the limits)"),
        ([*LEVEL, 60], Aim.CONTEXT, "lower than its normal variation (outside the limits)"),
        (
            [*[70, 90] * 8, 76, 77, 78, 79, 80, 81, 82],
            Aim.HIGHER,
            "better than its normal variation (seven in a row moving one way)",
        ),
        (
            [*LEVEL, *[82] * 7],
            Aim.CONTEXT,
            "higher than its normal variation (seven in a row on one side of the mean)",
        ),
    ],
)
def test_the_direction_says_normal_variation_or_the_signal(values: list[int], aim: Aim, words: str) -> None:
    result = said(values, aim=aim)
    assert result.direction_sentence.endswith(f", {words}.")
    assert result.variation_sentence == f"{result.variation.label if result.variation else ''}: {words}."


@pytest.mark.parametrize("values", [LEVEL[:12], [*LEVEL, None]])
def test_nothing_is_said_of_trial_limits_or_of_a_month_without_a_figure(values: list[int | None]) -> None:
    result = said(values, 90)
    assert (result.variation_sentence, result.assurance_sentence) == ("", "")
    assert "variation" not in result.direction_sentence


@pytest.mark.parametrize(
    ("aim", "target", "sentence"),
    [
        (
            Aim.HIGHER,
            90,
            "Consistently misses: the target of 90% lies outside the limits, 75.7% to 86.3%: as the process ran in the "
            "months behind them, it would not reliably be met.",
        ),
        (
            Aim.LOWER,
            90,
            "Consistently meets: the target of 90% lies outside the limits, 75.7% to 86.3%: as the process ran in the "
            "months behind them, it would reliably be met.",
        ),
        (
            Aim.HIGHER,
            81,
            "Hit and miss: the target of 81% lies within the limits, 75.7% to 86.3%, so it is met or missed by chance.",
        ),
        (Aim.CONTEXT, 81, ""),
        (Aim.HIGHER, None, ""),
    ],
)
def test_the_assurance_says_where_the_target_lies(aim: Aim, target: int | None, sentence: str) -> None:
    assert said(LEVEL, target, aim=aim).assurance_sentence == sentence


def test_a_measure_that_has_outgrown_its_limits_is_not_only_said_to_miss_its_target() -> None:
    risen = said([*LEVEL, 95], 90)
    assert risen.rag is Rag.GREEN
    assert risen.assurance_sentence.startswith("Consistently misses: the target of 90% lies outside the limits")
    assert risen.assurance_sentence.endswith("not reliably be met. The latest figure meets it all the same.")
    fallen = said([*LEVEL, 60], 70)
    assert fallen.assurance_sentence.endswith("reliably be met. The latest figure misses it all the same.")
