"""A scorecard as it was read -> the rows of its own layout, to be written as csv or xlsx.

The file that comes of it reads the same as the file that was read. Called by exports; calls `write` for its values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from measures.sheets.scorecard import ScorecardSheet, SheetRow
from measures.sheets.write import Figure, Value

HEADING_ROWS: Final = 2

_PLAIN_FIGURE = re.compile(r"((?:0|[1-9][0-9]{0,8})(?:\.([0-9]{1,6}))?)(%?)")


def scorecard_rows(sheet: ScorecardSheet) -> list[Sequence[Value]]:
    """Return the rows of a scorecard in the council's layout, with what each cell said; figures as numbers."""
    return [
        *_heading_rows(sheet),
        *(_row(sheet, row) for row in sheet.rows),
        [],
        *([text] for text in sheet.footnotes),
        [],
        *([text] for text in sheet.key),
        [],
        *_neighbour_rows(sheet),
    ]


def _heading_rows(sheet: ScorecardSheet) -> Iterator[Sequence[Value]]:
    months = sheet.headings.months
    spanned = [""] * (1 + len(sheet.comparators))
    yield ["Reference", "Measure", sheet.baseline_label, *spanned, *(month.said for month in months), "", ""]
    comparators = [comparator.said for comparator in sheet.comparators]
    yield ["", "", "Baseline", "Target", *comparators, *["Actual"] * len(months), "Number", "DoT (to target)"]


def _row(sheet: ScorecardSheet, row: SheetRow) -> list[Value]:
    return [
        row.ref,
        row.title,
        _value(row.baseline.said),
        _value(row.target.said),
        *(_value(row.benchmarks[column.comparator].said) for column in sheet.comparators),
        *(_value(row.figures[month].said) for month in sheet.months),
        _value(row.number.said),
        row.arrow.said,
    ]


def _neighbour_rows(sheet: ScorecardSheet) -> Iterator[Sequence[Value]]:
    if sheet.neighbours:
        yield ["Statistical neighbours"]
        yield from ([name] for name in sheet.neighbours)


def _value(said: str) -> Value:
    """Return a figure as a number that shows what the cell said, and everything else as the text it was."""
    match = _PLAIN_FIGURE.fullmatch(said)
    if match is None:
        return said
    return Figure(Decimal(match[1]), places=len(match[2] or ""), percent=bool(match[3]))
