"""A file -> a grid of texts, each with its line and column: the one door through which every file comes.

Called by the readers of this package. Tells txt, csv and xlsx apart by the file's name and looks whether its content
agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from measures.calculation.values import DECIMAL_PLACES, LONGEST, round_half_up
from measures.sheets.delimited import Line, read_delimited
from measures.sheets.limits import SCORECARD, Limits
from measures.sheets.problems import Problem, SheetRefused, refused
from measures.sheets.which_sheet import sheet_to_read
from measures.sheets.workbook import read_workbook, sheet_names

WORKBOOK: Final = ".xlsx"
_WORKED_OUT: Final = re.compile(
    rf"(?P<number>[0-9][0-9,]*\.[0-9]{{{DECIMAL_PLACES + 1},}}|\.[0-9]{{{DECIMAL_PLACES + 1},}})(?P<percent>\s*%?)",
    re.ASCII,
)
"""A number with more decimals than anybody types: 66.66666667, 0.30000000000000004."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the line at which it begins in its file, from 1, and its cells as they stand."""

    line: int
    cells: tuple[str, ...]

    def said(self, column: int) -> str:
        """Return what the cell in a column (from 1) says, or an empty text beyond the row's end."""
        return self.cells[column - 1] if column <= len(self.cells) else ""

    @property
    def is_blank(self) -> bool:
        """Return whether no cell says anything."""
        return not any(cell.strip() for cell in self.cells)

    @property
    def width(self) -> int:
        """Return the column of the last cell that says something, or 0."""
        return max((column for column, cell in enumerate(self.cells, start=1) if cell.strip()), default=0)


@dataclass(frozen=True, slots=True)
class Rounded:
    """One cell whose number was worked out by a program, with more decimals than a figure can have."""

    line: int
    column: int
    said: str
    read: str

    @property
    def sentence(self) -> str:
        """Return what was done: "Line 5, column 3 (C): 66.66666667 is read as 66.666667."."""
        return str(Problem(self.line, self.column, f"{self.said} is read as {self.read}."))


@dataclass(frozen=True)
class Grid:
    """A file's cells."""

    name: str
    rows: tuple[GridRow, ...]
    keeps_empty_cells: bool
    """Whether each row writes out its empty cells at the end (txt, csv): then a short row is a row cut short."""
    is_mapped: bool = False
    """Whether somebody said what its columns are: then it is laid out as they like, and need not end as ours does."""
    columns: tuple[int, ...] = ()
    """Where each column stood in the file, where it was laid out anew; 0 for one that the file does not have."""
    sheet: str = ""
    """Which sheet of a workbook was read, where it is not the first or was chosen."""
    rounded: tuple[Rounded, ...] = ()
    """The cells with more decimals than a figure has, which are read at as many as it can have."""

    def filled_rows(self) -> list[GridRow]:
        """Return the rows in which something is said."""
        return [row for row in self.rows if not row.is_blank]


@contextmanager
def in_its_own_columns(grid: Grid) -> Iterator[None]:
    """Have a refusal name the columns of the file itself, where the grid that is read was laid out anew."""
    try:
        yield
    except SheetRefused as refusal:
        if not grid.columns:
            raise
        own = dict(enumerate(grid.columns, start=1))
        refusal.problems = [replace(each, column=own.get(each.column or 0) or None) for each in refusal.problems]
        raise


def read_grid(source: Path | bytes | Grid, name: str = "", limits: Limits = SCORECARD, *, sheet: str = "") -> Grid:
    """Return the cells of a txt (tab-separated), csv or xlsx file, given as a path or as its content and name;
    a grid is returned as it is. Of a workbook `sheet` is read where somebody chose one.

    Raises `SheetRefused` where the file is of another kind, too large, damaged or has nothing in it, and `OSError`
    where a path can not be read.
    """
    if isinstance(source, Grid):
        return source
    name = name or (source.name if isinstance(source, Path) else "")
    content, kind = _opened(source, name, limits)
    if kind == WORKBOOK:
        sheet, lines = sheet_to_read(content, limits, sheet)
        rows = tuple(_measured(lines, limits))
    else:
        sheet = ""
        rows = tuple(_measured(read_delimited(content, tabs=kind != ".csv"), limits))
    if all(row.is_blank for row in rows):
        raise refused("The file has nothing in it.")
    rounded: list[Rounded] = []
    rows = tuple(_rounded(row, rounded) for row in rows)
    return Grid(name=name, rows=rows, keeps_empty_cells=kind != WORKBOOK, sheet=sheet, rounded=tuple(rounded))


