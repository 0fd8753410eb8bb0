"""A scorecard as it is on the page, as csv or a workbook: its rows, its columns and its words, in each of its views.

Called by the view of exports with what the page of the same address shows. A figure is written as a number that a
spreadsheet shows the same way. Its mark stands in a column of its own: "79% p" would be text among numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from measures.choices import Comparator, Rag
from measures.models import Period
from measures.queries.cells import NOT_PUBLISHED, Cell
from measures.queries.chosen import HeatCell, Move, Moved
from measures.queries.columns import Columns, cell_of
from measures.queries.compare import Compared
from measures.queries.scorecard import Row, Table
from measures.sheets.write import Figure, Value, write_csv, write_xlsx
from measures.sheets.write import Table as Sheet

FORMATS: Final = ("csv", "xlsx")
MEASURE: Final = ("Reference", "Measure", "Section")
PUBLISHED_OTHERWISE: Final = "Published otherwise"
MARKED: Final = "Provisional or revised"
MARKS: Final = {"p": "provisional", "r": "revised", "pr": "provisional and revised"}
Rows = list[Sequence[Value]]
_FIGURE: Final = re.compile(r"\d+(?:\.(?P<rest>\d+))?(?P<percent>%?)")


def table_rows(table: Table, columns: Columns, month: str) -> Rows:
    """Return the heading and the rows of the table, with the stage of each figure and notes where the page has any.

    `month` is where the month stands, which decides how stages are said.
    """
    stages, notes = any(row.state for row in table.rows), any(_notes(row) for row in table.rows)
    more = [*(["Stage"] if stages else []), *(["Notes"] if notes else [])]
    headings = [
        *MEASURE,
        *(heading for _, heading in columns.before),
        *_labels(table),
        *(heading for _, heading in columns.after),
        "Status",
        "Direction",
        *more,
    ]
    rows: Rows = [headings, *(_row(row, columns, more, month) for row in table.rows)]
    return _with_column(rows, MARKED, [_marked(zip(_labels(table), row.months, strict=True)) for row in table.rows])


def heat_map_rows(heat: Iterable[tuple[Row, list[HeatCell]]], table: Table) -> Rows:
    """Return the heading and the rows of the heat map: each month's figure, and its status in the column after it."""
    headings = [heading for month in _labels(table) for heading in (month, f"{month} status")]
    found = list(heat)
    rows = [
        [*_measure(row), *(value for cell in cells for value in (_value(cell.figure), _word(cell)))]
        for row, cells in found
    ]
    told = _with_column([[*MEASURE, *headings], *rows], PUBLISHED_OTHERWISE, [_otherwise(cells) for _, cells in found])
    figures = [zip(_labels(table), (cell.figure for cell in cells), strict=True) for _, cells in found]
    return _with_column(told, MARKED, [_marked(each) for each in figures])


def _labels(table: Table) -> list[str]:
    return [f"{month:%b-%y}" for month in table.months]


def _with_column(rows: Rows, heading: str, texts: Sequence[str]) -> Rows:
    """Return a heading and its rows with one column more; as they are where nothing would stand in it."""
    return [[*row, text] for row, text in zip(rows, (heading, *texts), strict=True)] if any(texts) else rows


def _marked(figures: Iterable[tuple[str, Cell]]) -> str:
    """Return which of the figures are marked, each by the heading of its column: "Oct-23 revised"."""
    return "; ".join(f"{heading} {MARKS[cell.mark]}" for heading, cell in figures if cell.mark)


def _otherwise(cells: Iterable[HeatCell]) -> str:
    """Return what was published in another colour; empty where nothing was."""
    return "; ".join(f"{cell.month:%B %Y}: {cell.published.words}" for cell in cells if cell.published)


