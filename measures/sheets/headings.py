"""The scorecard's two heading rows -> which column holds what.

The first row has the months, and the baseline's month over the baseline, the target and the comparators; the second
says what each column is. Called by `scorecard`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from measures.choices import Comparator
from measures.sheets.authorities import REGIONS
from measures.sheets.grid import Grid, GridRow
from measures.sheets.months import BadMonth, month_after, month_label, read_month
from measures.sheets.problems import Problems, refused

NOT_KNOWN: Final = "not known"
"""The period of a comparator whose heading names several years by the colour of the cell, which no file carries."""
OURS: Final = ("Status", "Direction")
"""The headings of what the rules say of the figures, in the workbook of an edition: it is not read back."""

_LOOKED_THROUGH: Final = 20
_YEAR = re.compile(r"\b\d{4}/\d{2}\b")


@dataclass(frozen=True, slots=True)
class ComparatorColumn:
    """One column of comparators' figures."""

    said: str
    column: int
    comparator: Comparator
    area: str
    """Whose figures they are, as the heading names them: 'South West'."""
    period: str
    """The year that they cover, or `NOT_KNOWN`."""
    note: str
    """What else the heading says of the years: 'Purple 2021/22 Orange 2022/23'."""


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """One month's column."""

    said: str
    column: int
    month: dt.date


@dataclass(frozen=True, slots=True)
class Headings:
    """Where everything stands."""

    line: int
    """The line of the first heading row."""
    rows_from: int
    """The position in the grid of the first row below the headings."""
    width: int
    baseline_label: str
    baseline_month: dt.date
    baseline: int
    target: int
    comparators: tuple[ComparatorColumn, ...]
    months: tuple[MonthColumn, ...]
    number: int
    direction: int


def read_headings(grid: Grid) -> Headings:
    """Return where everything stands in a scorecard. Raises `SheetRefused`."""
    position, top = _top_row(grid)
    below = grid.rows[position + 1 :]
    second = next((row for row in below if not row.is_blank), None)
    if second is None:
        raise refused("The file is cut short: the second row of headings is missing.", line=top.line)
    return _HeadingRows(top, second, Problems()).read(rows_from=grid.rows.index(second, position) + 1)


def _top_row(grid: Grid) -> tuple[int, GridRow]:
    """Return the row that begins with 'Reference' and 'Measure'."""
    looked = 0
    for position, row in enumerate(grid.rows):
        if _said(row, 1) == "reference" and _said(row, 2) == "measure":
            return position, row
        looked += not row.is_blank
        if looked == _LOOKED_THROUGH:
            break
    first = grid.filled_rows()[0]
    raise refused(
        "This is not a scorecard: no row begins with the headings “Reference” and “Measure”.", line=first.line, column=1
    )


def _said(row: GridRow, column: int) -> str:
    """Return a heading in small letters with single spaces."""
    return " ".join(row.said(column).split()).lower()


