"""The control chart of a measure: figures -> SVG."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final

from django.utils.html import escape

from measures.charts import notes
from measures.charts.data import ChartData, month_label
from measures.charts.goals import goal
from measures.charts.marks import FONT, GREY, INK, LEADER, PALE, TARGET_INK, broken_line, shape, text_at
from measures.charts.scale import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Scale, spread
from measures.charts.words import describe, number

MOST_MONTH_LABELS: Final = 13


def control_chart(data: ChartData, *, uid: str, interactive: bool = False) -> str:
    """Return a control chart as SVG: mean, limits, target, comparators and one mark a month.

    `uid` makes the ids of its title and description the only ones on a page. `interactive` lets the keyboard reach
    each month, which then says its figure.
    """
    scale = Scale.of(data)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="app-chart" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="{"group" if interactive else "img"}" aria-labelledby="{escape(uid)}-title {escape(uid)}-desc">',
        f'<title id="{escape(uid)}-title">{escape(data.title)}</title>',
        f'<desc id="{escape(uid)}-desc">{escape(describe(data))}</desc>',
    ]
    if scale is None:
        parts.append(text_at(WIDTH / 2, HEIGHT / 2, "There is no figure to draw yet", 16, "middle"))
    else:
        parts.append(_axes(data, scale))
        parts.append(_limits(data, scale))
        parts.append(goal(data, scale))
        parts.append(notes.drawn(data.points, [scale.x(i) for i in range(scale.count)], TOP, BOTTOM, FONT))
        parts.append(_line(data, scale))
        parts.extend(_mark(data, scale, i, interactive=interactive) for i in range(len(data.points)))
        parts.append(_labels(data, scale))
    return "".join([*parts, "</svg>"])


def _axes(data: ChartData, scale: Scale) -> str:
    """Draw the grid with its numbers, and the months; the year stands under its first month that is named."""
    parts = []
    for tick in scale.ticks:
        y = scale.y(tick)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{PALE}" stroke-width="1" fill="none"/>')
        parts.append(text_at(LEFT - 6, y + 4, number(tick, data.unit), 13, "end"))
    every = max(1, math.ceil(len(data.points) / MOST_MONTH_LABELS))
    year = None
    for i, point in enumerate(data.points):
        if (len(data.points) - 1 - i) % every:
            continue
        parts.append(text_at(scale.x(i), BOTTOM + 18, f"{point.month:%b}", 13, "middle"))
        if point.month.year != year:
            parts.append(text_at(scale.x(i), BOTTOM + 33, f"{point.month:%Y}", 13, "middle"))
            year = point.month.year
    return "".join(parts)


def _steps(data: ChartData, scale: Scale, name: str) -> str:
    """Return the path of a line that keeps its height within a group and moves between groups."""
    path, drawn = [], None
    half = (scale.x(1) - scale.x(0)) / 2 if scale.count > 1 else 40.0
    for i, point in enumerate(data.points):
        value: Decimal | None = getattr(point, name)
        if value is None:
            drawn = None
            continue
        y = f"{scale.y(value):.1f}"
        begins, ends = max(scale.x(i) - half, LEFT), min(scale.x(i) + half, RIGHT)
        path.append(f"H{ends:.1f}" if y == drawn else f"M{begins:.1f} {y}H{ends:.1f}")
        drawn = y
    return "".join(path)


def _limits(data: ChartData, scale: Scale) -> str:
    parts = []
    for name, dashes in (("mean", ""), ("lower", "5 4"), ("upper", "5 4")):
        path = _steps(data, scale, name)
        if path:
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            parts.append(f'<path d="{path}" stroke="{GREY}" stroke-width="1.3"{dashed} fill="none"/>')
    return "".join(parts)


def _line(data: ChartData, scale: Scale) -> str:
    path = broken_line(
        (scale.x(i), scale.y(p.value)) if p.value is not None else None for i, p in enumerate(data.points)
    )
    return f'<path d="{path}" stroke="{INK}" stroke-width="1.8" fill="none" stroke-linejoin="round"/>'


def _mark(data: ChartData, scale: Scale, position: int, *, interactive: bool) -> str:
    """Draw a month's mark: its shape says what the chart says of it."""
    point = data.points[position]
    if point.value is None:
        return ""
    mark = shape(point.variation, scale.x(position), scale.y(point.value))
    said = f"{month_label(point.month)}: {point.shown or number(point.value, data.unit)}"
    if point.signal:
        said += f", {point.variation.value}, {point.signal}"
    shown = _beside(scale.x(position), scale.y(point.value), said)
    said += "".join(f". Note: {note}" for note in point.notes)
    if not interactive:
        return mark
    return f'<g class="app-chart__point" tabindex="0" role="img"><title>{escape(said)}</title>{mark}{shown}</g>'


def _beside(x: float, y: float, said: str) -> str:
    """Return the words over a point that pages show while it has the focus: towards the middle of the plot."""
    middle = (LEFT + RIGHT) / 2
    anchor = "start" if x < middle - 100 else "end" if x > middle + 100 else "middle"
    above = y - 10 if y > TOP + 20 else y + 22
    return (
        f'<text class="app-chart__said" x="{x:.0f}" y="{above:.0f}" text-anchor="{anchor}" fill="{INK}">'
        f"{escape(said)}</text>"
    )


def _labels(data: ChartData, scale: Scale) -> str:
    """Name the lines beside the plot, moved apart where they would overlap, each tied to its line."""
    named: list[tuple[float, str, str, bool]] = []
    last = next((point for point in reversed(data.points) if point.mean is not None), None)
    if data.target is not None:
        named.append((scale.y(data.target.middle), data.target.label, TARGET_INK, False))
    named += [(scale.y(level.low), level.label, GREY, True) for level in data.comparators]
    if last is not None and last.mean is not None:
        named.append((scale.y(last.mean), f"Mean {number(last.mean, data.unit)}", GREY, False))
        kind = "Trial limit" if data.trial_limits else "Limit"
        named += [
            (scale.y(limit), f"{kind} {number(limit, data.unit)}", GREY, False)
            for limit in (last.lower, last.upper)
            if limit is not None
        ]
    named.sort()
    parts = []
    for (y, label, ink, ticked), at in zip(named, spread([n[0] for n in named]), strict=True):
        if ticked:
            parts.append(f'<path d="M{RIGHT - 5} {y:.1f}l5 -4v8z" fill="{ink}"/>')
        parts.append(
            f'<path d="M{RIGHT} {y:.1f}L{RIGHT + 10} {at:.1f}" stroke="{LEADER}" stroke-width="1" fill="none"/>'
        )
        parts.append(text_at(RIGHT + 13, at + 4, label, 13, fill=ink))
    return "".join(parts)
