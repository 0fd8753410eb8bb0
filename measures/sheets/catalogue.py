"""The catalogue file: what each measure is. csv or xlsx, one row a measure, headings in the first row.

Read strictly: a unit, aim or basis outside the vocabulary refuses the file. Calls `grid` and the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from measures.choices import Aim, Basis, Counts, Frequency, Unit, Word
from measures.sheets.cell import REFERENCE
from measures.sheets.columns import is_uneven, named_columns
from measures.sheets.grid import GridRow, read_grid
from measures.sheets.problems import Problems, refused

HEADINGS: Final = (
    "ref",
    "section",
    "title",
    "unit",
    "aim",
    "basis",
    "decimals",
    "numerator",
    "denominator",
    "frequency",
    "counts",
    "may_exceed_100",
    "relation",
)
MOST_DECIMALS: Final = 6

_COUNT_OF = re.compile(r"count:(\S+)")
_RELATION = re.compile(r"numerator (?:at most|close to) count:(\S+)")
_SOURCE = re.compile(r"(count|population|group):\S.*")

_W = TypeVar("_W", bound=Word)


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """What one measure is, as the catalogue says it."""

    ref: str
    section: str
    title: str
    unit: Unit
    aim: Aim
    basis: Basis
    decimals: int
    numerator: str
    denominator: str
    """What it is out of in words, or where that comes from: 'count:1.0', 'population:0-17', 'group:care leavers'."""
    frequency: Frequency
    counts: Counts
    may_exceed_100: bool
    relation: str
    line: int

    @property
    def denominator_source(self) -> str:
        """Return 'count:1.0', 'population:0-17' or 'group:care leavers', or an empty text."""
        return self.denominator if _SOURCE.fullmatch(self.denominator) else ""

    @property
    def denominator_label(self) -> str:
        """Return what it is out of in words, or an empty text where a source stands instead."""
        return "" if self.denominator_source else self.denominator

    @property
    def fractional(self) -> bool:
        """Return whether its counts may have decimals: full-time equivalents of staff."""
        return self.counts is Counts.STAFF or self.unit is Unit.AVERAGE

    def fields(self) -> dict[str, Any]:
        """Return what the row says as the fields of a definition."""
        return {
            "ref": self.ref,
            "section": self.section,
            "title": self.title,
            "unit": self.unit,
            "aim": self.aim,
            "basis": self.basis,
            "decimals": self.decimals,
            "numerator_label": self.numerator,
            "denominator_label": self.denominator_label,
            "denominator_source": self.denominator_source,
            "frequency": self.frequency,
            "counts": self.counts,
            "may_exceed_100": self.may_exceed_100,
            "relation": self.relation,
        }


Catalogue = Mapping[str, CatalogueRow]
"""The rows by reference, in the order of the file."""


def read_catalogue(source: Path | bytes, name: str = "") -> Catalogue:
    """Return the measures of a catalogue file by reference. Raises `SheetRefused` with every problem found."""
    grid = read_grid(source, name)
    heading, *rows = grid.filled_rows()
    columns = named_columns(heading, HEADINGS, what="a catalogue")
    if not rows:
        raise refused("The catalogue is cut short: it has headings and no measures.", line=heading.line)
    problems = Problems()
    catalogue: dict[str, CatalogueRow] = {}
    for row in rows:
        if is_uneven(grid, row, heading, problems):
            continue
        read = _CatalogueLine(row, columns, problems).read()
        if read.ref in catalogue:
            problems.add(
                row.line,
                columns["ref"],
                f"Reference {read.ref} is repeated: line {catalogue[read.ref].line} has it too.",
            )
        else:
            catalogue[read.ref] = read
    _check_references(catalogue, columns, problems)
    problems.refuse_if_any()
    return catalogue


class _CatalogueLine:
    """One row as it is read; what it can not read it adds to the problems and fills with the first word there is."""

    def __init__(self, row: GridRow, columns: Mapping[str, int], problems: Problems) -> None:
        self.row = row
        self.columns = columns
        self.problems = problems

    def read(self) -> CatalogueRow:
        unit = self._word("unit", Unit)
        read = CatalogueRow(
            ref=self._reference(),
            section=self._text("section", "a section"),
            title=self._text("title", "a title"),
            unit=unit,
            aim=self._word("aim", Aim),
            basis=self._word("basis", Basis),
            decimals=self._decimals(),
            numerator=self._text("numerator", "what is counted"),
            denominator=self._said("denominator"),
            frequency=self._word("frequency", Frequency),
            counts=self._word("counts", Counts),
            may_exceed_100=self._yes_or_no("may_exceed_100"),
            relation=self._said("relation"),
            line=self.row.line,
        )
        self._check_denominator(unit, read.denominator)
        return read

    def _said(self, heading: str) -> str:
        return self.row.said(self.columns[heading]).strip()

    def _problem(self, heading: str, message: str) -> None:
        self.problems.add(self.row.line, self.columns[heading], message)

    def _text(self, heading: str, what: str) -> str:
        said = self._said(heading)
        if not said:
            self._problem(heading, f"A measure needs {what}.")
        return said

    def _reference(self) -> str:
        said = self._said("ref")
        if not REFERENCE.fullmatch(said):
            self._problem("ref", f"“{said}” is not a reference. Write it as text, such as 7.10.")
        return said

    def _word(self, heading: str, words: type[_W]) -> _W:
        said = self._said(heading)
        for word in words:
            if word.value == said.lower():
                return word
        known = ", ".join(word.value for word in words)
        self._problem(heading, f"“{said}” is not a known {heading}. It is one of: {known}.")
        return next(iter(words))

    def _decimals(self) -> int:
        said = self._said("decimals")
        if re.fullmatch(r"[0-9]", said) and int(said) <= MOST_DECIMALS:
            return int(said)
        self._problem("decimals", f"“{said}” is not a number of decimal places from 0 to {MOST_DECIMALS}.")
        return 0

    def _yes_or_no(self, heading: str) -> bool:
        said = self._said(heading).lower()
        if said not in ("yes", "no", ""):
            self._problem(heading, f"“{said}” is neither yes nor no.")
        return said == "yes"

    def _check_denominator(self, unit: Unit, denominator: str) -> None:
        if unit in (Unit.PERCENT, Unit.AVERAGE) and not denominator:
            self._problem("denominator", f"A measure whose unit is {unit.value} needs what it is out of.")
        if unit is Unit.RATE and not denominator.startswith("population:"):
            self._problem("denominator", "A rate needs its population, such as population:0-17.")
        if unit is Unit.COUNT and denominator:
            self._problem("denominator", "A count is not out of anything. Leave the cell empty.")


def _check_references(catalogue: Catalogue, columns: Mapping[str, int], problems: Problems) -> None:
    """Note ties to counts that no measure of the catalogue has."""
    for row in catalogue.values():
        for heading, ref in _counts_named(row, columns, problems):
            if ref not in catalogue:
                problems.add(row.line, columns[heading], f"No measure of the catalogue has the reference {ref}.")


def _counts_named(row: CatalogueRow, columns: Mapping[str, int], problems: Problems) -> Iterator[tuple[str, str]]:
    if match := _COUNT_OF.fullmatch(row.denominator):
        yield "denominator", match[1]
    if match := _RELATION.fullmatch(row.relation):
        yield "relation", match[1]
    elif row.relation:
        problems.add(
            row.line,
            columns["relation"],
            f"“{row.relation}” is not a relation. Write “numerator at most count:1.3” or “numerator close to "
            "count:3.2”.",
        )
