"""What a measure's chart shows: its months with the control chart's lines, the target and the comparators.

Called by the views that draw one; the drawing is `measures.charts`. Calls the assessment, which has done the rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from measures.assessment import Assessment
from measures.calculation.due import is_due, months_later
from measures.calculation.facts import TargetUsed
from measures.calculation.sentences import bound_words
from measures.calculation.spc import Point
from measures.calculation.targets import target_used
from measures.calculation.values import display
from measures.charts import ChartData, ChartPoint, Level
from measures.choices import Comparator, Unit
from measures.queries.cells import latest_benchmark
from measures.queries.scorecard import COMPARATORS
from measures.series import AnyLine, measure_facts

MONTHS_DRAWN: Final = 36
"""The latest months that a chart shows."""
FEWEST_FOR_A_MEAN: Final = 2
"""Figures below which a mean would only say again what the figure says."""

SHORT: Final = {
    Comparator.STATISTICAL_NEIGHBOURS: "Neighbours",
    Comparator.REGION: "Region",
    Comparator.NATIONAL: "National",
    Comparator.GOOD: "Good or better",
}
"""The comparators in the few letters that stand beside a chart."""
LONGEST_AREA: Final = 14
"""Letters of a region's own name that stand beside a chart: "South West"."""


def chart_data(assessment: Assessment, notes: Mapping[dt.date, tuple[str, ...]] | None = None) -> ChartData:
    """Return the chart of a measure up to the assessment's month, with the notes on its months."""
    line = assessment.line
    through = assessment.shown_month
    spc = dict(zip(assessment.chart_months, assessment.chart.points, strict=True)) if assessment.chart else {}
    if sum(point.value is not None for point in spc.values()) < FEWEST_FOR_A_MEAN:
        spc = {}
    first = min(spc, default=None) or min((f.period for f in line.figures(through) if f.reported), default=through)
    month = max(first, months_later(through, 1 - MONTHS_DRAWN))
    bases = {b for b in line.rebases if first < b <= through and spc}
    points = []
    while month <= through:
        figure, is_drawn = line.figure(month), assessment.drawn or month != through
        value = figure.value if figure.reported and is_drawn else None
        plain = replace(
            ChartPoint(month, value, line.shown(month) if is_drawn else ""),
            notes=(notes or {}).get(month, ()),
            new_base=month in bases,
        )
        points.append(_point(plain, spc.get(month), marked=not assessment.trial_limits))
        month = months_later(month, 1)
    target, targets = _targets(line, [point.month for point in points])
    return ChartData(
        title=f"{line.definition.ref} {line.definition.title}",
        points=tuple(points),
        target=target,
        targets=targets,
        comparators=_comparators(assessment),
        trial_limits=assessment.trial_limits,
        unit="%" if line.facts.unit is Unit.PERCENT else "",
    )


def _point(plain: ChartPoint, point: Point | None, *, marked: bool) -> ChartPoint:
    """Add the lines to a point; special causes are marked only where the limits rest on enough points."""
    if point is None:
        return plain
    return replace(
        plain,
        mean=_decimal(point.mean),
        lower=_decimal(point.lower),
        upper=_decimal(point.upper),
        variation=point.variation if marked else plain.variation,
        signal=point.rule.value if point.rule and marked else "",
    )


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def _targets(line: AnyLine, months: Sequence[dt.date]) -> tuple[Level | None, tuple[Level | None, ...]]:
    """Return the target of the last month, and those of all the months where it is not the same in each."""
    levels = [_level(used, line.facts.unit) for used in targets_drawn(line, months)]
    heights = {(level.low, level.high) if level else None for level in levels}
    return levels[-1], tuple(levels) if len(heights) > 1 else ()


def targets_drawn(line: AnyLine, months: Sequence[dt.date]) -> list[TargetUsed | None]:
    """Return what each of the months was compared with, None where there was nothing to compare with.

    A month for which a quarterly or annual measure has no figure has the target of the latest one that has; before
    the first of them, of that one. The last of the months is the one that is shown, and has a target of its own.
    """
    frequency = line.facts.frequency
    due = [month for month in months if is_due(frequency, month)] or [months[-1]]
    held = {month: target_used(measure_facts(line.definition_in(month)), line.target(month), month) for month in due}
    return [held[max((each for each in due if each <= month), default=due[0])] for month in months]


def _level(used: TargetUsed | None, unit: Unit) -> Level | None:
    if used is None:
        return None
    if used.low is not None and used.high is not None:
        ends = (bound_words(unit, end) for end in (used.low, used.high))
        return Level(f"Target {' to '.join(ends)}", used.low, used.high)
    return Level(f"Target {display(used.centre, unit, used.precision)}", used.centre)


def _comparators(assessment: Assessment) -> tuple[Level, ...]:
    rows = [(comparator, latest_benchmark(assessment.line, comparator)) for comparator in COMPARATORS]
    unit = assessment.line.facts.unit
    return tuple(
        Level(f"{_short(comparator, row.area)} {display(row.figure, unit, row.places)}", row.figure)
        for comparator, row in rows
        if row and row.figure is not None
    )


def _short(comparator: Comparator, area: str) -> str:
    """Return what a comparator is called beside a chart: a region by its own name where that is short."""
    named = comparator is Comparator.REGION and 0 < len(area) <= LONGEST_AREA
    return area if named else SHORT[comparator]
