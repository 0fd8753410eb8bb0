"""A validated return as a file: the outturn of a year, one measure a row, its figure or its counts or both.

Headings in the first row, in any order: ref, and figure, numerator and denominator or some of these; txt, csv or
xlsx. Called by the pages of the outturn; calls `grid`, `columns` and the rules of an outturn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from measures.calculation.facts import MeasureFacts
from measures.calculation.findings import plain
from measures.calculation.outturn import outturn_reading
from measures.calculation.values import BadFigure, Reading, read_count, read_figure
from measures.choices import Counts, Unit
from measures.sheets.columns import is_uneven, named_columns
from measures.sheets.grid import GridRow, read_grid
from measures.sheets.problems import Problems, refused
from measures.sheets.write import Table, Value, write_xlsx

REQUIRED: Final = ("ref",)
FIGURES: Final = ("figure", "numerator", "denominator")
TO_READ: Final = ("measure", "march")
"""For whoever reads the file; nothing is read from them."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """What the return says of one measure."""

    ref: str
    line: int
    figure: Reading
    counts: str
    """In words: '172 out of 200'; empty where the file has none."""


def return_template(year: int, rows: Iterable[tuple[str, str, str, str]]) -> bytes:
    """Return the workbook to fill in: (reference, title, March's figure, validated figure held) of each measure."""
    headings: list[Value] = [*REQUIRED, *TO_READ, *FIGURES]
    cells: list[list[Value]] = [[ref, title, march, held, "", ""] for ref, title, march, held in rows]
    return write_xlsx([Table(f"Outturn {year}-{(year + 1) % 100:02}", [headings, *cells])])


def read_return(source: Path | bytes, name: str, measures: Mapping[str, MeasureFacts], year: int) -> list[ReturnRow]:
    """Return the rows with a figure. `measures` are those that the return may have, by reference.

    A row that has a measure and no figure is left out. Raises `SheetRefused` with every problem found.
    """
    grid = read_grid(source, name)
    heading, *rows = grid.filled_rows()
    columns = named_columns(heading, REQUIRED, optional=(*FIGURES, *TO_READ), what="a validated return")
    if not any(name in columns for name in FIGURES):
        raise refused("The return has no figures: there is no figure, numerator or denominator.", line=heading.line)
    problems = Problems()
    read: dict[str, ReturnRow] = {}
    for row in rows:
        if is_uneven(grid, row, heading, problems):
            continue
        found = _ReturnLine(row, columns, problems).read(measures, year)
        if found is not None and found.ref in read:
            problems.add(row.line, columns["ref"], f"{found.ref} is repeated: line {read[found.ref].line} has it too.")
        elif found is not None:
            read[found.ref] = found
    problems.refuse_if_any()
    if not read:
        raise refused("The return is cut short: it has headings and no figures.", line=heading.line)
    return list(read.values())


class _ReturnLine:
    """One row as it is read."""

    def __init__(self, row: GridRow, columns: Mapping[str, int], problems: Problems) -> None:
        self.row = row
        self.columns = columns
        self.problems = problems
        self.is_wrong = False

    def read(self, measures: Mapping[str, MeasureFacts], year: int) -> ReturnRow | None:
        """Return what the row says, or None where it has nothing or can not be read."""
        ref = self._said("ref")
        measure = measures.get(ref)
        if measure is None:
            self._problem("ref", f"No measure of {year}/{(year + 1) % 100:02} has the reference “{ref}”.")
            return None
        if not any(self._said(name) for name in FIGURES):
            return None
        fractional = measure.counts is Counts.STAFF or measure.unit is Unit.AVERAGE
        figure = self._read("figure", lambda said: read_figure(said, measure.unit), Reading())
        counts = [
            self._read(name, lambda said: read_count(said, fractional=fractional), None)
            for name in ("numerator", "denominator")
        ]
        if self.is_wrong:
            return None
        outturn, wrong = outturn_reading(measure, year, figure, *counts)
        for sentence in wrong:
            self._problem("figure" if self._said("figure") else "numerator", sentence)
        return ReturnRow(ref, self.row.line, outturn, _in_words(*counts))

    def _said(self, heading: str) -> str:
        return self.row.said(self.columns[heading]).strip() if heading in self.columns else ""

    def _problem(self, heading: str, message: str) -> None:
        self.is_wrong = True
        self.problems.add(self.row.line, self.columns.get(heading), message)

    def _read(self, heading: str, read: Callable[[str], T], unreadable: T) -> T:
        try:
            return read(self._said(heading))
        except BadFigure as bad:
            self._problem(heading, str(bad))
            return unreadable


def _in_words(numerator: Decimal | None, denominator: Decimal | None) -> str:
    return " out of ".join(plain(count) for count in (numerator, denominator) if count is not None)
