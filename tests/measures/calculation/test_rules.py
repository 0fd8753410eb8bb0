"""The numbers that give the rules their meaning, and their words for the report's key."""

from __future__ import annotations

from decimal import Decimal

import pytest

from measures.calculation.rules import KEY, amber_width, assumed_range, comparison_places, people_move, places_of
from measures.choices import Rag, Unit


@pytest.mark.parametrize(
    ("number", "places"), [("90", 0), ("90.00", 0), ("37.50", 1), ("1E+2", 0), ("0", 0), ("0.125", 3)]
)
def test_a_number_needs_so_many_places(number: str, places: int) -> None:
    assert places_of(Decimal(number)) == places


def test_the_finer_precision_is_compared_at() -> None:
    assert (comparison_places(0, 1), comparison_places(2, 1)) == (1, 2)


@pytest.mark.parametrize(
    ("unit", "goal", "width"),
    [
        (Unit.PERCENT, "90", "5"),
        (Unit.PERCENT, "25", "5"),
        (Unit.PERCENT, "24", "4.8"),
        (Unit.PERCENT, "2", "0.4"),
        (Unit.PERCENT, "0", "0"),
        (Unit.RATE, "450", "45"),
        (Unit.AVERAGE, "16", "1.6"),
        (Unit.COUNT, "-20", "2"),
    ],
)
def test_the_amber_width_is_five_points_or_a_fifth_or_a_tenth_of_others(unit: Unit, goal: str, width: str) -> None:
    assert amber_width(unit, Decimal(goal)) == Decimal(width)


def test_the_assumed_range_is_five_per_cent_to_either_side() -> None:
    assert assumed_range(Decimal(450)) == (Decimal("427.5"), Decimal("472.5"))


@pytest.mark.parametrize(
    ("unit", "months", "move"),
    [
        (Unit.PERCENT, None, "4"),
        (Unit.COUNT, None, "2"),
        (Unit.AVERAGE, None, "0.04"),
        (Unit.RATE, None, "400"),
        (Unit.RATE, 1, "4800"),
        (Unit.RATE, 12, "400"),
    ],
)
def test_two_people_move_a_figure_so_far(unit: Unit, months: int | None, move: str) -> None:
    assert people_move(unit, (Decimal(50), Decimal(80)), months) == Decimal(move)


def test_two_people_move_nothing_where_the_counts_are_not_known() -> None:
    assert people_move(Unit.PERCENT, (None, Decimal(0))) == 0


def test_the_key_explains_every_colour_in_whole_sentences() -> None:
    words = [word for word, _ in KEY]
    assert {Rag.GREEN.label, Rag.AMBER.label, Rag.RED.label, Rag.NOT_RATED.label} <= set(words)
    assert all(sentence.endswith(".") for _, sentence in KEY)
