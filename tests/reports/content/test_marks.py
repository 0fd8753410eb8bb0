"""The key has the signs that an edition prints, and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from measures.choices import Audience, Missing
from reports.content.marks import marks
from reports.content.measure_model import MonthFigure, PrintedFigure
from reports.content.signs import MEANINGS, MISSING_SIGNS, SUPPRESSED
from tests.factories.editions import sample_edition
from tests.factories.imports import NOVEMBER

pytestmark = pytest.mark.django_db


def signs(**changes: Any) -> list[str]:
    """Return the signs that the key has for a measure of the sample that is changed in this way."""
    bare = replace(sample_edition().by_ref("2.2"), findings=(), benchmarks=())
    return [entry.word for entry in marks([replace(bare, **changes)])]


def test_a_measure_with_no_sign_has_none_in_the_key() -> None:
    assert signs() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"series": (MonthFigure(NOVEMBER, "79%", provisional=True),)}, ["p"]),
        ({"series": (MonthFigure(NOVEMBER, "79%", revised=True),)}, ["r"]),
        ({"series": (MonthFigure(NOVEMBER, "79%", provisional=True, revised=True),)}, ["p", "r"]),
        ({"series": (MonthFigure(NOVEMBER, missing=Missing.SUPPRESSED),)}, ["c"]),
        ({"series": (MonthFigure(NOVEMBER, missing=Missing.NOT_AVAILABLE),)}, ["NA"]),
        ({"series": (MonthFigure(NOVEMBER, missing=Missing.NOT_APPLICABLE),)}, ["z"]),
        ({"target": PrintedFigure("TBC")}, ["TBC"]),
        ({"target": PrintedFigure("90%", provisional=True)}, ["p"]),
    ],
)
def test_each_sign_that_is_printed_is_in_the_key(changes: dict[str, Any], found: list[str]) -> None:
    assert signs(**changes) == found


def test_the_sample_explains_what_it_prints_to_the_board_and_to_the_public() -> None:
    board, public = ({entry.word for entry in sample_edition(a).key} for a in (Audience.INTERNAL, Audience.PUBLIC))
    assert "≠" in board & public
    assert MISSING_SIGNS[Missing.SUPPRESSED] in public - board
    assert "Green" in board & public


def test_the_key_says_that_a_figure_is_suppressed_for_a_number_that_is_not_recorded() -> None:
    assert "could do so, because a number behind it is not recorded" in MEANINGS[SUPPRESSED]
