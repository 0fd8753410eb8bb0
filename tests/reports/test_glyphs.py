"""Text that the report's fonts can print."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.glyphs import REPLACEMENT, covered, printable


def test_plain_text_stays_as_it_is() -> None:
    text = "Children’s social care: 79% – 90 ↑ → ↓ ◆ ● ▲ é ł שלום مرحبا"
    assert printable(text) is text


def test_a_picture_sign_is_printed_as_its_name() -> None:
    assert printable("\U0001f9d1") == "[adult]"


def test_marks_that_turn_the_direction_or_can_not_be_seen_are_left_out() -> None:
    assert printable("a\u202eb\x00c\x1bd\u200de") == "abcde"


def test_a_letter_that_no_font_has_is_a_replacement_sign() -> None:
    assert printable("\u6f22") == REPLACEMENT


@given(st.text())
def test_whatever_is_typed_every_letter_can_be_printed(text: str) -> None:
    assert {ord(character) for character in printable(text)} <= covered() | {9, 10}


def test_an_apostrophe_inside_a_word_is_printed_as_one_and_quotation_marks_as_they_were_typed() -> None:
    assert printable("children&#x27;s, and the council's") == "children’s, and the council’s"
    assert printable("&#x27;red&#x27; at 5' and 6&#x27;2") == "&#x27;red&#x27; at 5' and 6&#x27;2"
