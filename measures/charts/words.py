"""A control chart in words, for those who do not see it, and how its numbers are written."""

from __future__ import annotations

from decimal import Decimal

from measures.charts import notes
from measures.charts.data import ChartData, month_label


def describe(data: ChartData) -> str:
    """Return the chart in words, for those who do not see it: span, ends, limits, target and signals."""
    known = [point for point in data.points if point.value is not None]
    if not known:
        return f"{data.title}. There is no figure to draw."
    first, last = known[0], known[-1]
    parts = [
        f"{data.title}. {len(known)} figures from {month_label(first.month)} ({first.shown}) to "
        f"{month_label(last.month)} ({last.shown})."
    ]
    if last.mean is not None:
        mean = f"Mean {number(last.mean, data.unit)}"
        if last.lower is not None and last.upper is not None:
            kind = "trial limits" if data.trial_limits else "limits"
            mean += f", {kind} {number(last.lower, data.unit)} to {number(last.upper, data.unit)}"
        parts.append(f"{mean}.")
    parts.extend(f"{level.label}." for level in (data.target, *data.comparators) if level is not None)
    special = [point for point in known if point.signal]
    if special:
        said = ", ".join(f"{month_label(p.month)} ({p.shown}, {p.variation.value}, {p.signal})" for p in special)
        parts.append(f"Special cause: {said}.")
    parts.append(notes.told(data.points))
    return " ".join(filter(None, parts))


def number(value: Decimal | float, unit: str = "") -> str:
    """Return a number of the axis or of a line with at most one decimal that says something."""
    places = 1 if abs(float(value)) < 100 and round(float(value) * 10) % 10 else 0
    text = f"{float(value):.{places}f}"
    return f"{'0' if text == '-0' else text}{unit}"
