"""A control chart in words, for those who do not see it, and how its numbers are written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import groupby
from typing import Final

from measures.charts import notes
from measures.charts.data import ChartData, month_label

MOST_TARGETS: Final = 4
"""Targets that the words tell one by one; of more they tell the ends, and how often it changes."""


def describe(data: ChartData) -> str:
    """Return the chart in words, for those who do not see it: span, ends, limits, target and signals."""
    known = [point for point in data.points if point.value is not None]
    if not known:
        return f"{data.title}. There is no figure to draw."
    first, last = known[0], known[-1]
    newest = f"{month_label(last.month)} ({last.shown})"
    several = f"{len(known)} figures from {month_label(first.month)} ({first.shown}) to {newest}"
    parts = [f"{data.title}. {several if len(known) > 1 else f'1 figure, of {newest}'}."]
    if last.mean is not None:
        mean = f"Mean {number(last.mean, data.unit)}"
        if last.lower is not None and last.upper is not None:
            kind = "trial limits" if data.trial_limits else "limits"
            mean += f", {kind} {number(last.lower, data.unit)} to {number(last.upper, data.unit)}"
        parts.append(f"{mean}.")
    parts.append(_targets(data))
    parts.extend(f"{level.label}." for level in data.comparators)
    special = [point for point in known if point.signal]
    if special:
        said = ", ".join(f"{month_label(p.month)} ({p.shown}, {p.variation.value}, {p.signal})" for p in special)
        parts.append(f"Special cause: {said}.")
    parts.append(notes.told(data.points))
    return " ".join(filter(None, parts))


def _targets(data: ChartData) -> str:
    """Return the target in words: each with its months where it changes; the first and the last of many."""
    if not data.targets:
        return f"{data.target.label}." if data.target is not None else ""
    months = [point.month for point in data.points]
    labels = [level.label if level is not None else "No target" for level in data.targets]
    runs = [list(run) for _, run in groupby(range(len(labels)), key=labels.__getitem__)]
    said = [f"{labels[run[0]]} {_span(months[run[0]], months[run[-1]])}." for run in runs]
    if len(runs) <= MOST_TARGETS:
        return " ".join(said)
    return f"{said[0]} {said[-1]} The target changes {len(runs) - 1} times."


def _span(first: dt.date, last: dt.date) -> str:
    if first == last:
        return f"in {month_label(first)}"
    return f"from {month_label(first)} to {month_label(last)}"


def number(value: Decimal | float, unit: str = "") -> str:
    """Return a number of the axis or of a line with at most one decimal that says something."""
    places = 1 if abs(float(value)) < 100 and round(float(value) * 10) % 10 else 0
    text = f"{float(value):.{places}f}"
    return f"{'0' if text == '-0' else text}{unit}"
