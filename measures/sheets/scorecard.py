"""A scorecard file -> what each of its cells said and was read as. txt, csv and xlsx read the same.

The layout is the council's own: see `headings` for the columns and `below` for what stands under the table. Nothing is
corrected: a figure that contradicts its count arrives as it is. A file that can not be read whole is refused whole.

How a file that was cut short is known: a row has fewer cells than the headings, a measure of the catalogue has no row,
or the ten statistical neighbours below the table are not all there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from measures.calculation.values import (
    BadFigure,
    Reading,
    TargetReading,
    both_ways,
    read_figure,
    read_fraction,
    read_target,
)
from measures.choices import RESPONSIBLE, Comparator, RecordedDirection, TargetKind, Unit
from measures.sheets.below import read_below
from measures.sheets.catalogue import Catalogue, CatalogueRow
from measures.sheets.cell import REFERENCE, Cell
from measures.sheets.grid import Grid, GridRow, read_grid
from measures.sheets.headings import ComparatorColumn, Headings, read_headings
from measures.sheets.problems import Problems, refused

T = TypeVar("T")

BY_MONTH: Final = re.compile(r" by [A-Z][a-z]+\s*$")
"""By when a target is to be reached, as the workbook of an edition says it (`Target.printed`)."""

ARROWS: Final[Mapping[str, RecordedDirection]] = {
    "↑": RecordedDirection.UP,
    "⬆": RecordedDirection.UP,
    "→": RecordedDirection.LEVEL,
    "➡": RecordedDirection.LEVEL,
    "↓": RecordedDirection.DOWN,
    "⬇": RecordedDirection.DOWN,
}
_VARIATION_SELECTORS: Final = "\ufe0e\ufe0f"


@dataclass(frozen=True, slots=True)
class CountReading:
    """What the Number column said: a fraction, or a lone count with no denominator. Both empty: no count."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One measure's row."""

    ref: str
    title: str
    line: int
    baseline: Cell[TargetReading]
    """A figure, to be confirmed, or none."""
    target: Cell[TargetReading]
    benchmarks: Mapping[Comparator, Cell[Reading]]
    figures: Mapping[dt.date, Cell[Reading]]
    number: Cell[CountReading]
    """The counts behind the last month's figure."""
    arrow: Cell[RecordedDirection | None]


@dataclass(frozen=True, slots=True)
class ScorecardSheet:
    """A whole scorecard as its file has it."""

    name: str
    headings: Headings
    rows: tuple[SheetRow, ...]
    footnotes: tuple[str, ...]
    key: tuple[str, ...]
    neighbours: tuple[str, ...]
    responsible: Mapping[str, str] = field(default_factory=dict)
    """Who is responsible for each reference, where a council's own file says it."""

    @property
    def baseline_label(self) -> str:
        """Return the heading over the baselines: 'Apr-23'."""
        return self.headings.baseline_label

    @property
    def baseline_month(self) -> dt.date:
        """Return the month of the baselines."""
        return self.headings.baseline_month

    @property
    def comparators(self) -> tuple[ComparatorColumn, ...]:
        """Return the comparators with their years, as their headings have them."""
        return self.headings.comparators

    @property
    def months(self) -> tuple[dt.date, ...]:
        """Return the months, oldest first."""
        return tuple(column.month for column in self.headings.months)


def read_scorecard(source: Path | bytes | Grid, catalogue: Catalogue, name: str = "") -> ScorecardSheet:
    """Return a scorecard read with the units of a catalogue. Raises `SheetRefused` with every problem found."""
    grid = read_grid(source, name)
    headings = read_headings(grid)
    problems = Problems()
    table, rest = _table_and_rest(grid, headings, problems)
    rows = _read_rows(table, grid, headings, catalogue, problems)
    below = read_below(
        rest,
        compares_with_neighbours=not grid.is_mapped
        and any(column.comparator is Comparator.STATISTICAL_NEIGHBOURS for column in headings.comparators),
        problems=problems,
    )
    problems.refuse_if_any()
    return ScorecardSheet(
        name=grid.name,
        headings=headings,
        rows=tuple(rows),
        footnotes=tuple(below.footnotes),
        key=tuple(below.key),
        neighbours=tuple(below.neighbours),
    )


def _table_and_rest(grid: Grid, headings: Headings, problems: Problems) -> tuple[list[GridRow], Sequence[GridRow]]:
    """Part the rows below the headings where the table ends: at the first row whose only cell is no reference.

    A blank line inside the table does not end it. A row of the table that stands below its end is a problem.
    """
    rows = grid.rows[headings.rows_from :]
    table: list[GridRow] = []
    for position, row in enumerate(rows):
        if row.is_blank:
            continue
        if row.width == 1 and not REFERENCE.fullmatch(row.said(1).strip()):
            rest = rows[position:]
            break
        table.append(row)
    else:
        rest = ()
    if not table:
        raise refused("The file is cut short: there are headings and no measures below them.", line=headings.line)
    for row in rest:
        if row.width > 2 and REFERENCE.fullmatch(row.said(1).strip()):
            problems.add(row.line, 1, "A row of the table stands below the notes.")
    return table, rest


