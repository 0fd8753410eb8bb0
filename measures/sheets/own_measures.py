"""A holder's own measures as a workbook: what to fill in with last month's figures beside it, and reading it again.

One row a measure. What a row says replaces the draft of that measure; a row in which nothing is filled in leaves it
as it is. Called by the pages of an owner; calls `grid`, `columns` and the reader of figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from measures.calculation.values import BadFigure, read_count, read_figure
from measures.choices import Unit
from measures.sheets.catalogue import Catalogue, CatalogueRow
from measures.sheets.columns import is_uneven, named_columns
from measures.sheets.grid import GridRow, read_grid
from measures.sheets.months import BadMonth, month_label, read_month
from measures.sheets.problems import Problems, refused
from measures.sheets.write import Table, Value, write_xlsx

TEXTS: Final = {"happening": "what is happening", "why": "why", "doing": "what is being done"}
"""The fields of a commentary and their headings."""
COUNTS: Final = ("numerator", "denominator")
FILLED_IN: Final = ("figure", *COUNTS, *TEXTS.values(), "source")
REQUIRED: Final = ("ref", "month", "figure")
TO_READ: Final = ("measure", "unit", "what is counted", "out of", "last month", "last month's counts", "target")
LONGEST_TEXT: Final = 5000
LONGEST_SOURCE: Final = 300


@dataclass(frozen=True, slots=True)
class OwnRow:
    """What to put before a holder: a measure, what it was last month, and the draft there is."""

    ref: str
    title: str
    unit: Unit
    counted: str
    out_of: str
    last_figure: str
    last_counts: str
    target: str
    draft: Mapping[str, str]
    """By the names of `Draft`'s fields: figure, numerator, denominator, happening, why, doing, source."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """What a holder filled in for one measure, as text."""

    ref: str
    line: int
    draft: Mapping[str, str]


def own_workbook(month: dt.date, rows: Iterable[OwnRow]) -> bytes:
    """Return the workbook of a holder's measures in a month."""
    headings: list[Value] = ["ref", "month", *TO_READ, *FILLED_IN]
    return write_xlsx([Table(f"My measures {month_label(month)}", [headings, *(_cells(month, row) for row in rows)])])


def _cells(month: dt.date, row: OwnRow) -> Sequence[Value]:
    read = (row.title, row.unit.value, row.counted, row.out_of, row.last_figure, row.last_counts, row.target)
    filled = (row.draft.get(name, "") for name in ("figure", *COUNTS, *TEXTS, "source"))
    return [row.ref, month_label(month), *read, *filled]


def read_own_measures(
    source: Path | bytes, catalogue: Catalogue, name: str = "", *, month: dt.date, held: Collection[str]
) -> list[FilledRow]:
    """Return the rows in which something is filled in. Raises `SheetRefused` with every problem found.

    `held` are the references of the measures that the person may fill in for the month.
    """
    grid = read_grid(source, name)
    heading, *rows = grid.filled_rows()
    optional = [name for name in (*TO_READ, *FILLED_IN) if name not in REQUIRED]
    columns = named_columns(heading, REQUIRED, optional=optional, what="a workbook of your measures")
    if not rows:
        raise refused("The workbook is cut short: it has headings and no measures.", line=heading.line)
    problems = Problems()
    read: dict[str, FilledRow] = {}
    for row in rows:
        if is_uneven(grid, row, heading, problems):
            continue
        line = _FilledLine(row, columns, problems)
        measure = line.measure(catalogue, held, month)
        if measure is None:
            continue
        filled = line.read(measure)
        if measure.ref in read:
            problems.add(row.line, columns["ref"], f"{measure.ref} is repeated: line {read[measure.ref].line} has it.")
        elif any(filled.draft.values()):
            read[measure.ref] = filled
    problems.refuse_if_any()
    return list(read.values())


class _FilledLine:
    """One row as it is read."""

    def __init__(self, row: GridRow, columns: Mapping[str, int], problems: Problems) -> None:
        self.row = row
        self.columns = columns
        self.problems = problems

    def said(self, heading: str) -> str:
        """Return what the cell under a heading says."""
        return self.row.said(self.columns[heading]).strip() if heading in self.columns else ""

    def problem(self, heading: str, message: str) -> None:
        """Note what is wrong with the cell under a heading."""
        self.problems.add(self.row.line, self.columns[heading], message)

    def measure(self, catalogue: Catalogue, held: Collection[str], month: dt.date) -> CatalogueRow | None:
        """Return the row's measure, if the person may fill it in and the row is of this month."""
        ref = self.said("ref")
        if ref not in held or ref not in catalogue:
            self.problem("ref", f"You do not enter a measure with the reference “{ref}”.")
            return None
        try:
            if read_month(self.said("month")) != month:
                self.problem("month", f"This row is of {self.said('month')}. The workbook is for {month:%B %Y}.")
        except BadMonth as bad:
            self.problem("month", str(bad))
        return catalogue[ref]

    def read(self, measure: CatalogueRow) -> FilledRow:
        """Return what was filled in."""
        self._check("figure", lambda said: read_figure(said, measure.unit))
        for name in COUNTS:
            self._check(name, lambda said: read_count(said, fractional=measure.fractional))
        for heading, longest in (*((heading, LONGEST_TEXT) for heading in TEXTS.values()), ("source", LONGEST_SOURCE)):
            if len(self.said(heading)) > longest:
                self.problem(heading, f"The text is too long: at most {longest} characters.")
        names = {"figure": "figure", **{name: name for name in COUNTS}, **TEXTS, "source": "source"}
        return FilledRow(measure.ref, self.row.line, {name: self.said(heading) for name, heading in names.items()})

    def _check(self, heading: str, read: Callable[[str], Any]) -> None:
        try:
            read(self.said(heading))
        except BadFigure as bad:
            self.problem(heading, str(bad))