class _HeadingRows:
    """The two rows as they are read."""

    def __init__(self, top: GridRow, second: GridRow, problems: Problems) -> None:
        self.top = top
        self.second = second
        self.problems = problems
        self.width = max(top.width, second.width)

    def read(self, rows_from: int) -> Headings:
        baseline = self._column_named("Baseline", lambda said: said == "baseline")
        target = self._column_named("Target", lambda said: said == "target")
        number = self._column_named("Number", lambda said: said == "number")
        direction = self._column_named("DoT", lambda said: said.startswith(("dot", "direction of travel")))
        actual = [column for column in self._columns() if _said(self.second, column) == "actual"]
        if not actual:
            self.problems.add(self.second.line, None, "The file is cut short: no column is headed “Actual”.")
        self.problems.refuse_if_any()
        self._check_order(baseline, target, actual, number, direction)
        months = self._months(actual)
        baseline_month = self._baseline_month(baseline, months)
        comparators = self._comparators(range(target + 1, actual[0]))
        self.problems.refuse_if_any()
        return Headings(
            line=self.top.line,
            rows_from=rows_from,
            width=self.width,
            baseline=baseline,
            target=target,
            baseline_label=self.top.said(baseline).strip(),
            baseline_month=baseline_month,
            comparators=comparators,
            months=months,
            number=number,
            direction=direction,
        )

    def _columns(self) -> range:
        return range(1, self.width + 1)

    def _column_named(self, name: str, is_it: Callable[[str], bool]) -> int:
        found = [column for column in self._columns() if is_it(_said(self.second, column))]
        if not found:
            self.problems.add(self.second.line, None, f"The heading “{name}” is missing. The file may be cut short.")
            return 0
        for column in found[1:]:
            self.problems.add(self.second.line, column, f"The heading “{name}” is repeated.")
        return found[0]

    def _check_order(self, baseline: int, target: int, actual: Sequence[int], number: int, direction: int) -> None:
        expected = [baseline, target, *actual, number, direction]
        side_by_side = list(actual) == list(range(actual[0], actual[0] + len(actual)))
        if baseline != 3 or target != 4 or expected != sorted(expected) or not side_by_side:
            raise refused(
                "The columns are not in the order of a scorecard: Reference, Measure, Baseline, Target, the "
                "comparators, the months, Number, DoT.",
                line=self.second.line,
                column=baseline,
            )
        for column in self._columns():
            if (
                column > actual[-1]
                and column not in (number, direction)
                and self.second.said(column).strip() not in OURS
            ):
                self.problems.add(self.second.line, column, "There is a column here that no scorecard has.")

    def _months(self, actual: Sequence[int]) -> tuple[MonthColumn, ...]:
        """Return the months; they follow each other without a gap, each once."""
        months: list[MonthColumn] = []
        for column in actual:
            said = self.top.said(column).strip()
            month = self._month(column)
            if month is None:
                continue
            if months:
                self._check_follows(months[-1], month, column, {known.month for known in months})
            months.append(MonthColumn(said=said, column=column, month=month))
        return tuple(months)

    def _check_follows(self, last: MonthColumn, month: dt.date, column: int, known: set[dt.date]) -> None:
        if month in known:
            self.problems.add(self.top.line, column, f"The month {month_label(month)} is there twice.")
        elif month < last.month:
            self.problems.add(
                self.top.line,
                column,
                f"The months are out of order: {month_label(month)} comes after {month_label(last.month)}.",
            )
        elif month != month_after(last.month):
            missing = month_label(month_after(last.month))
            self.problems.add(
                self.top.line, column, f"A month is missing: {missing} is expected after {month_label(last.month)}."
            )

    def _month(self, column: int) -> dt.date | None:
        try:
            return read_month(self.top.said(column))
        except BadMonth as error:
            self.problems.add(self.top.line, column, str(error))
            return None

    def _baseline_month(self, baseline: int, months: Sequence[MonthColumn]) -> dt.date:
        """Return the month over the baseline; it spans the target and the comparators and comes before the months."""
        month = self._month(baseline)
        label = self.top.said(baseline).strip()
        first = months[0] if months else None
        if month is None or first is None:
            return dt.date.min
        if month >= first.month:
            self.problems.add(self.top.line, baseline, f"The baseline's month, {label}, is not before {first.said}.")
        for column in range(baseline + 1, first.column):
            if self.top.said(column).strip() not in ("", label):
                self.problems.add(
                    self.top.line, column, f"{label} spans the columns up to {first.said}; nothing else can stand here."
                )
        return month

    def _comparators(self, columns: range) -> tuple[ComparatorColumn, ...]:
        found: dict[Comparator, ComparatorColumn] = {}
        for column in columns:
            read = read_comparator(self.second.said(column), column)
            if read is None:
                self.problems.add(
                    self.second.line,
                    column,
                    f"“{self.second.said(column).strip()}” is not a known "
                    "comparator: statistical neighbours, a region's benchmark, national, or good.",
                )
            elif read.comparator in found:
                self.problems.add(self.second.line, column, f"The comparator “{read.comparator.value}” is repeated.")
            else:
                found[read.comparator] = read
        return tuple(found.values())


def read_comparator(said: str, column: int) -> ComparatorColumn | None:
    """Return what a comparator's heading says, or None where it names none that is known.

    'South West Benchmark 2022/23' is the region's, for 2022/23; 'Statistical Neighbours Purple 2021/22 Orange 2022/23'
    is the neighbours', for years that only the colour of each cell told: `NOT_KNOWN`.
    """
    text = " ".join(said.split())
    years = _YEAR.findall(text)
    name = re.split(r"\s*(?:\bPurple\b|\bOrange\b|\b\d{4}/\d{2}\b)", text)[0]
    area = name.removesuffix("Benchmark").strip()
    lowered = name.lower()
    if lowered.startswith("statistical neighbour"):
        comparator = Comparator.STATISTICAL_NEIGHBOURS
    elif lowered in ("national", "england"):
        comparator = Comparator.NATIONAL
    elif lowered.startswith("good"):
        comparator = Comparator.GOOD
    elif lowered.endswith("benchmark") or area in REGIONS:
        comparator = Comparator.REGION
    else:
        return None
    return ComparatorColumn(
        said=said.strip(),
        column=column,
        comparator=comparator,
        area=area,
        period=years[0] if len(years) == 1 else NOT_KNOWN,
        note=text[len(name) :].strip() if len(years) > 1 else "",
    )