def _read_rows(
    table: Sequence[GridRow], grid: Grid, headings: Headings, catalogue: Catalogue, problems: Problems
) -> list[SheetRow]:
    """Return the measures' rows, and note what is repeated, unknown, cut short or missing."""
    rows: list[SheetRow] = []
    lines: dict[str, int] = {}
    for row in table:
        ref = row.said(1).strip()
        if grid.keeps_empty_cells and len(row.cells) < headings.width:
            problems.add(
                row.line,
                len(row.cells),
                f"The row has {len(row.cells)} cells where the headings have "
                f"{headings.width}. The file is cut short, or the tabs or commas at the row's end were lost.",
            )
        elif row.width > headings.width:
            problems.add(row.line, row.width, "There is a cell here beyond the last column of the headings.")
        elif ref in lines:
            problems.add(row.line, 1, f"Reference {ref} is repeated: line {lines[ref]} has it too.")
        elif ref not in catalogue:
            problems.add(row.line, 1, _unknown_reference(ref, catalogue))
        else:
            rows.append(_RowReader(row, catalogue[ref], headings, problems).read())
        lines.setdefault(ref, row.line)
    missing = [ref for ref in catalogue if ref not in lines]
    if missing:
        problems.add(
            table[-1].line,
            None,
            f"The file is cut short: these measures of the catalogue have no row: {', '.join(missing)}.",
        )
    return rows


def _unknown_reference(ref: str, catalogue: Catalogue) -> str:
    if not ref:
        return "The row has no reference."
    if not REFERENCE.fullmatch(ref):
        return (
            f"“{ref}” is not a reference. If the row is a measure, write its reference as text, such as 7.10; if it is "
            "none, take the row out."
        )
    if f"{ref}.0" in catalogue:
        return f"No measure has the reference {ref}. If it is {ref}.0, write it as text."
    return f"No measure of the catalogue has the reference {ref}."


class _RowReader:
    """One measure's row as it is read."""

    def __init__(self, row: GridRow, measure: CatalogueRow, headings: Headings, problems: Problems) -> None:
        self.row = row
        self.measure = measure
        self.headings = headings
        self.problems = problems

    def read(self) -> SheetRow:
        self._check_title()
        headings = self.headings
        row = SheetRow(
            ref=self.measure.ref,
            title=self.row.said(2).strip(),
            line=self.row.line,
            baseline=self._cell(headings.baseline, self._baseline, TargetReading(TargetKind.NONE)),
            target=self._cell(headings.target, self._target, TargetReading(TargetKind.NONE)),
            benchmarks={column.comparator: self._figure(column.column) for column in headings.comparators},
            figures={column.month: self._figure(column.column) for column in headings.months},
            number=self._cell(headings.number, self._number, CountReading()),
            arrow=self._cell(headings.direction, _arrow, None),
        )
        last, counts = row.figures[headings.months[-1].month], row.number.reading
        if both := both_ways(last.reading.missing, None, counts.numerator, counts.denominator):
            self.problems.add(row.line, last.column, both)
        return row

    def _cell(self, column: int, read: Callable[[str], T], unreadable: T) -> Cell[T]:
        """Return a cell; `unreadable` stands in for the reading of one that is noted as a problem."""
        said = self.row.said(column)
        try:
            reading = read(said)
        except BadFigure as error:
            self.problems.add(self.row.line, column, str(error))
            reading = unreadable
        return Cell(said=said, line=self.row.line, column=column, reading=reading)

    def _figure(self, column: int) -> Cell[Reading]:
        return self._cell(column, lambda said: read_figure(said, self.measure.unit), Reading())

    def _target(self, said: str) -> TargetReading:
        """Read a target; the workbook of an edition has "90% by March" where each month has a figure of its own."""
        return replace(read_target(BY_MONTH.sub("", said), self.measure.unit), said=said.strip())

    def _baseline(self, said: str) -> TargetReading:
        """A baseline is written like a target, but it is where a measure stood: never a range."""
        reading = read_target(said, self.measure.unit)
        if reading.kind is TargetKind.RANGE:
            raise BadFigure(f"A baseline is one figure, not a range: “{said.strip()}”.")
        return reading

    def _number(self, said: str) -> CountReading:
        if self.measure.unit is Unit.AVERAGE and "/" not in said:
            read_figure(said, self.measure.unit)  # not a count, but a figure all the same
        return CountReading(*read_fraction(said, self.measure.unit, fractional=self.measure.fractional))

    def _check_title(self) -> None:
        """Note a title that is another measure's: the row slipped, and its figures are not this measure's."""
        said = self.row.said(2)
        if _plain(said) != _plain(self.measure.title):
            self.problems.add(
                self.row.line,
                2,
                f"The catalogue's title of {self.measure.ref} is “{self.measure.title}”, and this row's is "
                f"“{said.strip()}”.",
            )


def _plain(title: str) -> str:
    """Return a title without what spelling programs change in it."""
    straight = title.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\N{EN DASH}", "-")
    return " ".join(straight.split()).casefold()


def _arrow(said: str) -> RecordedDirection | None:
    sign = said.strip().strip(_VARIATION_SELECTORS)
    if not sign:
        return None
    if sign not in ARROWS:
        raise BadFigure(
            f"“{sign}” is not one of the arrows ↑ → ↓. If it was one in the spreadsheet, save the file as “CSV UTF-8” "
            "or as an Excel workbook."
        )
    return ARROWS[sign]


def cells_of(sheet: ScorecardSheet, row: SheetRow) -> Iterator[tuple[str, dt.date | None, Cell[object]]]:
    """Yield (heading, month, cell) for every cell of a row that holds a figure, a count, an arrow or a name."""
    yield "Baseline", sheet.baseline_month, _any(row.baseline)
    yield "Target", None, _any(row.target)
    for comparator in sheet.comparators:
        yield comparator.said, None, _any(row.benchmarks[comparator.comparator])
    for month in sheet.months:
        yield "Actual", month, _any(row.figures[month])
    yield "Number", sheet.months[-1], _any(row.number)
    yield "DoT", sheet.months[-1], _any(row.arrow)
    if who := sheet.responsible.get(row.ref):
        yield RESPONSIBLE, None, Cell(who, row.line, 0, who)


def _any(cell: Cell[T]) -> Cell[object]:
    return Cell(cell.said, cell.line, cell.column, cell.reading)