def moved_rows(moved: Moved) -> Rows:
    """Return the heading and what moved, part by part as on the page."""
    parts = (
        ("Newly red", moved.newly_red),
        ("Worse", moved.worse),
        ("No longer red", moved.recovered),
        ("Red the month before, and not rated now", moved.unrated),
        ("Largest moves", moved.largest),
    )
    headings = ["Part", *MEASURE, "Before", "Now", "Was", "Is", "What it means"]
    found = [(part, move) for part, moves in parts for move in moves]
    told = [[PUBLISHED_OTHERWISE, ref, "", "", f"{month:%B %Y}", "", "", "", words] for ref, month, words in moved.told]
    rows: Rows = [headings, *(_moved(part, move) for part, move in found), *told]
    marked = [_marked((("Before", move.before), ("Now", move.now))) for _, move in found]
    return _with_column(rows, MARKED, [*marked, *("" for _ in told)])


def compared_rows(found: Iterable[Compared], period: Period) -> Rows:
    """Return the heading and each measure beside its comparators, with the gap to each and the rank."""
    headings = [heading for each in Comparator for heading in (each.value, f"Gap to {each.value.lower()}")]
    shown = list(found)
    rows = [
        [
            *_measure(each.row),
            _value(each.now),
            *(value for gap in each.gaps for value in (_value(gap.cell), gap.words)),
            each.rank,
        ]
        for each in shown
    ]
    marked = [_marked([(period.label, each.now)]) for each in shown]
    return _with_column([[*MEASURE, period.label, *headings, "Rank among neighbours"], *rows], MARKED, marked)


def write_shown(form: str, title: str, rows: Rows) -> bytes:
    """Return the rows in one of `FORMATS`."""
    return write_csv(rows) if form == "csv" else write_xlsx([Sheet(title, rows, frozen_columns=2)])


def _measure(row: Row) -> list[Value]:
    return [row.ref, row.title, row.line.definition.section.title]


def _row(row: Row, columns: Columns, more: Sequence[str], month: str) -> list[Value]:
    result = row.result
    cells = [
        *(cell_of(row, name) for name, _ in columns.before),
        *row.months,
        *(cell_of(row, name) for name, _ in columns.after),
    ]
    said: list[Value] = [*_measure(row), *(_value(cell) for cell in cells)]
    said += [result.rag.short if result else "", result.direction.label if result else ""]
    said += [row.state.in_month(month).label if row.state else ""] if "Stage" in more else []
    return [*said, _notes(row)] if "Notes" in more else said


def _notes(row: Row) -> str:
    """Return what the page says of a figure beside its status, and behind the signs ‡, † and §."""
    month = f"{row.result.month:%B %Y}" if row.result and row.result.month else ""
    published = row.result.published.words.removesuffix(".") if row.result and row.result.published else ""
    caveat = f"Approved with a caveat: {row.caveat}" if row.caveat else ""
    explained = f"Explained: {row.explained}" if row.explained else ""
    unexplained = f"Not explained: {row.unexplained}" if row.unexplained else ""
    return "; ".join(filter(None, (row.unrated.capitalize(), published, month, caveat, explained, unexplained)))


def _moved(part: str, move: Move) -> list[Value]:
    words = [move.was.short if move.was else "", move.result.rag.short if move.result else ""]
    meaning = move.result.direction_sentence if move.result else ""
    return [part, *_measure(move.row), _value(move.before), _value(move.now), *words, meaning]


def _word(cell: HeatCell) -> str:
    """Return the status of a month, where the page shows one."""
    rag: Rag | None = cell.rag if cell.figure.text else None
    return rag.label if rag else ""


def _value(cell: Cell) -> Value:
    """Return a cell as it is printed, without its mark: '79%' as a number, 'NA', 'not due' as text."""
    if not cell.text:
        return "not published" if cell is NOT_PUBLISHED else "NA" if cell.missing == "not available" else cell.missing
    found = _FIGURE.fullmatch(cell.text)
    if found is None:
        return cell.text
    number = Decimal(cell.text.removesuffix("%"))
    return Figure(number, places=len(found["rest"] or ""), percent=bool(found["percent"]))
