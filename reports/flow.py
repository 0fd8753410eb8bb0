"""Where the last parts of the printed report stand: each begins where the one before ends, its tables fill the pages.

Called by `document`, with what `paper` prepares. Heights are those of `assets/report.css`, in millimetres.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from reports.fitting import GAP, PAGE, divided
from reports.widths import POINT, Run, lines_of

T = TypeVar("T")
Text = str | tuple[Run, ...]
"""What a cell prints; where not all of it has the usual weight, piece by piece."""

ABOVE_A_PART: Final = 7.0
"""As much at least is between a part and the one before it, the space below a table among it."""
HEADING: Final = 10.0
TEXT: Final = 9.2
"""Size of the letters of a sentence, in points."""
TEXT_LINE: Final = TEXT * 1.36 * POINT
BELOW_A_TEXT: Final = 1.6
SENTENCE: Final = TEXT_LINE + BELOW_A_TEXT
WIDEST_TEXT: Final = 210.0
SMALL_HEADING: Final = 6.1
EMPTY: Final = 25.0
"""As much of a page may stay empty rather than begin a part, or go on with a table, in what is left of it."""
LEAST: Final = 3
"""Rows of a part of a table: one of fewer than six is not divided."""


@dataclass(frozen=True, slots=True)
class Letters:
    """How the rows of a plain table are set: the size in points, the height of a line for it, what a row has beside."""

    size: float = 8.8
    line: float = 1.28
    padding: float = 1.75

    def row(self, cells: Iterable[tuple[Text, float]]) -> float:
        """Return how high a row of (text, width of its column) is."""
        most = max((_lines(text, wide - BESIDE, self.size) for text, wide in cells), default=1)
        return most * self.size * self.line * POINT + self.padding


PLAIN: Final = Letters()
KEY: Final = Letters(8.3, 1.22, 1.45)
BESIDE: Final = 2.0
"""What a cell leaves empty beside its text."""
ABOVE_THE_ROWS: Final = 11.2
"""The caption of a table, and its headings of one line."""


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """What the tables of a part hold, with how high each row is."""

    rows: tuple[T, ...]
    heights: tuple[float, ...]
    above: float = ABOVE_THE_ROWS
    """What stands above the rows of each table: its caption and its headings."""


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """The rows that one page holds of a table."""

    rows: tuple[T, ...]
    begins_page: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """A part of the report: whether it begins a page, and its tables, list by list."""

    level: str
    lists: tuple[tuple[Cut[Any], ...], ...]

    @property
    def tables(self) -> tuple[Cut[Any], ...]:
        """Return the tables of its first list."""
        return self.lists[0]


def rows_of(
    rows: Iterable[T],
    cells: Callable[[T], Iterable[tuple[Text, float]]],
    letters: Letters = PLAIN,
    headings: Iterable[tuple[Text, float]] = (),
) -> Rows[T]:
    """Return rows with their heights; `cells` gives the texts of one that may need several lines, with their widths.

    `headings` are those of the columns that may need several lines too.
    """
    kept = tuple(rows)
    above = ABOVE_THE_ROWS + letters.row(headings) - letters.row(())
    return Rows(kept, tuple(letters.row(cells(row)) for row in kept), above)


def _lines(text: Text, room: float, size: float) -> int:
    return lines_of(((text, 400),) if isinstance(text, str) else text, room, size)


def text_height(text: Text, wide: float = WIDEST_TEXT) -> float:
    """Return how high a sentence is, with the space below it."""
    return _lines(text, wide, TEXT) * TEXT_LINE + BELOW_A_TEXT


class Flow:
    """The pages as they fill: `left` is what the last one has."""

    def __init__(self, left: float = PAGE) -> None:
        self.left = left
        self._below = GAP

    def part(self, said: float, *lists: Rows[Any], whole: bool = False) -> Laid:
        """Place a part of the report: its heading with `said`, the height of what stands below it, then its tables.

        `whole` keeps it in one piece where a page holds it.
        """
        above = ABOVE_A_PART - self._below + HEADING + said
        level = "part" if self._has_room(above, lists, whole) else "page"
        self.left = self.left - above if level == "part" else PAGE - HEADING - said
        self._below = GAP if any(held.rows for held in lists) else BELOW_A_TEXT
        return Laid(level, tuple(self.cut(held) for held in lists))

    def _has_room(self, above: float, lists: Sequence[Rows[Any]], whole: bool) -> bool:
        """Return whether the page has room for what may not be parted from a part's heading."""
        left = self.left - above
        tables = [held for held in lists if held.rows]
        if not tables:
            return left >= 0
        if whole and all(self._one_table(held, PAGE - above) for held in tables):
            return all(self._one_table(held, left) for held in tables)
        (size, begins_page), *_ = _divided(tables[0], left)[0]
        return size > 0 and not begins_page

    @staticmethod
    def _one_table(held: Rows[Any], left: float) -> bool:
        return held.above + sum(held.heights) <= left

    def cut(self, held: Rows[T]) -> tuple[Cut[T], ...]:
        """Return rows in tables, each as full as its page lets it be."""
        sizes, self.left = _divided(held, self.left)
        tables, taken = [], 0
        for size, begins_page in sizes:
            tables.append(Cut(held.rows[taken : taken + size], begins_page))
            taken += size
        return tuple(tables)


def _divided(held: Rows[Any], left: float) -> tuple[list[tuple[int, bool]], float]:
    return divided(held.heights, held.above, left, begun=True, empty=EMPTY, least=LEAST)
