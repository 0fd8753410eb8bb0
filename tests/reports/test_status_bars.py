"""The bars of the cover: how the measures stand, and stood the month before."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from defusedxml import ElementTree

from measures.choices import Rag
from reports.content.model import StatusCount
from reports.pdf import own_drawing
from reports.status_bars import NAME, WIDTH, describe, status_bars
from reports.trend_chart import FILLS, NUMBERS
from tests.factories.editions import of_size, sample_edition

pytestmark = pytest.mark.django_db
RECT = "{http://www.w3.org/2000/svg}rect"


def widths(drawn: str) -> list[float]:
    return [float(rect.get("width", "")) for rect in ElementTree.fromstring(drawn).iter(RECT)]


def brightness(colour: str) -> float:
    """Return how bright a colour is printed without colour, of 255."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_a_bar_is_divided_by_status_and_fills_its_width() -> None:
    content = replace(sample_edition(), status_counts=(StatusCount(Rag.GREEN, 1), StatusCount(Rag.RED, 3)))
    green, red = widths(status_bars(content))
    assert red == pytest.approx(3 * green, abs=0.2)
    assert green + red == pytest.approx(WIDTH - NAME, abs=0.2)


def test_the_bar_of_the_month_before_has_the_same_scale() -> None:
    counts = (StatusCount(Rag.GREEN, 4, before=2),)
    now, before = widths(status_bars(replace(sample_edition(), status_counts=counts)))
    assert now == pytest.approx(2 * before, abs=0.2)


def test_it_says_in_words_what_it_draws() -> None:
    counts = (StatusCount(Rag.GREEN, 4, before=2), StatusCount(Rag.RED, 0, before=1))
    content = replace(sample_edition(), status_counts=counts, compared_with="edition 1 of October 2023")
    assert describe(content) == "November 2023: 4 green. October 2023: 2 green, 1 red."
    assert describe(content) in status_bars(content)


def test_it_is_a_drawing_that_a_report_may_load() -> None:
    assert own_drawing(status_bars(sample_edition()))


def test_without_measures_there_is_none() -> None:
    assert status_bars(of_size(sample_edition(), 0)) == ""


def test_printed_in_grey_every_status_has_a_shade_of_its_own_and_its_number_can_be_read() -> None:
    shades = sorted(brightness(fill) for fill in FILLS.values())
    assert all(lighter - darker > 25 for darker, lighter in pairwise(shades))
    assert all(abs(brightness(NUMBERS[word]) - brightness(fill)) > 110 for word, fill in FILLS.items())
