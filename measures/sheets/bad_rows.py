"""The rows of an extract that can not be loaded, or not be as they are: told so that somebody can leave them out.

Called by `incoming` and by the page that asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from measures.sheets.extract import Extract, ExtractRefused
from measures.sheets.grid import Grid
from measures.sheets.problems import Problem, column_letters, refused

_CELLS, _LETTERS = 6, 40
"""So much of a row is told, that somebody finds it in the file."""
WITH_ANOTHER: Final = "It is of the same figure as a row that can not be loaded."


def rows_wrong(refusal: ExtractRefused, grid: Grid) -> dict[str, Any]:
    """Return what the page of rows shows, and what is left out: each row with what it says and why it can not be.

    Of a month that is not open the first row alone is listed: its sentence says how many there are.
    """
    rows = {row.line: row for row in grid.rows}
    with_others = [line for line in refusal.lines if line in refusal.companions]
    listed = sorted({*(problem.line for problem in refusal.problems if problem.line), *with_others})
    return {
        "lines": refusal.lines,
        "listed": [
            {
                "line": line,
                "said": _said(rows[line].cells) if line in rows else "",
                "why": " ".join(_why(refusal.problems, line)) or WITH_ANOTHER,
            }
            for line in listed
        ],
        "more": len(refusal.lines) - len(listed),
        "found": refusal.found,
    }


def rows_left_out(options: Mapping[str, Any]) -> list[str]:
    """Return what of a file was left out and why, as a load keeps it: "Line 5 (1.3, Dec-23, twelve): Column 5 ..."."""
    rows = [f"Line {row['line']} ({row['said']}): {row['why']}" for row in options.get("rows_left_out", ())]
    figures = [f"{each['ref']}, {_month(each):%B %Y}, {each['after']}. {each['note']}" for each in _figures(options)]
    return [*rows, *figures]


def without_figures(extract: Extract, options: Mapping[str, Any]) -> Extract:
    """Return an extract without the figures that were ticked to be left out. Raises `SheetRefused`."""
    ticked = {(each["ref"], _month(each)) for each in _figures(options)}
    missing = ticked - {(row.ref, row.month) for row in extract.rows}
    for ref, month in missing:
        raise refused(f"The file does not name {ref} for {month:%B %Y}, so it can not be left out. Correct the file.")
    return extract.without({row.line for row in extract.rows if (row.ref, row.month) in ticked}, ())


def _figures(options: Mapping[str, Any]) -> Iterable[Mapping[str, str]]:
    figures: Iterable[Mapping[str, str]] = options.get("figures_left_out", ())
    return figures


def _month(figure: Mapping[str, str]) -> dt.date:
    return dt.date.fromisoformat(figure["month"])


def _said(cells: Iterable[str]) -> str:
    words = [" ".join(cell.split()) for cell in cells if cell.strip()]
    return ", ".join(word if len(word) <= _LETTERS else f"{word[:_LETTERS]}…" for word in words[:_CELLS])


def _why(problems: Iterable[Problem], line: int) -> list[str]:
    return [
        f"Column {problem.column} ({column_letters(problem.column)}): {problem.message}"
        if problem.column
        else problem.message
        for problem in problems
        if problem.line == line
    ]
