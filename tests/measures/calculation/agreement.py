"""What the readable rules say of whole series, laid out as the engine lays out its own answer."""

from __future__ import annotations

import math
from typing import TypeAlias

from measures.calculation.engine import SeriesFacts, assess, frames_of
from measures.calculation.engine.frames import month_number
from measures.calculation.engine.readable import assess_months, charted_months, control_chart, icons

Month: TypeAlias = tuple[str, str, int]
"""A status, a direction of travel, and the row that was compared with: -1 for none."""
ChartLine: TypeAlias = tuple[object, ...]
"""The month of the last position, both icons, trial limits, the signal, the mean and the limits of one series."""


def by_the_readable_rules(scorecard: list[SeriesFacts]) -> list[Month]:
    """Return the status, direction and compared row of every month of every series, in the frame's order."""
    said, start = [], 0
    for one in scorecard:
        places = {month.figure.period: start + place for place, month in enumerate(one.months)}
        for rating, movement in assess_months(one):
            previous = -1 if movement.previous is None else places[movement.previous.period]
            said.append((rating.rag.value, movement.direction.value, previous))
        start += len(one.months)
    return said


def by_the_engine(scorecard: list[SeriesFacts]) -> list[Month]:
    """Return what the engine says of every month, all series asked about at once."""
    return list(assess(frames_of(scorecard)).months.itertuples(index=False, name=None))


def charts_by_the_readable_rules(scorecard: list[SeriesFacts]) -> list[ChartLine]:
    """Return what the readable chart of each series says at its last position."""
    lines: list[ChartLine] = []
    for one in scorecard:
        chart = control_chart(one)
        if chart is None:
            lines.append((-1, None, None, True, None, None, None, None))
            continue
        found, last, period = icons(chart), chart.points[-1], charted_months(one)[-1].figure.period
        month = month_number(period.year, period.month)
        drawn = (last.rule, last.mean, last.lower, last.upper)
        lines.append((month, found.variation, found.assurance, found.trial_limits, *drawn))
    return lines


def charts_by_the_engine(scorecard: list[SeriesFacts]) -> list[ChartLine]:
    """Return what the engine says of each series' last position, lines to the last bit."""
    names = ["month", "variation", "assurance", "trial_limits", "rule", "mean", "lower", "upper"]
    charts = assess(frames_of(scorecard)).charts[names]
    return [tuple(_or_none(cell) for cell in row) for row in charts.itertuples(index=False, name=None)]


def _or_none(cell: object) -> object:
    """Return what a cell of the engine's charts holds, None where it holds nothing."""
    return None if isinstance(cell, float) and math.isnan(cell) else cell
