"""The printed scorecard: its columns, and its rows in tables of one page each. Called by `document`; calls charts.

A section is kept in one piece, below the one before it or on a page of its own; where that would leave much of a page
empty it is divided. The heights are those of `assets/report.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from measures.charts import SPARKLINE_MONTHS, ChartPoint, month_label, sparkline
from measures.choices import Assurance, Comparator, Variation
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent, SectionContent
from reports.content.sources import year_of
from reports.fitting import PAGE, cut, divided
from reports.paper import LONGEST_TITLE, image
from reports.widths import lines, width

BELOW_THE_HEADING: Final = PAGE - 21.5
"""What the first page has for tables, below the part's heading and the legend, in millimetres."""
BELOW_A_SHORT_COVER: Final = PAGE - 53.5
"""The same in the report of one section, without the name of an organisation."""
PAGE_WIDTH: Final = 273.0
CELL_PADDING: Final = 1.6
ROW_PADDING: Final = 0.93
SPARK: Final = 5.0
POINT_HEIGHT: Final = 0.4234
"""Height of a line of the table for each point of its letters: 1.2 times their size."""
SIGNAL_LINE: Final = 2.53
SIGNAL_SIZE: Final = 6.5
CAPTION: Final = 4.9
"""Height of a line of a section's name."""
CAPTION_SIZE: Final = 11.5
HEADING_PADDING: Final = 0.8
HEADING_POINT: Final = 0.397
"""Height of a line of the columns' headings for each point of its letters."""
LEAST_HEADING: Final = 5.55
"""The months' own headings have two lines."""
MOST_MONTHS: Final = 8
"""Months that letters of the usual size leave room for."""
ENOUGH_FOR_TITLES: Final = 70.0
"""What the column of the titles keeps before the months have more than usual, in millimetres."""
SLACK: Final = 0.3

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
    """That it was left out; else what the control chart says of the target, where it is always met or always missed."""
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
    month: str
    """How wide a month's column is, in millimetres."""
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


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths of the columns, in millimetres, and the sizes of the letters, in points."""

    ref: float
    figure: float
    comparator: float
    month: float
    number: float
    spark: float
    state: float
    travel: float
    letters: float
    heading: float
    """Size of the letters of a comparator's heading."""

    def title(self, content: EditionContent) -> float:
        """Return what the other columns leave for the titles."""
        months = len(content.months) * self.month + len(content.comparators) * self.comparator
        return PAGE_WIDTH - months - self.ref - 2 * self.figure - self.number - self.spark - self.state - self.travel


FEW_MONTHS: Final = Widths(8.5, 11.0, 12.9, 9.8, 16.0, 17.0, 19.0, 19.5, 7.9, 6.6)
MANY_MONTHS: Final = Widths(8.0, 10.0, 11.6, 8.9, 14.0, 14.0, 16.5, 18.0, 7.2, 6.0)


def many_months(content: EditionContent) -> bool:
    """Return whether an edition has so many months that its letters are smaller."""
    return len(content.months) > MOST_MONTHS


def widths_of(content: EditionContent) -> Widths:
    """Return the widths of an edition's columns: where titles have room to spare, months have what their figures need.

    A percentage with two decimals is wider than a month's column where comparators stand beside it.
    """
    usual = MANY_MONTHS if many_months(content) else FEW_MONTHS
    printed = (measure.figure(month).printed for measure in content.measures for month in content.months)
    needed = max((width(text, usual.letters, 700) for text in printed), default=0.0) + CELL_PADDING + SLACK
    spare = max(0.0, usual.title(content) - ENOUGH_FOR_TITLES) / max(1, len(content.months))
    return replace(usual, month=max(usual.month, min(needed, usual.month + spare)))


def scorecard_tables(
    content: EditionContent, sections: Iterable[SectionContent], *, room: float = BELOW_THE_HEADING
) -> list[ScorecardTable]:
    """Return the scorecard section by section, in tables of a page at most; `room` is what the first page has."""
    return laid_out(content, sections, room=room)[0]


def laid_out(
    content: EditionContent, sections: Iterable[SectionContent], *, room: float
) -> tuple[list[ScorecardTable], float]:
    """Return the same with what the last page has left, in millimetres."""
    tables: list[ScorecardTable] = []
    widths, left = widths_of(content), room
    titles, heading = widths.title(content), _heading(content, widths)
    for section in sections:
        above = heading + CAPTION * lines(section.title, PAGE_WIDTH, CAPTION_SIZE, 700)
        rows = [_row(content, measure) for measure in section.measures]
        sizes, left = divided([_height(row, widths, titles) for row in rows], above, left, begun=bool(tables))
        taken = 0
        for i, (size, begins_page) in enumerate(sizes):
            part = f" ({i + 1} of {len(sizes)})" if len(sizes) > 1 else ""
            tables.append(
                ScorecardTable(
                    section,
                    f"{section.title}{part}",
                    f"section-{section.slug}" if i == 0 else "",
                    tuple(rows[taken : taken + size]),
                    f"{widths.month:.2f}",
                    begins_page,
                )
            )
            taken += size
    return tables, left


def _heading(content: EditionContent, widths: Widths) -> float:
    """Return the height of the row of the columns' headings."""
    room = widths.comparator - HEADING_PADDING
    most = max(
        (lines(c.name, room, widths.heading, 600) + lines(c.year, room, widths.heading) for c in columns(content)),
        default=0,
    )
    return max(most * widths.heading * HEADING_POINT, LEAST_HEADING) + ROW_PADDING


def _height(row: Row, widths: Widths, titles: float) -> float:
    """Return how high a row is: as high as its highest cell."""
    measure, size = row.measure, widths.letters
    provisional = " p" if measure.target.provisional else ""
    cells = [
        (row.title, titles),
        (measure.baseline.shown, widths.figure),
        (f"{measure.target.shown}{provisional}", widths.figure),
        *((cell.text, widths.comparator) for cell in row.comparators),
        *((cell.text, widths.month) for cell in row.months),
        (measure.number_printed, widths.number),
        (measure.direction.label, widths.travel),
    ]
    signals = ((row.assured, widths.state), (row.signal, widths.travel))
    line = size * POINT_HEIGHT
    return ROW_PADDING + max(
        SPARK if row.spark else 0.0,
        *(lines(text, wide - CELL_PADDING, size) * line for text, wide in cells),
        *(line + lines(said, wide - CELL_PADDING, SIGNAL_SIZE) * SIGNAL_LINE for said, wide in signals if said),
    )


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
        assured="left out" if measure.left_out else ASSURED.get(measure.assurance, "") if measure.assurance else "",
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
