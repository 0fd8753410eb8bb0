"""A scorecard as small charts, section by section: one a measure, all with the months of the table."""

from __future__ import annotations

from dataclasses import dataclass

from measures.calculation.targets import target_used
from measures.charts import ChartPoint, small_chart
from measures.models import Section
from measures.queries.scorecard import Row, Table


@dataclass(frozen=True)
class Small:
    """One measure with its drawing (SVG, escaped where it was drawn)."""

    row: Row
    svg: str


def small_charts(table: Table) -> list[tuple[Section, list[Small]]]:
    """Return the drawings by section."""
    return [(section, [Small(row, _drawn(row, table)) for row in rows]) for section, rows in table.sections]


def _drawn(row: Row, table: Table) -> str:
    points = []
    for month in table.months:
        figure = row.line.figure(month)
        points.append(ChartPoint(month, figure.value if figure.reported else None, row.line.shown(month)))
    used = target_used(row.line.facts, row.line.target(table.month), table.month)
    target = used.centre if used is not None else None
    return small_chart(points, uid=f"small-{row.line.measure.pk}", title=f"{row.ref} {row.title}", target=target)
