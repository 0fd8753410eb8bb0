"""The red measures at length: which of them share half a page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measures.choices import Rag
from reports.at_length import HALF, Exceptional, exception, left_after, slots
from reports.content.measure_model import Commentary
from reports.fitting import PAGE
from reports.flow import HEADING
from tests.factories.editions import sample_edition

pytestmark = pytest.mark.django_db


def at_length(*said: str) -> list[Exceptional]:
    content = sample_edition()
    red = next(measure for measure in content.measures if measure.rag is Rag.RED and not measure.actions)
    return [exception(content, replace(red, commentary=Commentary(happening=text))) for text in said]


def test_a_measure_with_words_has_half_a_page_to_itself() -> None:
    found = slots(at_length("It fell.", "It fell.", "It fell."))
    assert [len(slot.exceptions) for slot in found] == [1, 1, 1]
    assert [slot.begins_page for slot in found] == [False, False, True]
    assert not found[0].shared


def test_two_in_a_row_of_which_nothing_was_said_stand_side_by_side() -> None:
    found = slots(at_length("", "", "", "It fell.", ""))
    assert [len(slot.exceptions) for slot in found] == [2, 1, 1, 1]
    assert [slot.shared for slot in found] == [True, True, False, True]


def test_what_follows_knows_how_much_of_the_page_is_left() -> None:
    one, two = slots(at_length("It fell.")), slots(at_length("It fell.", "It rose."))
    three = slots(at_length("It fell.", "It rose.", "It fell."))
    assert left_after(two) == 0
    assert left_after(one) == pytest.approx(HALF)
    assert left_after(three) == pytest.approx(PAGE - HALF)
    assert PAGE - HEADING > left_after([]) > left_after(three)
