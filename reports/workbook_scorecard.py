"""The workbook's first sheet: the scorecard in the council's own layout, which reads back without a difference.

Called by `workbook`. Figures are real numbers with the decimals and the sign that they were given with.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from measures.calculation.due import months_later
from measures.calculation.values import display, round_half_up
from measures.choices import Comparator, Unit
from measures.sheets.headings import OURS
from measures.sheets.months import month_label
from measures.sheets.write import Figure, Table, Value
from reports.content.measure_model import (
    BenchmarkContent,
    MeasureContent,
    MonthFigure,
    PrintedFigure,
)
from reports.content.model import ComparatorColumn, EditionContent
from reports.content.signs import CONTRADICTED, PROVISIONAL, REVISED

TINTS: Final = {"green": "D5EBDF", "amber": "FDEBC8", "red": "FADFDA"}


HEADING_ROWS: Final = 2


FIXED_COLUMNS: Final = 2
"""Reference and title stay in sight."""


RECORDED: Final = "DoT (to target), as it was recorded"
"""The heading of the arrows that came with an import, which follow no rule."""


_AS_TYPED: Final = re.compile(r"[0-9][0-9,]*(?:\.(?P<rest>[0-9]+))?\s*(?P<percent>%?)|\.(?P<bare>[0-9]+)\s*%?")


def scorecard_sheet(content: EditionContent) -> Table:
    """Return the scorecard in the council's layout. The status of the latest figure is its background, too."""
    months = _months(content)
    first_month = FIXED_COLUMNS + 2 + len(content.comparators) + 1
    rows = [*_headings(content, months), *(_row(content, measure, months) for measure in content.measures)]
    tints = {
        (HEADING_ROWS + i, first_month + months.index(measure.shown_month)): TINTS[measure.rag.tone]
        for i, measure in enumerate(content.measures, start=1)
        if measure.shown_month in months and measure.rag.tone in TINTS
    }
    return Table("Scorecard", [*rows, *_below(content)], HEADING_ROWS, FIXED_COLUMNS, tints)


def _months(content: EditionContent) -> list[dt.date]:
    """Return the months of the year so far without a gap, as the layout has them."""
    if not content.months:
        return [content.month]
    months = [content.months[0]]
    while months[-1] < content.months[-1]:
        months.append(months_later(months[-1], 1))
    return months


def _headings(content: EditionContent, months: Sequence[dt.date]) -> Iterator[Sequence[Value]]:
    compared = [comparator_heading(content, column) for column in content.comparators]
    empty = [""] * (1 + len(compared))
    over = [month_label(month) for month in months]
    yield ["Reference", "Measure", month_label(content.baseline_month), *empty, *over, "", *[""] * len(OURS), ""]
    yield ["", "", "Baseline", "Target", *compared, *["Actual"] * len(months), "Number", *OURS, RECORDED]


def comparator_heading(content: EditionContent, column: ComparatorColumn) -> str:
    """Return a comparator's heading as the scorecard writes it: "South West Benchmark 2022/23"."""
    notes = (measure.benchmark(column.comparator) for measure in content.measures)
    note = next((mark.note for mark in notes if mark and mark.note), "")
    period = column.period if re.fullmatch(r"\d{4}/\d{2}", column.period) else note
    name = f"{column.area} Benchmark" if column.comparator is Comparator.REGION else column.area
    return f"{name} {period}".strip()


def _row(content: EditionContent, measure: MeasureContent, months: Sequence[dt.date]) -> list[Value]:
    unit = measure.unit
    return [
        measure.ref,
        measure.title,
        _printed(measure.baseline, unit),
        _printed(measure.target, unit),
        *(_compared(measure.benchmark(column.comparator), unit) for column in content.comparators),
        *(month_value(measure, measure.figure(month)) for month in months),
        _number(measure),
        measure.rag.short,
        f"{measure.direction.arrow} {measure.direction.label}".strip(),
        measure.recorded_direction,
    ]


def _printed(printed: PrintedFigure, unit: Unit) -> Value:
    """Return a baseline or a target as a number, and in words where it is not one figure alone."""
    if printed.value is None or printed.shown != display(printed.value, unit, printed.places):
        return printed.shown
    return Figure(printed.value, printed.places, percent=unit is Unit.PERCENT)


def _compared(mark: BenchmarkContent | None, unit: Unit) -> Value:
    if mark is None:
        return ""
    return mark.shown if mark.value is None else Figure(mark.value, mark.places, percent=unit is Unit.PERCENT)


def month_value(measure: MeasureContent, figure: MonthFigure) -> Value:
    """Return a month's figure as a real number with the decimals and the sign it was given with; else its sign.

    A figure that nobody typed has the measure's decimals.
    """
    if figure.missing is not None or figure.value is None:
        return figure.printed
    typed = _AS_TYPED.fullmatch(figure.said)
    if typed is None:
        value = round_half_up(figure.value, measure.decimals)
        return Figure(value, measure.decimals, percent=measure.unit is Unit.PERCENT)
    bare = figure.said.replace(",", "").removesuffix("%").strip()
    rest = typed["rest"] or typed["bare"] or ""
    return Figure(Decimal(bare), len(rest), percent=figure.said.endswith("%"))


def _number(measure: MeasureContent) -> Value:
    """Return the counts behind the figure: a number where there is one alone, else "486 / 523" as text."""
    said = measure.number
    return said if "/" in said or not said else Decimal(said)


def _marked(content: EditionContent) -> Iterator[str]:
    """Yield which figures bear a mark in the edition: a cell that is a real number has no room for it."""
    for mark in (PROVISIONAL, REVISED):
        cells = [
            f"{measure.ref} {month_label(figure.month)}"
            for measure in content.measures
            for figure in map(measure.figure, content.months)
            if mark in figure.marks
        ]
        if cells:
            yield f"Marked {mark} (see the sheet Key): {', '.join(cells)}"
    against = [measure.ref for measure in content.measures if measure.contradicted and measure.number]
    if against:
        yield f"Marked {CONTRADICTED} (see the sheet Key): the number behind {', '.join(against)}"
    if plain := _without_sign(content):
        yield f"Entered without a percentage sign, and kept here as the number that was entered: {', '.join(plain)}"


def _without_sign(content: EditionContent) -> list[str]:
    """Return which percentages stand as plain numbers, as they were entered, beside cells a hundredth of it."""
    return [
        f"{measure.ref} {month_label(figure.month)} ({figure.printed})"
        for measure in content.measures
        for figure in map(measure.figure, content.months)
        if measure.unit is Unit.PERCENT
        and isinstance(value := month_value(measure, figure), Figure)
        and not value.percent
    ]


def _below(content: EditionContent) -> Iterator[Sequence[Value]]:
    """Yield what stands below the table: where the comparators come from, the key's beginning, the neighbours."""
    sources = dict.fromkeys(mark.source for measure in content.measures for mark in measure.benchmarks if mark.source)
    yield []
    yield from ([source] for source in sources)
    yield []
    yield ["Key to the direction of travel and the status: see the sheets Status and Key"]
    yield from ([line] for line in _marked(content))
    yield []
    if content.neighbours:
        yield ["Statistical neighbours"]
        yield from ([name] for name in content.neighbours)
