"""Rows of a scorecard's table that have no measure, such as totals: named early, so that they can be left out.

Called by `incoming`, with the file in the scorecard's own layout.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from measures.sheets.cell import REFERENCE
from measures.sheets.grid import Grid
from measures.sheets.headings import read_headings

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Stray:
    """One row without a measure: its line in the file, and what its first cells say."""

    line: int
    said: tuple[str, ...]

    def __str__(self) -> str:
        return f"line {self.line}: {', '.join(self.said)}"


def strays_of(grid: Grid) -> list[Stray]:
    """Return the rows of the table whose first cell is no reference. Raises `SheetRefused`.

    The table ends where the strict reader has it end: at the first row whose only cell is no reference.
    """
    found = []
    for row in grid.rows[read_headings(grid).rows_from :]:
        if row.is_blank or REFERENCE.fullmatch(row.said(1).strip()):
            continue
        if row.width == 1:
            break
        said = [" ".join(cell.split()) for cell in row.cells if cell.strip()]
        found.append(Stray(row.line, tuple(said[:_SHOWN])))
    return found


def without(grid: Grid, lines: Collection[int]) -> Grid:
    """Return a file without some of its lines."""
    return replace(grid, rows=tuple(row for row in grid.rows if row.line not in lines)) if lines else grid
