"""Where an edition's comparators and populations come from, in whole sentences. Made from the content alone.

Called by the page, the PDF and the workbook, so that all three say the same. Sources are kept as they were typed or
imported; here they get their full stops, and the shorthand of the imported headings is said in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reports.content.model import ComparatorColumn, EditionContent, PopulationContent

UNKNOWN: Final = "not known"
_BY_COLOUR: Final = re.compile(r"(?:[A-Z][a-z]+ \d{4}/\d{2}[\s,;]*){2,}")
_YEARS: Final = re.compile(r"\d{4}/\d{2}")
_RUN_ON: Final = re.compile(r"(?<![.;:,])\s+(NA = )")


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands below a scorecard, in sentences."""

    comparators: tuple[str, ...]
    neighbours: str
    populations: tuple[str, ...]


def sources_of(content: EditionContent) -> Sources:
    """Return where the figures that an edition compares with come from."""
    return Sources(
        tuple(_footnote(note) for note in content.footnotes),
        _neighbours(content),
        tuple(_population(content, people) for people in content.populations),
    )


def year_of(column: ComparatorColumn, content: EditionContent) -> str:
    """Return which year a column of comparators is of: "2022/23", "2021/22 or 2022/23", "year not known"."""
    if column.period != UNKNOWN:
        return column.period
    notes = (mark.note for measure in content.measures if (mark := measure.benchmark(column.comparator)))
    years = next((_YEARS.findall(note) for note in notes if _BY_COLOUR.fullmatch(note)), [])
    return " or ".join(dict.fromkeys(years)) or "year not known"


def sentence(text: str) -> str:
    """Return a text with one full stop at its end, and one before what was run on to it; nothing for nothing."""
    plain = _RUN_ON.sub(r". \1", " ".join(text.split())).lstrip("* ").rstrip(". ")
    return f"{plain}." if plain else ""


def _footnote(note: str) -> str:
    area, colon, said = note.partition(": ")
    if colon and _BY_COLOUR.fullmatch(said.rstrip(".")):
        years = " or ".join(dict.fromkeys(_YEARS.findall(said)))
        return (
            f"{area}: each figure is of {years}. The scorecard that they were imported from told the years apart by "
            f"colour ({_colours(said)}), and colours are not imported."
        )
    return sentence(note)


def _colours(said: str) -> str:
    pairs = re.findall(r"([A-Z][a-z]+) (\d{4}/\d{2})", said)
    return ", ".join(f"{colour.lower()} for {year}" for colour, year in pairs)


def _neighbours(content: EditionContent) -> str:
    """Return the neighbours' names, which list it is and where it comes from."""
    if not content.neighbours:
        return ""
    said = [sentence(", ".join(content.neighbours)), sentence(content.neighbours_edition)]
    known = {sentence(mark.source) for measure in content.measures for mark in measure.benchmarks}
    if sentence(content.neighbours_source) not in known:
        said.append(sentence(content.neighbours_source))
    return " ".join(part for part in said if part)


def _population(content: EditionContent, people: PopulationContent) -> str:
    assumed = " This is an assumption, not a published estimate." if people.assumed else ""
    area = content.area or people.area
    area = f"the {area.removeprefix('The ')}" if area.startswith("The ") else area
    ages = people.age_band.replace("-", " to ")
    words = f"Rates for ages {ages} are out of {people.shown} people ({area}, {people.year})."
    return f"{words}{assumed} {sentence(people.source)}".strip()
