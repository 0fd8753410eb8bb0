"""Measures as small drawings: a scorecard's charts, section by section, and the line in a row of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from measures.calculation.due import months_later
from measures.charts import SPARKLINE_MONTHS, ChartPoint, small_chart, sparkline
from measures.choices import Rag
from measures.models import Section
from measures.queries.chart import targets_drawn
from measures.queries.scorecard import Row, Table
from measures.series import AnyLine


@dataclass(frozen=True)
class Small:
    """One measure with its drawing (SVG, escaped where it was drawn)."""

    row: Row
    svg: str


def small_charts(table: Table) -> list[tuple[Section | None, list[Small]]]:
    """Return the drawings by section, or all together where the table is in another order."""
    return [(section, [Small(row, chart_of(row.line, table.months)) for row in rows]) for section, rows in table.groups]


def chart_of(line: AnyLine, months: Sequence[dt.date]) -> str:
    """Return some months of a measure as a small chart, each beside the target that it is compared with."""
    title = f"{line.definition.ref} {line.definition.title}"
    return small_chart(_points(line, months), title=title, targets=_targets(line, months))


def line_of(row: Row, month: dt.date) -> str:
    """Return the small line of a measure's thirteen months up to one, its last mark in the shape of its status."""
    months = [months_later(month, back - SPARKLINE_MONTHS + 1) for back in range(SPARKLINE_MONTHS)]
    rag = row.result.rag if row.result else Rag.NOT_RATED
    title = f"{row.ref} {row.title}"
    uid = f"line-{row.line.measure.pk}"
    return sparkline(_points(row.line, months), uid=uid, title=title, rag=rag, targets=_targets(row.line, months))


def _points(line: AnyLine, months: Iterable[dt.date]) -> list[ChartPoint]:
    points = []
    for month in months:
        figure = line.figure(month)
        points.append(ChartPoint(month, figure.value if figure.reported else None, line.shown(month)))
    return points


def _targets(line: AnyLine, months: Sequence[dt.date]) -> list[Decimal | None]:
    return [used.centre if used is not None else None for used in targets_drawn(line, months)]
