"""What a scorecard file loads: its figures, and what each of its cells said and was read as."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from measures.actions.difference import LoadFigure
from measures.calculation.values import Reading, TargetReading
from measures.models import LoadedCell, Measure
from measures.sheets.scorecard import CountReading, ScorecardSheet, SheetRow, cells_of


def loaded_figures(sheet: ScorecardSheet, row: SheetRow, measure: Measure) -> Iterator[LoadFigure]:
    """Yield the figures of a row, with its counts in the last month; months of which nothing is said are left out."""
    for month in sheet.months:
        counts: CountReading = row.number.reading if month == sheet.months[-1] else CountReading()
        figure = LoadFigure(
            measure,
            month,
            figure=row.figures[month].said.strip(),
            numerator=_plain(counts.numerator),
            denominator=_plain(counts.denominator),
        )
        if not figure.empty:
            yield figure


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def loaded_cells(sheet: ScorecardSheet, row: SheetRow, measure: Measure) -> Iterator[LoadedCell]:
    """Yield every cell of a row that is kept, not yet stored."""
    for heading, month, cell in cells_of(sheet, row):
        yield LoadedCell(
            measure=measure,
            heading=heading[:200],
            month=month,
            line=cell.line,
            column=cell.column,
            said=cell.said,
            read_as=read_as(cell.reading),
        )


def read_as(reading: object) -> str:
    """Return what a cell was read as, in words."""
    if isinstance(reading, Reading):
        return "empty" if reading.empty else reading.missing.value if reading.missing else _plain(reading.value)
    if isinstance(reading, TargetReading):
        return _plain(reading.figure) if reading.figure is not None else reading.kind.value
    if isinstance(reading, CountReading):
        counts = [_plain(count) for count in (reading.numerator, reading.denominator) if count is not None]
        return " out of ".join(counts) or "no count"
    return str(reading) if reading is not None else "empty"
