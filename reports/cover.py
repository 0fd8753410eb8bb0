"""The cover of the full report: the statuses as bars, the sections, the summary in short, as far as the page has room.

The sections stand on the second page of the summary, too. Called by `document`; calls the drawing of the bars. Heights
are those of `assets/report.css`, in millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from measures.choices import Rag
from reports import status_bars
from reports.content.model import EditionContent, SectionContent
from reports.flow import PLAIN, text_height
from reports.paper import image
from reports.widths import lines

BELOW_THE_COUNTS: Final = 103.5
"""What the page has below the counts, without an organisation and a reason."""
ORGANISATION: Final = 6.9
LINE_OF_THE_TITLE: Final = 10.6
TITLE_SIZE: Final = 27
PAGE_WIDTH: Final = 273.0
ABOVE_THE_BARS: Final = 4.0
UNIT: Final = 25.4 / 96
"""A unit of the drawing."""
TITLE_OF_A_LIST: Final = 6.2
PART: Final = 5.35
"""A line of the list of contents."""
ABOVE_IN_SHORT: Final = 13.2
"""The heading of the summary in short, and the space above it."""
LIST_WIDTH: Final = 112.0
ABOVE_THE_SECTIONS: Final = 13.0
SECTION_WIDTH: Final = 61.0
LONGEST_SECTION: Final = 60

Glance = tuple[SectionContent, tuple[tuple[int, str], ...]]


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover has room for below the counts."""

    bars: str
    """The drawing; empty where there is no room or no measure."""
    bars_alt: str
    at_a_glance: tuple[Glance, ...]
    in_short: tuple[str, ...]


def cover(content: EditionContent, headline: Sequence[str], parts: int) -> Cover:
    """Return what the cover shows beside the list of so many parts; `headline` are the sentences of the summary."""
    room = _below_the_counts(content)
    contents = TITLE_OF_A_LIST + PART * parts
    sections = _with_room(at_a_glance(content), room)
    drawn = status_bars.status_bars(content)
    needs = ABOVE_THE_BARS + status_bars.height(content) * UNIT
    if drawn and needs + max(contents, height_of_sections(sections)) <= room:
        room -= needs
    else:
        drawn = ""
    said = _in_short(headline, room - contents - ABOVE_IN_SHORT)
    return Cover(image(drawn) if drawn else "", status_bars.describe(content), sections, said)


def at_a_glance(content: EditionContent) -> tuple[Glance, ...]:
    """Return the sections with how many of their measures are green, amber, red or anything else, with its look."""
    colours = (Rag.GREEN, Rag.AMBER, Rag.RED)
    rows = []
    for section in content.sections:
        counts = [sum(measure.rag is rag for measure in section.measures) for rag in colours]
        looks = [f"some tint-{rag.tone}" if count else "none" for rag, count in zip(colours, counts, strict=True)]
        others = len(section.measures) - sum(counts)
        rows.append((section, (*zip(counts, looks, strict=True), (others, "" if others else "none"))))
    return tuple(rows)


def _below_the_counts(content: EditionContent) -> float:
    room = BELOW_THE_COUNTS - LINE_OF_THE_TITLE * (lines(content.scorecard, PAGE_WIDTH, TITLE_SIZE, 700) - 1)
    if content.organisation:
        room -= ORGANISATION
    room -= reason_height(content.superseding)
    return room


def reason_height(said: str) -> float:
    """Return how high it is why there is a new edition, with the space above it."""
    return ABOVE_THE_BARS + text_height(f"Why there is a new edition. {said}") if said else 0.0


def _with_room(rows: Sequence[Glance], room: float) -> tuple[Glance, ...]:
    """Return the sections that the cover has room for; the scorecard itself has all of them."""
    return next(
        (tuple(rows[:count]) for count in range(len(rows), 0, -1) if height_of_sections(rows[:count]) <= room), ()
    )


def height_of_sections(rows: Sequence[Glance]) -> float:
    """Return how high the table of the sections is."""
    return ABOVE_THE_SECTIONS + sum(PLAIN.row([(row[0].title[:LONGEST_SECTION], SECTION_WIDTH)]) for row in rows)


def _in_short(headline: Sequence[str], room: float) -> tuple[str, ...]:
    """Return the sentences that have room; the counts stand on the cover already."""
    kept = []
    for said in headline[1:]:
        room -= text_height(said, LIST_WIDTH)
        if room >= 0:
            kept.append(said)
    return tuple(kept)
