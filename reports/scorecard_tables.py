"""The printed scorecard: its columns, and its rows in tables of one page each. Called by `document`; calls charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from measures.charts import SPARKLINE_MONTHS, ChartPoint, month_label, sparkline
from measures.choices import Assurance, Comparator, Variation
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent, SectionContent
from reports.content.sources import year_of
from reports.fitting import chunks, cut
from reports.paper import LONGEST_TITLE, image

SCORECARD_ROWS: Final = 15
"""Measures of one scorecard table: titles may take three lines each and it still fits a page."""


ASSURED: Final = {Assurance.MEETS: "consistently meets", Assurance.MISSES: "consistently misses"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of comparators: its short heading and its year."""

    comparator: Comparator
    name: str
    year: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the scorecard: its text, and a class for its look."""

    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure's row."""

    measure: MeasureContent
    title: str
    comparators: tuple[Cell, ...]
    months: tuple[Cell, ...]
    spark: str
    spark_alt: str
    status: str
    assured: str
    """What the control chart says of the target, where it says that it is always met or always missed."""
    signal: str
    """What it says of the latest figure, where that is not ordinary variation."""


@dataclass(frozen=True, slots=True)
class ScorecardTable:
    """The measures of a section that one page holds."""

    section: SectionContent
    caption: str
    anchor: str
    """Where the list of contents and the bookmarks point to; empty for a section's later tables."""
    rows: tuple[Row, ...]
    begins_page: bool = False
    """Set where the table before it fills its page: laying it out there first to find that out costs time."""


def columns(content: EditionContent) -> list[Column]:
    """Return the comparators' columns."""
    names = {
        Comparator.STATISTICAL_NEIGHBOURS: "Neighbours",
        Comparator.NATIONAL: "National",
        Comparator.GOOD: "Good or better",
    }
    return [
        Column(
            column.comparator,
            names.get(column.comparator, column.area),
            year_of(column, content),
        )
        for column in content.comparators
    ]


def scorecard_tables(content: EditionContent, sections: Iterable[SectionContent]) -> list[ScorecardTable]:
    """Return the scorecard section by section, in tables of a page at most."""
    tables = []
    for section in sections:
        groups = chunks(section.measures, SCORECARD_ROWS)
        for i, group in enumerate(groups):
            part = f" ({i + 1} of {len(groups)})" if len(groups) > 1 else ""
            tables.append(
                ScorecardTable(
                    section,
                    f"{section.title}{part}",
                    f"section-{section.slug}" if i == 0 else "",
                    tuple(_row(content, measure) for measure in group),
                    begins_page=i > 0,
                )
            )
    return tables


def _row(content: EditionContent, measure: MeasureContent) -> Row:
    marks = [measure.benchmark(column.comparator) for column in content.comparators]
    tone = f"now tint-{measure.rag.tone}"
    return Row(
        measure=measure,
        title=cut(measure.title, LONGEST_TITLE)[0],
        comparators=tuple(Cell(mark.shown if mark else "") for mark in marks),
        months=tuple(
            Cell(measure.figure(month).printed, tone if month == measure.shown_month else "")
            for month in content.months
        ),
        **_spark(measure),
        status=measure.rag.short,
        assured=ASSURED.get(measure.assurance, "") if measure.assurance else "",
        signal="" if measure.variation in (None, Variation.COMMON_CAUSE) else f"signal: {measure.variation}",
    )


def _points(measure: MeasureContent) -> list[ChartPoint]:
    return [
        ChartPoint(figure.month, None if figure.missing else figure.value, figure.shown)
        for figure in measure.series[-SPARKLINE_MONTHS:]
    ]


def _targets(measure: MeasureContent, points: Sequence[ChartPoint]) -> list[Decimal | None]:
    """Return the targets of the months as the chart has them: that of the last month where it says no others."""
    if measure.chart is None or not measure.chart.points:
        return []
    last = measure.chart.target
    first = measure.chart.points[0].month
    drawn = {p.month: level for p, level in zip(measure.chart.points, measure.chart.targets, strict=False)}
    levels = [drawn.get(point.month, None if drawn and point.month < first else last) for point in points]
    return [level.middle if level is not None else None for level in levels]


def spark_svg(measure: MeasureContent) -> str:
    """Return the last 13 months of a measure as a small line; nothing where there are fewer than two figures."""
    points = _points(measure)
    if sum(point.value is not None for point in points) < 2:
        return ""
    return sparkline(
        points, uid=f"s-{measure.ref}", title=measure.ref, rag=measure.rag, targets=_targets(measure, points)
    )


def _spark(measure: MeasureContent) -> dict[str, str]:
    svg = spark_svg(measure)
    if not svg:
        return {"spark": "", "spark_alt": ""}
    known = [point for point in _points(measure) if point.value is not None]
    first, last = (f"{point.shown} in {month_label(point.month)}" for point in (known[0], known[-1]))
    return {"spark": image(svg), "spark_alt": f"{measure.ref}: {first} to {last}"}
