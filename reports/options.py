"""Which report of an edition: all of it, two pages, a section or a measure, with the columns that a reader adds.

As text it is what a rendering is known by: "full", "summary", "section:assessment", "measure:2.2", each but the summary
and the measure with columns after it ("full+quarter+year-to-date"). Knows no edition: whether there is such a section
or measure is for `document` to say. Imports the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from measures.choices import Word
from measures.choices.listed import listed

if TYPE_CHECKING:
    from reports.content.measure_model import MeasureContent

FULL: Final = "full"
SUMMARY: Final = "summary"
SECTION: Final = "section"
MEASURE: Final = "measure"


class UnknownOption(ValueError):
    """There is no such report, section or measure."""


class Extra(Word):
    """A column that stands beside the month's figure where a reader asks for it."""

    LAST_YEAR = "last-year"
    LAST_OUTTURN = "last-outturn"
    QUARTER = "quarter"
    YEAR_TO_DATE = "year-to-date"

    @property
    def label(self) -> str:
        """Return the column's heading."""
        return {
            Extra.LAST_YEAR: "Same month last year",
            Extra.LAST_OUTTURN: "Last outturn",
            Extra.QUARTER: "Quarter so far",
            Extra.YEAR_TO_DATE: "Year to date",
        }[self]

    def of(self, measure: MeasureContent) -> str:
        """Return a measure's figure in this column, as it is printed; empty where there is none."""
        return {
            Extra.LAST_YEAR: measure.same_month_last_year,
            Extra.LAST_OUTTURN: measure.last_outturn,
            Extra.QUARTER: measure.quarter,
            Extra.YEAR_TO_DATE: measure.year_to_date,
        }[self]


@dataclass(frozen=True, slots=True)
class Option:
    """One report that can be asked for. `name` is a section's slug or a measure's reference."""

    kind: str = FULL
    name: str = ""
    extras: tuple[Extra, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Option:
        """Return the report that a text names, its columns in their usual order. Raises `UnknownOption`."""
        report, *added = text.split("+")
        kind, colon, name = report.partition(":")
        known = {extra.value for extra in Extra}
        if bool(name) != (kind in (SECTION, MEASURE)) or (colon and not name) or not set(added) <= known:
            raise UnknownOption(f"There is no report “{text}”.")
        if kind not in (FULL, SUMMARY, SECTION, MEASURE) or (added and kind not in (FULL, SECTION)):
            raise UnknownOption(f"There is no report “{text}”.")
        return cls(kind, name).with_extras(added)

    def with_extras(self, names: Iterable[str]) -> Option:
        """Return the report with these columns; a summary and a measure have none to add."""
        wanted = set(names) if self.kind in (FULL, SECTION) else set()
        return Option(self.kind, self.name, tuple(extra for extra in Extra if extra.value in wanted))

    @property
    def text(self) -> str:
        """Return the report as text, the same for the same report."""
        return "+".join([f"{self.kind}:{self.name}" if self.name else self.kind, *(e.value for e in self.extras)])

    @property
    def label(self) -> str:
        """Return what people call it: "Summary", "Section assessment, with quarter so far"."""
        said = {FULL: "Full report", SUMMARY: "Summary"}.get(self.kind) or f"{self.kind.capitalize()} {self.name}"
        added = [extra.label.lower() for extra in self.extras]
        return f"{said}, with {listed(added)}" if added else said
