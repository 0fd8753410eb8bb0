"""Published statistics -> comparators' figures: the Local Authority Interactive Tool's long file, and the
Department for Education's open data files.

A symbol is kept with what it means and never becomes a number. Calls `grid` and the reader of published figures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context
from pathlib import Path
from typing import Final

from measures.calculation.rules import places_of
from measures.calculation.symbols import PublishedReading, read_published
from measures.calculation.values import BadFigure
from measures.sheets.cell import Cell
from measures.sheets.columns import named_columns
from measures.sheets.grid import GridRow, read_rows
from measures.sheets.limits import PUBLISHED, Limits
from measures.sheets.problems import Problems, refused

LAIT_HEADINGS: Final = ("short desc", "years", "la and regions", "values", "la number")
DFE_HEADINGS: Final = ("time_period", "time_identifier", "geographic_level", "country_name", "country_code")

DFE_AREAS: Final[Mapping[str, tuple[str, str]]] = {
    "national": ("country_name", "country_code"),
    "regional": ("region_name", "region_code"),
    "local authority": ("la_name", "new_la_code"),
}
"""Where each geographic level has its area's name and code."""

_SIGNIFICANT: Final = Context(prec=15)


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One published figure of one area, or why there is none."""

    code: str
    """The measure's name in its source: 'CPP_rate', 'rate_per_10000'."""
    area: str
    area_code: str
    period: str
    """As its source writes it; a financial or school year as '2022/23'."""
    cell: Cell[PublishedReading]
    filters: Mapping[str, str]
    """The breakdown that the figure belongs to, where the source has several: {'population_type': ...}."""


def read_interactive_tool(
    source: Path | bytes, name: str = "", *, areas: Collection[str] = (), limits: Limits = PUBLISHED
) -> list[BenchmarkRow]:
    """Return the figures of the Local Authority Interactive Tool's long file, of the named areas or of all.

    Raises `SheetRefused`; a figure given twice refuses the file.
    """
    rows = _filled_rows(source, name, limits)
    heading = next(rows, None)
    if heading is None:
        raise refused("The file has nothing in it.")
    columns = named_columns(heading, LAIT_HEADINGS, what="a file of the Interactive Tool", others=True)
    problems = Problems()
    read: dict[tuple[str, str, str], BenchmarkRow] = {}
    for row in rows:
        if _is_short(row, heading, problems):
            continue
        area = row.said(columns["la and regions"]).strip()
        if areas and area not in areas:
            continue
        line = _BenchmarkLine(row, columns, problems)
        figure = line.read(
            code=line.said("short desc"),
            area=area,
            area_code=line.said("la number").removesuffix(".0"),
            period=line.said("years"),
            heading="values",
            filters={},
        )
        identity = (figure.code, figure.area, figure.period)
        if identity in read:
            problems.add(
                row.line,
                figure.cell.column,
                f"The figure of {figure.code} for {area} in {figure.period} is "
                f"repeated: line {read[identity].cell.line} has it too.",
            )
        read.setdefault(identity, figure)
    problems.refuse_if_any()
    return list(read.values())


def read_open_data(
    source: Path | bytes,
    name: str = "",
    *,
    indicators: Sequence[str],
    filters: Sequence[str] = (),
    areas: Collection[str] = (),
    limits: Limits = PUBLISHED,
) -> list[BenchmarkRow]:
    """Return the named indicators of one of the Department for Education's open data files.

    `indicators` and `filters` are names of its columns; `areas` keeps only areas of these names. Raises
    `SheetRefused`.
    """
    rows = _filled_rows(source, name, limits)
    heading = next(rows, None)
    if heading is None:
        raise refused("The file has nothing in it.")
    required = [*DFE_HEADINGS, *(each.lower() for each in (*indicators, *filters))]
    columns = named_columns(heading, required, what="an open data file with these indicators", others=True)
    problems = Problems()
    read: list[BenchmarkRow] = []
    for row in rows:
        if _is_short(row, heading, problems):
            continue
        line = _BenchmarkLine(row, columns, problems)
        area, area_code = line.area()
        if not area or (areas and area not in areas):
            continue
        read += [
            line.read(
                code=indicator,
                area=area,
                area_code=area_code,
                period=_period(line.said("time_period")),
                heading=indicator.lower(),
                filters={name: line.said(name.lower()) for name in filters},
            )
            for indicator in indicators
        ]
    problems.refuse_if_any()
    return read


def _filled_rows(source: Path | bytes, name: str, limits: Limits) -> Iterator[GridRow]:
    name = name or (source.name if isinstance(source, Path) else "")
    return (row for row in read_rows(source, name, limits) if not row.is_blank)


def _is_short(row: GridRow, heading: GridRow, problems: Problems) -> bool:
    if len(row.cells) >= heading.width:
        return False
    problems.add(row.line, len(row.cells), "The row has fewer cells than the headings: the file is cut short.")
    return True


def _period(said: str) -> str:
    """Return '202223' as '2022/23' and every other period as it is."""
    return f"{said[:4]}/{said[4:]}" if re.fullmatch(r"[0-9]{6}", said) else said


class _BenchmarkLine:
    """One row as it is read."""

    def __init__(self, row: GridRow, columns: Mapping[str, int], problems: Problems) -> None:
        self.row = row
        self.columns = columns
        self.problems = problems

    def said(self, heading: str) -> str:
        """Return what the cell under a heading says."""
        return self.row.said(self.columns[heading]).strip() if heading in self.columns else ""

    def area(self) -> tuple[str, str]:
        """Return the area's name and code, or two empty texts where the level is none that the portal compares with."""
        level = self.said("geographic_level").lower()
        if level not in DFE_AREAS:
            return "", ""
        name, code = DFE_AREAS[level]
        return self.said(name), self.said(code)

    def read(
        self, *, code: str, area: str, area_code: str, period: str, heading: str, filters: Mapping[str, str]
    ) -> BenchmarkRow:
        """Return the row's figure under a heading."""
        column = self.columns[heading]
        said = self.row.said(column)
        if not period or not area:
            what = "period" if area else "area"
            self.problems.add(self.row.line, column, f"The row does not say which {what} its figure is of.")
        try:
            reading = _without_noise(read_published(said))
        except BadFigure as error:
            self.problems.add(self.row.line, column, str(error))
            reading = PublishedReading()
        return BenchmarkRow(
            code=code,
            area=area,
            area_code=area_code,
            period=period,
            filters=filters,
            cell=Cell(said, self.row.line, column, reading),
        )


def _without_noise(reading: PublishedReading) -> PublishedReading:
    """Return a figure at 15 significant digits: the tool's file has 18.899999999999999 where 18.9 was meant."""
    if reading.value is None or len(reading.value.as_tuple().digits) <= _SIGNIFICANT.prec:
        return reading
    value = _SIGNIFICANT.plus(reading.value).normalize()
    return replace(reading, value=value, places=places_of(value))
