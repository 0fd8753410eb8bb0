"""Files with one row of headings: which column has which name. Called by the readers of such files."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from measures.sheets.grid import Grid, GridRow
from measures.sheets.problems import Problems


def named_columns(
    heading: GridRow, required: Collection[str], *, what: str, optional: Collection[str] = (), others: bool = False
) -> Mapping[str, int]:
    """Return the column of each heading, in whatever order they stand, by its name in small letters.

    `what` names the kind of file in sentences: 'a catalogue'. `others` allows headings that are not known. Raises
    `SheetRefused` for a heading that is missing, repeated or not known.
    """
    problems = Problems()
    columns: dict[str, int] = {}
    for column in range(1, heading.width + 1):
        said = " ".join(heading.said(column).split()).lower()
        if said not in required and said not in optional and not others:
            problems.add(heading.line, column, f"“{said}” is not a heading of {what}.")
        elif said in columns:
            problems.add(heading.line, column, f"The heading “{said}” is repeated.")
        columns.setdefault(said, column)
    missing = [name for name in required if name not in columns]
    if missing:
        problems.add(heading.line, None, f"This is not {what}: these headings are missing: {', '.join(missing)}.")
    problems.refuse_if_any()
    return columns


def is_uneven(grid: Grid, row: GridRow, heading: GridRow, problems: Problems) -> bool:
    """Return whether a row has fewer or more cells than the headings, and note it as a problem.

    A workbook does not write out its empty cells; there only a cell beyond the headings counts.
    """
    expected = len(heading.cells)
    if row.width <= heading.width and (len(row.cells) == expected or not grid.keeps_empty_cells):
        return False
    problems.add(
        row.line,
        None,
        f"The row has {len(row.cells)} cells where the headings have {expected}. The file may be cut short.",
    )
    return True
