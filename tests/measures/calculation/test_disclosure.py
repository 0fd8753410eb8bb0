"""Secondary suppression: what remains printed gives no suppressed number away."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.calculation.disclosure import Decision, Sum, remainder, suppress
from measures.calculation.small_numbers import Cell, Reason
from measures.choices import Unit


def counted(key: str, numerator: int, *, printed: bool = True, public: bool = False) -> Cell:
    return Cell(
        key,
        f"Row {key}",
        Unit.COUNT,
        value=Decimal(numerator),
        numerator=Decimal(numerator),
        printed=printed,
        already_public=public,
    )


def keys(decisions: tuple[Decision, ...]) -> list[str]:
    return sorted(decision.key for decision in decisions)


def test_large_numbers_are_all_printed() -> None:
    cells = [counted("t", 60), counted("a", 20), counted("b", 40)]
    assert suppress(cells, [Sum("t", ("a", "b"))]) == ()


def test_a_second_part_is_suppressed_where_the_total_would_give_the_first_away() -> None:
    cells = [counted("t", 63), counted("a", 3), counted("b", 20), counted("c", 40)]
    decisions = suppress(cells, [Sum("t", ("a", "b", "c"))])
    assert [(d.key, d.reason, d.protects) for d in decisions] == [
        ("a", Reason.SMALL_NUMBER, None),
        ("b", Reason.SECONDARY, "Row a"),
    ]
    assert decisions[1].sentence == (
        "Row b is suppressed: with it another suppressed number could be worked out (it protects Row a)."
    )


def test_a_zero_protects_nothing_where_another_part_can() -> None:
    cells = [counted("t", 43), counted("a", 3), counted("b", 0), counted("c", 40)]
    assert keys(suppress(cells, [Sum("t", ("a", "b", "c"))])) == ["a", "c"]


def test_two_small_parts_protect_each_other_where_their_sum_leaves_a_choice() -> None:
    cells = [counted("t", 47), counted("a", 3), counted("b", 4), counted("c", 40)]
    assert keys(suppress(cells, [Sum("t", ("a", "b", "c"))])) == ["a", "b"]


@pytest.mark.parametrize("small", [1, 5])
def test_two_small_parts_do_not_where_their_sum_leaves_none(small: int) -> None:
    cells = [counted("t", 40 + 2 * small), counted("a", small), counted("b", small), counted("c", 40)]
    assert keys(suppress(cells, [Sum("t", ("a", "b", "c"))])) == ["a", "b", "c"]


def test_the_total_is_suppressed_where_there_is_no_other_part() -> None:
    assert keys(suppress([counted("t", 3), counted("a", 3)], [Sum("t", ("a",))])) == ["a", "t"]


def test_a_chain_of_sums_gives_nothing_away() -> None:
    cells = [counted("t", 63), counted("a", 3), counted("b", 60), counted("x", 100), counted("y", 40)]
    decisions = suppress(cells, [Sum("t", ("a", "b")), Sum("x", ("b", "y"))])
    assert {"a", "b"} < set(keys(decisions))


def test_a_month_that_two_totals_of_the_year_so_far_give_away_is_protected() -> None:
    cells = [counted("to October", 40), counted("to November", 43), counted("November", 3, printed=False)]
    decisions = suppress(cells, [Sum("to November", ("to October", "November"))])
    assert [(d.key, d.reason, d.protects) for d in decisions] == [("to October", Reason.SECONDARY, "Row November")]


def test_the_rest_of_a_total_is_protected() -> None:
    leavers, younger, older = (
        Cell(key, key, Unit.PERCENT, numerator=Decimal(n), denominator=Decimal(d), value=Decimal(n * 100 // d))
        for key, n, d in [("all", 300, 400), ("17-18", 100, 200), ("19-21", 150, 150)]
    )
    rest, tied = remainder(leavers, [younger, older], "over 21", "Over 21")
    assert (rest.numerator, rest.denominator, rest.printed) == (Decimal(50), Decimal(50), False)
    assert suppress([leavers, younger, older, rest], [tied]) == ()
    smaller = Cell("all", "all", Unit.PERCENT, numerator=Decimal(297), denominator=Decimal(400), value=Decimal(74))
    rest, tied = remainder(smaller, [younger, older], "over 21", "Over 21")
    assert keys(suppress([smaller, younger, older, rest], [tied])) == ["17-18"]


def test_what_is_out_of_a_suppressed_number_is_suppressed_too() -> None:
    enquiries = counted("3.0", 4)
    progressed = Cell(
        "3.1",
        "Row 3.1",
        Unit.PERCENT,
        value=Decimal(0),
        numerator=Decimal(0),
        denominator=Decimal(12),
        denominator_key="3.0",
    )
    assert [(d.key, d.reason, d.protects) for d in suppress([enquiries, progressed])] == [
        ("3.0", Reason.SMALL_NUMBER, None),
        ("3.1", Reason.DENOMINATOR, "Row 3.0"),
    ]


def test_a_figure_that_an_earlier_edition_printed_is_logged_and_hides_nothing() -> None:
    cells = [counted("t", 63), counted("a", 3, public=True), counted("b", 60)]
    [decision] = suppress(cells, [Sum("t", ("a", "b"))])
    assert decision.already_public
    assert decision.sentence == (
        "Row a is suppressed: the number counted is from 1 to 5. An earlier public edition has printed it."
    )


def test_a_part_that_an_earlier_edition_printed_can_not_protect_another() -> None:
    cells = [counted("t", 83), counted("a", 3), counted("b", 20, public=True), counted("c", 60)]
    assert keys(suppress(cells, [Sum("t", ("a", "b", "c"))])) == ["a", "c"]


def test_a_sum_with_an_unknown_part_gives_nothing_away() -> None:
    assert keys(suppress([counted("t", 63), counted("a", 3)], [Sum("t", ("a", "never published"))])) == ["a"]


def test_two_cells_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        suppress([counted("a", 1), counted("a", 2)])


def solutions(numbers: dict[str, int], hidden: list[str], sums: list[Sum], most: int) -> Iterator[dict[str, int]]:
    """Every way to fill in the hidden numbers, from 0 to `most`, so that all sums hold."""
    unknown = [key for key in hidden if key not in numbers]
    for tied in sums:
        left = [key for key in (tied.total, *tied.parts) if key not in numbers]
        parts = sum(numbers.get(part, 0) for part in tied.parts)
        if not left and numbers[tied.total] != parts:
            return
        if len(left) == 1:
            value = parts if left == [tied.total] else numbers[tied.total] - parts
            if value >= 0:
                yield from solutions({**numbers, left[0]: value}, hidden, sums, most)
            return
    if not unknown:
        yield numbers
        return
    for value in range(most + 1):
        yield from solutions({**numbers, unknown[0]: value}, hidden, sums, most)


def worked_out(cells: list[Cell], sums: list[Sum], hidden: list[str]) -> list[str]:
    """The hidden numbers that can only be what they are, by trying all others, the nearest first."""
    numbers = {cell.key: int(cell.numerator or 0) for cell in cells}
    printed = {key: value for key, value in numbers.items() if key not in hidden}
    most = max(numbers.values()) + 2
    found = []
    for key in hidden:
        others = sorted(set(range(most + 1)) - {numbers[key]}, key=lambda value: abs(value - numbers[key]))
        if not any(next(solutions({**printed, key: other}, hidden, sums, most), None) for other in others):
            found.append(key)
    return found


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_no_suppressed_cell_of_a_table_can_be_worked_out_from_what_remains(numbers: list[int]) -> None:
    a, b, c, d = numbers
    cells = [
        counted("a", a),
        counted("b", b),
        counted("c", c),
        counted("d", d),
        counted("ab", a + b),
        counted("cd", c + d),
        counted("ac", a + c),
        counted("bd", b + d),
    ]
    sums = [Sum("ab", ("a", "b")), Sum("cd", ("c", "d")), Sum("ac", ("a", "c")), Sum("bd", ("b", "d"))]
    hidden = keys(suppress(cells, sums))
    assert worked_out(cells, sums, hidden) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.integers(0, 9))
def test_no_suppressed_part_of_a_total_can_be_worked_out_from_what_remains(parts: list[int], other: int) -> None:
    names = [f"p{index}" for index in range(len(parts))]
    cells = [counted(name, part) for name, part in zip(names, parts, strict=True)]
    cells += [counted("t", sum(parts)), counted("other", other), counted("all", sum(parts) + other)]
    sums = [Sum("t", tuple(names)), Sum("all", ("t", "other"))]
    hidden = keys(suppress(cells, sums))
    assert worked_out(cells, sums, hidden) == []


@given(st.lists(st.integers(0, 15), min_size=1, max_size=6))
def test_every_small_number_is_suppressed(parts: list[int]) -> None:
    cells = [counted(str(index), part) for index, part in enumerate(parts)] + [counted("t", sum(parts))]
    hidden = keys(suppress(cells, [Sum("t", tuple(str(index) for index in range(len(parts))))]))
    assert {cell.key for cell in cells if cell.numerator is not None and 1 <= cell.numerator <= 5} <= set(hidden)
