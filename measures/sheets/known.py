"""What was known on a day as a file, csv or a workbook, nothing of which runs as a formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from measures.queries.cells import Cell
from measures.queries.looking_back import KnownRow
from measures.queries.results import Result
from measures.sheets.write import Table, Value, write_csv, write_xlsx

HEADINGS: Final[tuple[str, ...]] = (
    "As it was known on", "Measure", "Title", "Owner", "Month", "Figure then", "Number", "Target", "Status", "Why",
    "Stage then", "What happened", "Why it happened", "What is being done", "Figure now",
)  # fmt: skip
FORMATS: Final = ("csv", "xlsx")


def write_known(rows: Iterable[KnownRow], day: dt.date, form: str) -> bytes:
    """Return rows in one of `FORMATS`, in their order, with what was said in full."""
    lines: list[tuple[Value, ...]] = [HEADINGS, *(_line(row, day) for row in rows)]
    return write_csv(lines) if form == "csv" else write_xlsx([Table(f"Known on {day:%-d %B %Y}", lines)])


def _line(row: KnownRow, day: dt.date) -> tuple[Value, ...]:
    definition, said, result = row.line.definition, row.said, row.result
    return (
        f"{day:%Y-%m-%d}",
        definition.ref,
        definition.title,
        row.line.owner,
        f"{row.month:%Y-%m}",
        _printed(row.then),
        row.number,
        _printed(row.target),
        result.rag.short if result else "",
        " ".join(_why(result)) if result else "",
        row.state.value if row.state else "",
        said.happening if said else "",
        said.why if said else "",
        said.doing if said else "",
        _printed(row.now),
    )


def _why(result: Result) -> list[str]:
    """Return the sentence of a status, and what was published where that was another one."""
    return [result.sentence, result.published.words] if result.published else [result.sentence]


def _printed(cell: Cell) -> str:
    """Return a figure as it is printed, with its mark, or why there is none."""
    return f"{cell.text} {cell.mark}".strip() if cell.text else cell.missing or cell.note
