"""What fits: texts cut to their places, tables cut to printed pages, lists shared out between two columns.

Called by `paper`, `scorecard_tables` and `document`. Heights are estimates on the safe side, in millimetres; a table
that is higher after all moves to the next page as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from reports.content.summary import Group, Item

T = TypeVar("T")

TALLEST_TABLE: Final = 112.0
"""Height of the rows of one table: it stands below a heading on a page of 181 mm, or below another table."""
HALF_A_PAGE: Final = 50.0
"""Height of the rows of a table below its heading where another half of the page is taken."""
LINE_HEIGHT: Final = 4.0
ROW_PADDING: Final = 1.7
LETTER: Final = 1.5
"""Width of a letter of the plain tables, with what the ends of lines leave empty."""
LINE: Final = 85
"""Characters of a line of the summary's lists."""
LINES_OF_A_GROUP: Final = 4
"""What the heading of one more list takes, with the space around it."""
LONGEST_NAME: Final = 90
"""Characters of a title that the summary prints."""


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


def row_height(*cells: tuple[str, float]) -> float:
    """Return how high a row of (text, width of its column) is in a plain table."""
    lines = (math.ceil(len(text) * LETTER / width) for text, width in cells)
    return max(1, *lines) * LINE_HEIGHT + ROW_PADDING


def tables_of(rows: Iterable[T], height: Callable[[T], float], *, room: float = TALLEST_TABLE) -> list[tuple[T, ...]]:
    """Return the rows in tables that a page holds, each as full as it may be; the first one takes no more than `room`.

    `room` is what the page has left where they begin. A row that is higher than it begins a page.
    """
    tables: list[list[T]] = []
    left = 0.0
    for row in rows:
        needs = height(row)
        if needs > left:
            left = TALLEST_TABLE if tables or needs > room else room
            tables.append([])
        tables[-1].append(row)
        left -= needs
    return [tuple(table) for table in tables]


def in_columns(groups: Sequence[Group], lines: int) -> list[list[tuple[Group, int]]]:
    """Return lists as two columns with how many items of each are printed.

    They stay in their order, and part where most items have room: two and the others, unless another way shows more.
    `lines` are those of a column of two lists.
    """
    ways = sorted(range(1, len(groups)), key=lambda at: (abs(at - 2), -at))
    shared = [[_column(groups[:at], lines), _column(groups[at:], lines)] for at in ways]
    return max(shared, key=lambda columns: sum(shown for column in columns for _, shown in column))


def _column(groups: Sequence[Group], lines: int) -> list[tuple[Group, int]]:
    fits = _fitting([group.items for group in groups], lines - LINES_OF_A_GROUP * (len(groups) - 2))
    return list(zip(groups, fits, strict=True))


def _fitting(lists: Sequence[Sequence[Item]], lines: int) -> list[int]:
    """Return how many items of each list fit into a column of so many lines, taken in turn from each."""
    fits = [0] * len(lists)
    turn = True
    while turn:
        turn = False
        for i, items in enumerate(lists):
            if fits[i] < len(items):
                needs = _lines(items[fits[i]])
                if needs > lines:
                    return fits
                lines -= needs
                fits[i] += 1
                turn = True
    return fits


def _lines(item: Item) -> int:
    printed = len(item.measure.ref) + min(len(item.measure.title), LONGEST_NAME) + len(item.sentence)
    return 1 + printed // LINE
