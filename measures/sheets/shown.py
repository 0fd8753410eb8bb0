"""A scorecard's table as it is on the page, as csv or a workbook: its rows, its columns and its words, no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from measures.queries.columns import Columns, cell_of
from measures.queries.scorecard import Cell, Row, Table
from measures.sheets.write import Table as Sheet
from measures.sheets.write import Value, write_csv, write_xlsx

FORMATS: Final = ("csv", "xlsx")


def shown_rows(table: Table, columns: Columns, *, stages: bool) -> list[Sequence[Value]]:
    """Return the heading and the rows, each cell as the page prints it; `stages` where the page says any."""
    headings = [
        "Reference",
        "Measure",
        "Section",
        *(heading for _, heading in columns.before),
        *(f"{month:%b-%y}" for month in table.months),
        *(heading for _, heading in columns.after),
        "Status",
        "Direction",
    ]
    return [[*headings, *(["Stage"] if stages else [])], *(_row(row, columns, stages=stages) for row in table.rows)]


def _row(row: Row, columns: Columns, *, stages: bool) -> list[Value]:
    result, definition = row.result, row.line.definition
    cells = [
        *(cell_of(row, name) for name, _ in columns.before),
        *row.months,
        *(cell_of(row, name) for name, _ in columns.after),
    ]
    said: list[Value] = [row.ref, row.title, definition.section.title, *(_text(cell) for cell in cells)]
    said += [result.rag.label if result else "", result.direction.label if result else ""]
    return [*said, row.state.label if row.state else ""] if stages else said


def _text(cell: Cell) -> str:
    """Return a cell as it is printed: '79% p', 'NA', 'not due'."""
    if cell.text:
        return f"{cell.text} {cell.mark}" if cell.mark else cell.text
    return "NA" if cell.missing == "not available" else cell.missing


def write_shown(form: str, title: str, table: Table, columns: Columns) -> bytes:
    """Return the table in one of `FORMATS`."""
    rows = shown_rows(table, columns, stages=any(row.state for row in table.rows))
    return write_csv(rows) if form == "csv" else write_xlsx([Sheet(title, rows, frozen_columns=2)])
