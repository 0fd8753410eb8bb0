"""The sentences: what a board member reads beside a colour and an arrow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from measures.calculation.direction import direction_of_travel
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.rag import rate_status
from measures.calculation.sentences import gap_words, status_sentence
from measures.choices import Aim, Basis, Missing, TargetKind, Unit
from tests.measures.calculation.facts import OCTOBER, figure, measure, span, target

NOT_THERE, HIDDEN = figure(None, missing=Missing.NOT_AVAILABLE), figure(None, missing=Missing.SUPPRESSED)
RATE, COUNT, LOWER, NEAR = Unit.RATE, Unit.COUNT, Aim.LOWER, Aim.NEAR_TARGET


@pytest.mark.parametrize(
    ("measured", "reported", "aimed", "sentence"),
    [
        (measure(), figure(79), target(90), "Red: 79% against a target of 90%, more than 5 points short."),
        (measure(), figure(89), target(90), "Amber: 89% against a target of 90%, 1 point short."),
        (measure(), figure(90), target(90), "Green: 90% against a target of 90%, exactly on it."),
        (measure(), figure(98), target(95), "Green: 98% against a target of 95%, 3 points better."),
        (measure(aim=LOWER), figure(59), target(38), "Red: 59% against a target of 38%, more than 5 points over."),
        (
            measure(aim=LOWER),
            figure("37.4"),
            target("37.5"),
            "Green: 37.4% against a target of 37.5%, 0.1 points better.",
        ),
        (
            measure(aim=LOWER),
            figure(48),
            target("37.5"),
            "Red: 48% against a target of 37.5%, more than 5 points over.",
        ),
        (measure(COUNT, LOWER), figure(9), target(0), "Red: 9 against a target of 0, 9 over."),
        (
            measure(RATE, NEAR),
            figure(459),
            target(450),
            "Green: 459 per 10,000 against a target range of 427.5 to 472.5 "
            "(range assumed: 5% either side of 450), inside it.",
        ),
        (
            measure(aim=NEAR),
            figure(27),
            span(20, 25),
            "Amber: 27% against a target range of 20% to 25%, 2 points outside it.",
        ),
        (measure(), figure(None), target(90), "No data: there is no figure for November 2023."),
        (
            measure(),
            figure(None, missing=Missing.NOT_APPLICABLE),
            target(90),
            "No data: there is no figure for November 2023 (not applicable).",
        ),
        (
            measure(),
            figure(None, missing=Missing.SUPPRESSED),
            target(90),
            "Suppressed: the figure for November 2023 is not shown because it rests on small numbers.",
        ),
        (
            measure(maturity_lag=3),
            figure(45, provisional=True),
            target(90),
            "Provisional: 45% so far, not rated until its cohort is complete in February 2024.",
        ),
        (
            measure(),
            figure(45, provisional=True),
            target(90),
            "Provisional: 45% so far, not rated until it is confirmed.",
        ),
        (measure(aim=Aim.CONTEXT), figure(31), None, "Not rated: 31%, shown for context."),
        (measure(), figure(31), None, "Not rated: 31%, no target is set."),
        (measure(), figure(31), target(None, TargetKind.TO_BE_CONFIRMED), "Target to be confirmed: 31%."),
        (measure(), figure(31), target(90, TargetKind.PROFILE), "Not rated: 31%, no target is set for November 2023."),
        (
            measure(COUNT, basis=Basis.YEAR_TO_DATE),
            figure(31),
            target(90),
            "Not rated: 31, a year-to-date count can not be rated without a target for each month.",
        ),
    ],
)
def test_a_status_has_its_sentence(
    measured: MeasureFacts, reported: FigureFacts, aimed: TargetFacts | None, sentence: str
) -> None:
    assert rate_status(measured, reported, aimed).sentence == sentence


@pytest.mark.parametrize(
    ("measured", "then", "now", "sentence"),
    [
        (
            measure(),
            figure(80, OCTOBER),
            79,
            "Steady: down 1 point on October; a move of less than 2 points is not counted.",
        ),
        (measure(), figure(79, OCTOBER), 79, "Steady: the same as in October."),
        (measure(), figure(70, OCTOBER), 79, "Improving: up 9 points on October."),
        (measure(Unit.AVERAGE, LOWER, decimals=1), figure("15.9", OCTOBER), "17.1", "Worsening: up 1.2 on October."),
        (measure(), figure(70, date(2022, 11, 1)), 79, "Improving: up 9 points on November 2022."),
        (
            measure(aim=NEAR),
            figure(30, OCTOBER),
            23,
            "Improving: down 7 points on October, entered the range of 20% to 25%.",
        ),
        (measure(aim=NEAR), figure(10, OCTOBER), 40, "Rose: up 30 points on October, crossed the range of 20% to 25%."),
    ],
)
def test_a_direction_has_its_sentence(measured: MeasureFacts, then: FigureFacts, now: str, sentence: str) -> None:
    assert direction_of_travel(measured, figure(now), then, span(20, 25)).sentence == sentence


@pytest.mark.parametrize(
    ("measured", "now", "before", "why"),
    [
        (measure(), figure(79), None, "no earlier figure to compare with"),
        (measure(basis=Basis.YEAR_TO_DATE), figure(79), None, "no figure for November 2022 to compare with"),
        (
            measure(),
            figure(None, missing=Missing.NOT_AVAILABLE),
            figure(79, OCTOBER),
            "there is no figure for November 2023",
        ),
        (measure(), figure(None), None, "there is no figure for November 2023"),
        (
            measure(),
            figure(None, missing=Missing.SUPPRESSED),
            figure(79, OCTOBER),
            "the figure for November 2023 is not shown",
        ),
        (measure(), figure(79, provisional=True), None, "provisional figure"),
    ],
)
def test_no_comparison_says_why_and_does_not_blame_the_earlier_figure_for_the_months_own(
    measured: MeasureFacts, now: FigureFacts, before: FigureFacts | None, why: str
) -> None:
    assert direction_of_travel(measured, now, before).sentence == f"No comparison: {why}."


def test_a_whole_status_is_one_sentence_with_its_notes() -> None:
    rating = rate_status(measure(), figure(79), target(90))
    move = direction_of_travel(measure(), figure(79), figure(80, OCTOBER))
    assert status_sentence(rating, move, "within normal variation", "") == (
        "Red: 79% against a target of 90%, more than 5 points short; down 1 point on October; within normal variation."
    )


def test_a_status_without_an_earlier_figure_says_nothing_of_a_move() -> None:
    rating = rate_status(measure(), figure(79), target(90))
    move = direction_of_travel(measure(), figure(79), None)
    assert status_sentence(rating, move) == rating.sentence


def test_a_month_that_begins_with_a_vowel_has_its_article() -> None:
    profile = target(90, TargetKind.PROFILE, profile={date(2023, 4, 1): Decimal(85)})
    assert "an April target of 85%" in rate_status(measure(), figure(85, date(2023, 4, 1)), profile).sentence


@pytest.mark.parametrize(
    ("measured", "now", "aimed", "words"),
    [
        (measure(), 79, target(90), "11 points short"),
        (measure(aim=NEAR), 8, span(20, 25), "12 points outside"),
        (measure(aim=NEAR), 8, target(35), "25.25 points outside 33.25% to 36.75%"),
        (measure(aim=NEAR), 35, target(35), "inside 33.25% to 36.75%"),
    ],
)
def test_a_gap_to_a_range_that_is_assumed_says_which(
    measured: MeasureFacts, now: str, aimed: TargetFacts, words: str
) -> None:
    assert gap_words(rate_status(measured, figure(now), aimed)) == words
