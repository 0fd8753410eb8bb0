"""What fits: texts cut to their places, tables cut to printed pages.

Called by `paper`, `flow`, `scorecard_tables` and `document`. Heights are in millimetres, on the safe side; a table that
is higher after all moves to the next page as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

PAGE: Final = 181.0
"""Height of what a page holds, in millimetres."""
EMPTY: Final = 45.0
"""As much of a page may stay empty so that a section of the scorecard is kept in one piece."""
LEAST_ROWS: Final = 3
"""Measures of a part of a section that is divided."""
GAP: Final = 4.0
"""Below a table."""


def chunks(rows: Iterable[T], size: int) -> list[tuple[T, ...]]:
    """Return the rows in groups of at most `size`."""
    kept = list(rows)
    return [tuple(kept[start : start + size]) for start in range(0, len(kept), size)]


def cut(text: str, longest: int) -> tuple[str, bool]:
    """Return a text as it is printed, and whether it had to be cut; at the end of a word where there is one."""
    tidy = " ".join(text[: longest * 4].split(" ")).strip()
    if len(tidy) <= longest and len(text) <= longest * 4:
        return tidy, False
    kept = tidy[:longest]
    at = kept.rfind(" ")
    return f"{(kept[:at] if at > longest // 2 else kept).rstrip()}…", True


def shared_out(said: Sequence[tuple[str, str]], longest: int) -> tuple[tuple[str, str, bool], ...]:
    """Return (question, answer as printed, whether it was cut) within so many characters of answers together.

    Short answers leave their space to long ones.
    """
    allowed: dict[str, int] = {}
    for waiting, (question, answer) in enumerate(sorted(said, key=lambda each: len(each[1]))):
        allowed[question] = longest // (len(said) - waiting)
        longest -= min(len(answer), allowed[question])
    return tuple((question, *cut(answer, allowed[question])) for question, answer in said)


def divided(
    heights: Sequence[float],
    above: float,
    left: float,
    *,
    begun: bool,
    empty: float = EMPTY,
    least: int = LEAST_ROWS,
) -> tuple[list[tuple[int, bool]], float]:
    """Return (rows, whether it begins a page) of each table of a section, and what its last page has left.

    `above` is the height of what stands above a table's rows; `begun` whether a table stands on the page already;
    `empty` what may stay empty of a page rather than go on there; `least` the fewest rows of a part.
    """
    tables: list[tuple[int, bool]] = []
    at, begins = 0, False
    while at < len(heights):
        rest = heights[at:]
        fits = _rows_with_room(rest, left - above)
        if fits < len(rest):
            fits = min(fits, max(len(rest) - least, 1))
        if begun and fits < len(rest) and (fits < least or left < empty):
            left, begins, begun = PAGE, True, False
            continue
        fits = max(fits, 1)
        tables.append((fits, begins))
        left -= above + sum(rest[:fits]) + GAP
        at, begun = at + fits, True
    return tables, left


def _rows_with_room(heights: Sequence[float], room: float) -> int:
    """Return how many of the first rows have room."""
    for count, height in enumerate(heights):
        room -= height
        if room < 0:
            return count
    return len(heights)


def halved(heights: Sequence[float]) -> int:
    """Return after which row a list is parted into two columns that are as alike in height as can be."""
    whole, first = sum(heights), [sum(heights[:count]) for count in range(len(heights) + 1)]
    return min(range(len(first)), key=lambda count: max(first[count], whole - first[count]))
