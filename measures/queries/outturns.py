"""The outturn of a financial year: March's figure, and beside it the validated return's, where there is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from measures.calculation.values import display
from measures.choices import Unit
from measures.models import Measure, MeasureDefinition, Outturn, Scorecard, financial_year
from measures.series import Line, read_lines, submitted

MARCH = 3


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class OutturnRow:
    """A measure with its outturn of one year."""

    measure: Measure
    definition: MeasureDefinition
    march: str
    """March's figure as it is printed; empty where there is none."""
    held: Outturn | None
    older: tuple[Outturn, ...] = ()
    """What was entered before, newest first."""

    @property
    def unit(self) -> Unit:
        """Return the unit of the measure."""
        return Unit(self.definition.unit)

    @property
    def validated(self) -> str:
        """Return the validated figure as it is printed; empty where there is none."""
        return display(self.held.figure, self.unit, self.held.places) if self.held else ""

    @property
    def differs(self) -> bool:
        """Return whether the validated return has another figure than March."""
        return bool(self.validated and self.march and self.validated != self.march)


def outturn_rows(scorecard: Scorecard, year: int) -> list[OutturnRow]:
    """Return every measure with its outturn of a financial year, as the performance team sees it."""
    march = dt.date(year + 1, MARCH, 1)
    lines = read_lines(scorecard, march, known=submitted, months=1)
    found = Outturn.objects.filter(measure__in=[line.measure.pk for line in lines], year=year)
    by_measure: dict[int, list[Outturn]] = {}
    for row in found.select_related("recorded_by").order_by("-recorded_at", "-pk"):
        by_measure.setdefault(row.measure_id, []).append(row)
    return [_row(line, march, by_measure.get(line.measure.pk, [])) for line in lines]


def outturns_of_measure(measure: Measure, line: Line) -> list[tuple[int, OutturnRow]]:
    """Return a measure's outturns as far as the line's reader sees them: year and row, newest first (one query).

    A year whose March has no figure and no validated outturn is not among them.
    """
    by_year: dict[int, list[Outturn]] = {}
    found = Outturn.objects.filter(measure=measure).select_related("recorded_by")
    for row in found.order_by("-recorded_at", "-pk"):
        by_year.setdefault(row.year, []).append(row)
    years = {*by_year, *(financial_year(month) for month in line.slots if month.month == MARCH)}
    rows = [(year, _row(line, dt.date(year + 1, MARCH, 1), by_year.get(year, []))) for year in years]
    return sorted(((y, row) for y, row in rows if row.march or row.held), key=lambda pair: -pair[0])


def current_outturns(measures: Iterable[int]) -> Mapping[int, Mapping[int, Outturn]]:
    """Return the validated outturns that hold, by measure and year (one query)."""
    found: dict[int, dict[int, Outturn]] = {}
    for row in Outturn.objects.current().filter(measure__in=list(measures)):
        found.setdefault(row.measure_id, {})[row.year] = row
    return found


def _row(line: Line, march: dt.date, rows: list[Outturn]) -> OutturnRow:
    held = next((row for row in rows if row.superseded_at is None), None)
    older = tuple(row for row in rows if row.superseded_at is not None)
    return OutturnRow(line.measure, line.definition, line.shown(march), held, older)
