"""The second page of the summary: the red measures, what is being done about them, what else there is to know.

Called by `document`. What the page has no room for is left to the full report, the least important first. Heights are
those of `assets/report.css`, in millimetres.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.content.cautions import Caution, cautions
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent
from reports.cover import LIST_WIDTH, Glance, at_a_glance, height_of_sections
from reports.fitting import GAP, PAGE, cut
from reports.flow import ABOVE_A_PART, ABOVE_THE_ROWS, HEADING, PLAIN, SENTENCE, SMALL_HEADING, WIDEST_TEXT, text_height
from reports.paper import LONGEST_TITLE

MOST_REDS: Final = 14
LENGTHS: Final = (200, 130, 80)
"""Characters that are printed of what is being done about a measure: as many as the page has room for."""
TITLES: Final = 62.0
TITLES_ALONE: Final = 68.0
STATUS: Final = 82.0
STATUS_ALONE: Final = 150.0
DOING: Final = 80.0
"""Widths of the columns of the red measures, in millimetres."""
BOLD: Final = 700


@dataclass(frozen=True, slots=True)
class Red:
    """A red measure of the list, and what is being done about it as far as it is printed."""

    measure: MeasureContent
    title: str
    doing: str


@dataclass(frozen=True, slots=True)
class SecondPage:
    """What the page shows."""

    reds: tuple[Red, ...]
    more: int
    """Red measures that the list does not have."""
    cautions: tuple[Caution, ...]
    sections: tuple[Glance, ...]

    @property
    def doing(self) -> bool:
        """Return whether it says what is being done."""
        return any(red.doing for red in self.reds)

    @property
    def height(self) -> float:
        """Return how much of the page it takes."""
        taken = HEADING + (ABOVE_THE_ROWS + self._rows if self.reds else SENTENCE)
        taken += SENTENCE + GAP if self.more else 0.0
        wide = LIST_WIDTH if self.sections else WIDEST_TEXT
        below = max(_cautions_height(self.cautions, wide), height_of_sections(self.sections) if self.sections else 0.0)
        return taken + (ABOVE_A_PART + below if below else 0.0)

    @property
    def _rows(self) -> float:
        titles, status = (TITLES, STATUS) if self.doing else (TITLES_ALONE, STATUS_ALONE)
        cells = (((red.title, titles), (red.measure.rag_reason, status), (red.doing, DOING)) for red in self.reds)
        return sum(PLAIN.row(row) for row in cells)


def second_page(content: EditionContent) -> SecondPage:
    """Return what the page has room for: first go the sections, then what is being done, then what else to know."""
    listed = _listed(content.reds)
    more = len(content.reds) - len(listed)
    known, sections = cautions(content), at_a_glance(content)
    told = [_told(listed, longest) for longest in LENGTHS]
    ways = [
        (told[0], known, sections),
        *((reds, known, ()) for reds in told),
        (listed, known, sections),
        *((listed, known[:count], ()) for count in range(len(known), -1, -1)),
    ]
    pages = (SecondPage(reds, more, said, shown) for reds, said, shown in ways)
    return next((page for page in pages if page.height <= PAGE), SecondPage(listed, more, (), ()))


def _listed(measures: Sequence[MeasureContent]) -> tuple[Red, ...]:
    """Return the first red measures, as many as a page holds without what is being done about them."""
    listed: tuple[Red, ...] = ()
    for measure in measures[:MOST_REDS]:
        one_more = (*listed, Red(measure, cut(measure.title, LONGEST_TITLE)[0], ""))
        if SecondPage(one_more, 1, (), ()).height > PAGE:
            break
        listed = one_more
    return listed


def _told(reds: Iterable[Red], longest: int) -> tuple[Red, ...]:
    """Return red measures with what is being done: in their owners' words, else their open actions."""
    return tuple(replace(red, doing=cut(_doing(red.measure), longest)[0]) for red in reds)


def _doing(measure: MeasureContent) -> str:
    actions = (f"{a.what} ({a.owner}, by {a.due.day} {a.due:%B %Y})" for a in measure.actions)
    return measure.commentary.doing or "; ".join(actions)


def _cautions_height(known: Iterable[Caution], wide: float) -> float:
    heights = [text_height(((f"{each.name}: ", BOLD), (each.said, 400)), wide) for each in known]
    return SMALL_HEADING + sum(heights) if heights else 0.0