def sheets_of(content: bytes, name: str, limits: Limits = SCORECARD) -> list[str]:
    """Return the names of the sheets of a workbook that can be read; none of a file that has no sheets."""
    return sheet_names(content, limits) if _kind_of(name, content) == WORKBOOK else []


def read_rows(source: Path | bytes, name: str, limits: Limits) -> Iterator[GridRow]:
    """Yield the rows of a file one at a time, for files too long to be held whole. Raises as `read_grid`."""
    content, kind = _opened(source, name, limits)
    lines = read_workbook(content, limits) if kind == WORKBOOK else read_delimited(content, tabs=kind != ".csv")
    yield from _measured(lines, limits)


def _opened(source: Path | bytes, name: str, limits: Limits) -> tuple[bytes, str]:
    """Return a file's content and kind; refuse one with nothing in it."""
    content = _content_of(source, limits)
    kind = _kind_of(name, content)
    if not content.strip(b"\x00 \t\r\n"):
        raise refused("The file has nothing in it.")
    return content, kind


def _rounded(row: GridRow, found: list[Rounded]) -> GridRow:
    """Return a row whose numbers have no more decimals than a figure can have; those that had are added to `found`."""
    cells = [_with_fewer_decimals(cell) for cell in row.cells]
    changed = [
        Rounded(row.line, column, was.strip(), now)
        for column, (was, now) in enumerate(zip(row.cells, cells, strict=True), start=1)
        if now != was
    ]
    found += changed
    return replace(row, cells=tuple(cells)) if changed else row


def _with_fewer_decimals(cell: str) -> str:
    said = cell.strip()
    match = _WORKED_OUT.fullmatch(said) if len(said) <= LONGEST else None
    if match is None:
        return cell
    number = f"{round_half_up(Decimal(match['number'].replace(',', '') or 0), DECIMAL_PLACES):f}".rstrip("0")
    return number.removesuffix(".") + match["percent"]


def _measured(lines: Iterable[Line], limits: Limits) -> Iterator[GridRow]:
    """Yield lines as rows, as far as they are not too large."""
    cells = 0
    for rows, line in enumerate(lines):
        cells += len(line[1])
        _refuse_too_large(line, cells, rows, limits)
        yield GridRow(*line)


def _content_of(source: Path | bytes, limits: Limits) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(limits.size + 1)
    if len(source) > limits.size:
        raise refused(f"The file is larger than {limits.size // 1_000_000} MB.")
    return source


def _kind_of(name: str, content: bytes) -> str:
    """Return '.txt', '.tsv', '.csv' or '.xlsx'; refuse any other name, and a content that contradicts its name."""
    suffix = Path(name).suffix.lower()
    if suffix == WORKBOOK:
        return suffix
    if suffix not in (".txt", ".tsv", ".csv"):
        raise refused(
            f"A file named “{name}” can not be read. Send an Excel workbook (.xlsx), a .csv file or a tab-separated "
            ".txt file."
        )
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise refused(f"The file is named {suffix} but it is a workbook or a document. Save it as what it is named.")
    return suffix


def _refuse_too_large(line: Line, cells: int, rows: int, limits: Limits) -> None:
    number, texts = line
    if rows >= limits.rows:
        raise refused(f"The file has more than {limits.rows:,} rows.", line=number)
    if len(texts) > limits.columns:
        raise refused(f"The row has more than {limits.columns} columns.", line=number, column=limits.columns + 1)
    if cells > limits.cells:
        raise refused(f"The file has more than {limits.cells:,} cells.", line=number)
    for column, text in enumerate(texts, start=1):
        if len(text) > limits.cell_length:
            raise refused("The cell is longer than any cell of a scorecard.", line=number, column=column)
