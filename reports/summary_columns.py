"""The summary's lists as two columns: which stands where, and how many of its measures have room.

Called by `document`. Heights are those of `assets/report.css`, in millimetres.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reports.content.summary import Group, Item
from reports.flow import TEXT, TEXT_LINE, text_height
from reports.widths import POINT, lines, lines_of

COLUMN: Final = 131.0
INDENT: Final = 5.0
"""What a measure's sign takes of its line."""
HEADING_OF_A_LIST: Final = 7.8
BETWEEN_LISTS: Final = 4.0
BELOW_AN_ITEM: Final = 0.9
LONGEST_NAME: Final = 90
"""Characters of a title that the summary prints."""
MOST_REFS: Final = 20
"""References that stand below a list for the measures that do not fit."""
HEADLINE: Final = 11.0
"""Size of the letters of the sentences above the lists, in points."""
HEADLINE_WIDTH: Final = 229.0
BOLD: Final = 700


@dataclass(frozen=True, slots=True)
class Listed:
    """One list as it is printed: the measures that have room, and which others it has."""

    group: Group
    shown: int

    @property
    def items(self) -> tuple[Item, ...]:
        """Return the measures that have room."""
        return self.group.items[: self.shown]

    @property
    def more(self) -> str:
        """Return which measures have no room, by their references; empty where all have."""
        return _more(self.group.items[self.shown :], among=self.shown > 0)


@dataclass(frozen=True, slots=True)
class _Tall:
    """A list with how high its measures are, as many of them as a column may hold."""

    group: Group
    items: Sequence[float]

    @property
    def above(self) -> float:
        """Return how high its heading is, with what stands there where it has no measures."""
        return HEADING_OF_A_LIST + (0.0 if self.items else text_height(self.group.none, COLUMN))


def headline_height(sentences: Iterable[str]) -> float:
    """Return how high the sentences above the lists are."""
    line = HEADLINE * 1.36 * POINT
    return sum(lines(said, HEADLINE_WIDTH, HEADLINE) * line + 0.8 for said in sentences)


def in_columns(groups: Sequence[Group], room: float) -> list[list[Listed]]:
    """Return lists as two columns of so many millimetres.

    They stay in their order, and part where most items have room: two and the others, unless another way shows more.
    Where no parting shows as much, lists of the first column come after one of the second.
    """
    most = int(room / (TEXT_LINE + BELOW_AN_ITEM)) + 1
    tall = [_Tall(group, [_height(item) for item in group.items[:most]]) for group in groups]
    count = len(groups)
    parted = sorted(range(1, count), key=lambda at: (abs(at - 2), -at))
    mixed = [tuple(at for at in range(count) if not taken >> at & 1) for taken in range(2, 2**count, 2)]
    ways = list(dict.fromkeys([*(tuple(range(at)) for at in parted), *mixed]))
    shared = [
        [_column([tall[at] for at in range(count) if (at in first) is left], room) for left in (True, False)]
        for first in ways
    ]
    best = max(shared, key=_rank)
    return [lists for lists, _ in best]


def _rank(way: Sequence[tuple[list[Listed], float]]) -> tuple[bool, int]:
    """Return how well a parting does: first whether its columns end on the page, then how many measures they show."""
    return all(room >= 0 for _, room in way), sum(each.shown for lists, _ in way for each in lists)


def _column(lists: Sequence[_Tall], room: float) -> tuple[list[Listed], float]:
    """Return how much of each list fits: all, or some of each and the others named; and the room for that."""
    room -= sum(each.above for each in lists) + BETWEEN_LISTS * (len(lists) - 1)
    heights = [each.items for each in lists]
    if sum(map(sum, heights)) <= room:
        return [Listed(each.group, len(each.group.items)) for each in lists], room
    room -= sum(text_height(_more(each.group.items), COLUMN) for each in lists if each.items)
    return [Listed(each.group, shown) for each, shown in zip(lists, _in_turn(heights, room), strict=True)], room


def _in_turn(lists: Sequence[Sequence[float]], room: float) -> list[int]:
    """Return how many items of each list have room, taken in turn from each."""
    fits = [0] * len(lists)
    for turn in range(max(map(len, lists), default=0)):
        for at, heights in enumerate(lists):
            if turn < len(heights):
                room -= heights[turn]
                if room < 0:
                    return fits
                fits[at] += 1
    return fits


def _height(item: Item) -> float:
    title = item.measure.title[:LONGEST_NAME]
    runs = ((f"{item.measure.ref} {title}. ", BOLD), (item.sentence, 400))
    return lines_of(runs, COLUMN - INDENT, TEXT) * TEXT_LINE + BELOW_AN_ITEM


def _more(items: Sequence[Item], *, among: bool = True) -> str:
    if not items:
        return ""
    refs = [item.measure.ref for item in items]
    rest = f" and {len(refs) - MOST_REFS} others, which the edition’s page lists" if len(refs) > MOST_REFS else ""
    counted = f"And {len(refs)} more" if among else f"{len(refs)} measure{'' if len(refs) == 1 else 's'}"
    return f"{counted}: {', '.join(refs[:MOST_REFS])}{rest}."
