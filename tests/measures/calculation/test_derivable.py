"""Which hidden numbers a reader can work out from sums."""

from __future__ import annotations

from decimal import Decimal

import pytest

from measures.calculation.derivable import UNBOUNDED, Equation, Interval, connected, given_away

ANYTHING = Interval(Decimal(0), UNBOUNDED)


def total(name: str, *parts: str) -> Equation:
    return Equation(name, {name: 1, **dict.fromkeys(parts, -1)})


def numbers(**known: int) -> dict[str, Decimal]:
    return {name: Decimal(number) for name, number in known.items()}


def found(equations: list[Equation], known: dict[str, Decimal], **hidden: Interval) -> list[str]:
    return given_away(equations, known, hidden, set(hidden))


def test_the_one_hidden_part_of_a_total_is_given_away() -> None:
    assert found([total("t", "a", "b")], numbers(t=10, b=7), a=ANYTHING) == ["a"]


def test_two_hidden_parts_are_not() -> None:
    assert found([total("t", "a", "b")], numbers(t=10), a=ANYTHING, b=ANYTHING) == []


def test_two_hidden_parts_of_nothing_are() -> None:
    assert found([total("t", "a", "b")], numbers(t=0), a=ANYTHING, b=ANYTHING) == ["a", "b"]


@pytest.mark.parametrize(("whole", "given"), [(2, ["a", "b"]), (3, []), (9, []), (10, ["a", "b"])])
def test_two_small_numbers_are_given_away_by_the_least_and_most_they_come_to(whole: int, given: list[str]) -> None:
    small = Interval(Decimal(1), Decimal(5))
    assert found([total("t", "a", "b")], numbers(t=whole), a=small, b=small) == given


def test_elimination_finds_what_no_single_sum_gives_away() -> None:
    sums = [total("ab", "a", "b"), total("bc", "b", "c"), total("ac", "a", "c")]
    hidden = {"a": ANYTHING, "b": ANYTHING, "c": ANYTHING}
    assert found(sums, numbers(ab=30, bc=50, ac=40), **hidden) == ["a", "b", "c"]
    assert found(sums[:2], numbers(ab=30, bc=50), **hidden) == []


def test_a_part_that_nobody_knows_keeps_the_others_hidden() -> None:
    assert found([total("t", "a", "never published")], numbers(t=10), a=ANYTHING) == []


def test_sums_without_a_number_in_common_are_looked_at_apart() -> None:
    sums = [total("t", "a", "b"), total("x", "y"), total("a", "c", "d"), total("d", "y2")]
    assert sorted(len(group) for group in connected(sums)) == [1, 3]
