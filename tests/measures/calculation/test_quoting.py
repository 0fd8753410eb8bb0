"""Which numbers a public text quotes, as its reader would read them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.quoting import WORDS, Hidden, numbers_in, quoted

THREE = Hidden(Decimal(3), "5.1 November 2023")
PER_CENT = Hidden(Decimal("37.5"), "5.1 November 2023")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Three children moved, of 1,234.", {"3", "1234"}),
        ("It rose to 37.5%.", {"37.5"}),
        ("Three of them (3/8), or 3-4.", {"3", "8", "4"}),
        ("On 3 November, and on March 4, it was read.", set()),
        ("The 3rd time, in 3-year-olds; COVID-19.", set()),
        ("Nobody; no number at all.", set()),
    ],
)
def test_the_numbers_of_a_text_are_those_that_a_reader_sees(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == {Decimal(number) for number in numbers}


@pytest.mark.parametrize("text", ["3 moved", "three moved", "THREE moved", "there were 3.", "(3)", "3, then 7", "3:"])
def test_a_suppressed_number_is_found_however_it_is_written(text: str) -> None:
    (found,) = quoted(text, [THREE, PER_CENT], small_numbers=False)
    assert found.number == "3"
    assert "5.1 November 2023 is suppressed" in found.sentence


def test_the_reference_of_a_measure_is_no_number_and_its_percentage_is() -> None:
    hidden = [Hidden(Decimal("5.1"), "5.1 November 2023")]
    assert quoted("See 5.1 and 5.10.", hidden, small_numbers=True, references=["5.1", "5.10"]) == []
    assert [q.number for q in quoted("It is 5.1%.", hidden, small_numbers=True, references=["5.1"])] == ["5.1"]


def test_small_numbers_of_children_are_warned_of_where_children_are_counted() -> None:
    text = "One of the reasons: 2 teams, five of them, four young people, 5 per cent, 4%, 6 visits."
    assert [q.number for q in quoted(text, [], small_numbers=True)] == ["2", "4", "5"]
    assert [q.number for q in quoted(text, [], small_numbers=False)] == ["4"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Only 3 children and a child called Kevin waited.", ["3"]),
        ("One child, two FAMILIES and 4 care leavers.", ["1", "2", "4"]),
        ("3 unaccompanied asylum-seeking children; 1 young person.", ["1", "3"]),
        ("1 of the children, five of our young people", ["1", "5"]),
        ("3 teams, two contacts, 4 people of the front door", []),
        ("6 children, zero children, 1,003 children, 2.5 children, 3% of children, 5 percent of children", []),
        ("On 3 November children were seen.", []),
    ],
)
def test_a_small_number_of_children_or_families_is_asked_about_whatever_is_counted(
    text: str, numbers: list[str]
) -> None:
    assert [q.number for q in quoted(text, [], small_numbers=False)] == numbers


@given(
    number=st.integers(1, 10**6),
    before=st.sampled_from(["", "There were ", "(", "only "]),
    after=st.sampled_from(["", " children", ".", ", and so on", "%", ")"]),
    grouped=st.booleans(),
)
def test_whatever_stands_around_it_a_hidden_number_is_found(
    number: int, before: str, after: str, grouped: bool
) -> None:
    text = f"{before}{number:,}{after}" if grouped else f"{before}{number}{after}"
    assert [q.number for q in quoted(text, [Hidden(Decimal(number), "it")], small_numbers=False)] == [str(number)]


@given(st.sampled_from(sorted(WORDS)))
def test_a_spelled_number_is_the_number(word: str) -> None:
    assert numbers_in(f"There were {word} of them.") == {Decimal(WORDS[word])}
