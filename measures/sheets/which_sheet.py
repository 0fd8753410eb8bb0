"""Which sheet of a workbook is read: the first whose rows are measures with figures, past a cover or its contents.

Called by `grid` alone. Calls `workbook`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from measures.sheets.cell import REFERENCE, REFERENCE_WITHIN
from measures.sheets.delimited import Line
from measures.sheets.limits import Limits
from measures.sheets.problems import refused
from measures.sheets.workbook import read_sheets

ENOUGH: Final = 2
"""So many figures in a row beside its reference make a measure of it; a list of contents has a page number at most."""
_FIGURE: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?\s*%?", re.ASCII)


def sheet_to_read(content: bytes, limits: Limits, chosen: str = "") -> tuple[str, list[Line]]:
    """Return the lines of the sheet to read, and its name where another stands before it. Raises `SheetRefused`.

    The one that somebody chose; else the first with a row of several figures; else the first with a row that has one;
    else the first that has anything.
    """
    best: tuple[int, str, list[Line]] = (-1, "", [])
    cells = 0
    for place, (name, lines) in enumerate(read_sheets(content, limits)):
        cells += sum(len(row) for _, row in lines)
        if cells > limits.cells:
            raise refused(f"The file has more than {limits.cells:,} cells.")
        if chosen:
            if name == chosen:
                return name, lines
            continue
        figures = min(max((_figures(row) for _, row in lines), default=0), ENOUGH)
        if figures > best[0]:
            best = (figures, name if place else "", lines)
        if figures == ENOUGH:
            break
    if chosen:
        raise refused(f"The sheet “{chosen}” has nothing in it.")
    return best[1], best[2]


def _figures(cells: Sequence[str]) -> int:
    """Return how many figures stand in a row beside its reference; 0 for a row without one."""
    for at, cell in enumerate(cells[:REFERENCE_WITHIN]):
        if REFERENCE.fullmatch(cell.strip()):
            return sum(bool(_FIGURE.fullmatch(other.strip())) for other in cells[at + 1 :])
    return 0
