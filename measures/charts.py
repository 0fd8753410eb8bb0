"""Figures -> SVG, made by the server: the control chart of a measure. `sparkline` draws the small line of a table.

The same drawing serves the page and the PDF. Called by views and reports; calls the vocabulary and nothing of the
database. Every mark is told by its shape as well as its colour, so that a chart reads in black and white; every
attribute is a presentation attribute, because the pages allow no style of their own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.html import escape

from measures import chart_notes
from measures.choices import Variation

WIDTH: Final = 720
HEIGHT: Final = 240
LEFT: Final = 46
RIGHT: Final = 580
TOP: Final = 16
BOTTOM: Final = 202
LABEL_STEP: Final = 16
"""The least distance between two labels beside the plot, in the drawing's units."""
MOST_MONTH_LABELS: Final = 13

INK: Final = "#0b0c0c"
GREY: Final = "#505a5f"
PALE: Final = "#d3d9dc"
TARGET_INK: Final = "#0b5394"
MARKS: Final = {
    Variation.COMMON_CAUSE: GREY,
    Variation.IMPROVEMENT: "#1d70b8",
    Variation.CONCERN: "#b7410e",
    Variation.HIGH: "#54319f",
    Variation.LOW: "#54319f",
}
FONT: Final = 'font-family="Source Sans 3, Arial, sans-serif"'


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One month of a chart. `value` and the lines are in the measure's unit; `shown` is the figure as printed."""

    month: dt.date
    value: Decimal | None
    shown: str = ""
    mean: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    variation: Variation = Variation.COMMON_CAUSE
    signal: str = ""
    """Why the point is special cause, in the rules' words; empty where it is not."""
    notes: tuple[str, ...] = ()
    """What was noted of the month; each has a letter on the chart."""
    new_base: bool = False
    """Whether the mean and the limits start anew, because what is measured changed."""


@dataclass(frozen=True, slots=True)
class Level:
    """A figure that the chart compares with: the target or a comparator. A range has two ends."""

    label: str
    low: Decimal
    high: Decimal | None = None

    @property
    def middle(self) -> Decimal:
        """Return where its label stands."""
        return self.low if self.high is None else (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class ChartData:
    """All that one control chart shows. `unit` is "%" or empty, and follows the numbers of the axis."""

    title: str
    points: tuple[ChartPoint, ...]
    target: Level | None = None
    comparators: tuple[Level, ...] = ()
    trial_limits: bool = False
    unit: str = ""


def month_label(month: dt.date) -> str:
    """Return a month as the scorecard's columns say it: 'Nov-23'."""
    return f"{month:%b-%y}"


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
        mean = f"Mean {_number(last.mean, data.unit)}"
        if last.lower is not None and last.upper is not None:
            kind = "trial limits" if data.trial_limits else "limits"
            mean += f", {kind} {_number(last.lower, data.unit)} to {_number(last.upper, data.unit)}"
        parts.append(f"{mean}.")
    parts.extend(f"{level.label}." for level in (data.target, *data.comparators) if level is not None)
    special = [point for point in known if point.signal]
    if special:
        said = ", ".join(f"{month_label(p.month)} ({p.shown}, {p.variation.value}, {p.signal})" for p in special)
        parts.append(f"Special cause: {said}.")
    parts.append(chart_notes.told(data.points))
    return " ".join(filter(None, parts))


def control_chart(data: ChartData, *, uid: str, interactive: bool = False) -> str:
    """Return a control chart as SVG: mean, limits, target, comparators and one mark a month.

    `uid` makes the ids of its title and description the only ones on a page. `interactive` lets the keyboard reach
    each month, which then says its figure.
    """
    scale = _Scale.of(data)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="app-chart" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="{"group" if interactive else "img"}" aria-labelledby="{escape(uid)}-title {escape(uid)}-desc">',
        f'<title id="{escape(uid)}-title">{escape(data.title)}</title>',
        f'<desc id="{escape(uid)}-desc">{escape(describe(data))}</desc>',
    ]
    if scale is None:
        parts.append(_text(WIDTH / 2, HEIGHT / 2, "There is no figure to draw yet", 16, "middle"))
    else:
        parts.append(_axes(data, scale))
        parts.append(_limits(data, scale))
        if data.target is not None:
            parts.append(_target(data.target, scale))
        parts.append(chart_notes.drawn(data.points, [scale.x(i) for i in range(scale.count)], TOP, BOTTOM, FONT))
        parts.append(_line(data, scale))
        parts.extend(_mark(data, scale, i, interactive=interactive) for i in range(len(data.points)))
        parts.append(_labels(data, scale))
    return "".join([*parts, "</svg>"])


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where months and figures stand in the drawing."""

    low: float
    high: float
    step: float
    count: int

    @classmethod
    def of(cls, data: ChartData) -> _Scale | None:
        """Return the scale that shows every figure and line, with ticks at round numbers; None without a figure."""
        if all(point.value is None for point in data.points):
            return None
        shown: list[Decimal | None] = []
        for point in data.points:
            shown += [point.value, point.lower, point.upper, point.mean]
        for level in (data.target, *data.comparators):
            if level is not None:
                shown += [level.low, level.high]
        known = [float(value) for value in shown if value is not None]
        least, most = min(known), max(known)
        room = (most - least) * 0.06 or max(abs(most) * 0.1, 1.0)
        step = _round_step((most - least + 2 * room) / 4)
        floor = least - room if least < 0 else max(least - room, 0.0)
        return cls(math.floor(floor / step) * step, math.ceil((most + room) / step) * step, step, len(data.points))

    def x(self, position: int) -> float:
        """Return where a month stands from the left."""
        inset = 14.0
        if self.count == 1:
            return (LEFT + RIGHT) / 2
        return LEFT + inset + (RIGHT - LEFT - 2 * inset) * position / (self.count - 1)

    def y(self, value: Decimal | float) -> float:
        """Return where a figure stands from the top."""
        return BOTTOM - (BOTTOM - TOP) * (float(value) - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """Return the figures that the axis names."""
        return [self.low + self.step * i for i in range(round((self.high - self.low) / self.step) + 1)]


def _round_step(rough: float) -> float:
    """Return 1, 2, 2.5 or 5 times a power of ten, at least `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)


def _number(value: Decimal | float, unit: str = "") -> str:
    """Return a number of the axis or of a line with at most one decimal that says something."""
    places = 1 if abs(float(value)) < 100 and round(float(value) * 10) % 10 else 0
    text = f"{float(value):.{places}f}"
    return f"{'0' if text == '-0' else text}{unit}"


def _text(x: float, y: float, text: str, size: int = 13, anchor: str = "start", fill: str = GREY) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" {FONT} text-anchor="{anchor}" fill="{fill}">'
        f"{escape(text)}</text>"
    )


def _axes(data: ChartData, scale: _Scale) -> str:
    """Draw the grid with its numbers, and the months; the year stands under its first month that is named."""
    parts = []
    for tick in scale.ticks:
        y = scale.y(tick)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{PALE}" stroke-width="1" fill="none"/>')
        parts.append(_text(LEFT - 6, y + 4, _number(tick, data.unit), 13, "end"))
    every = max(1, math.ceil(len(data.points) / MOST_MONTH_LABELS))
    year = None
    for i, point in enumerate(data.points):
        if (len(data.points) - 1 - i) % every:
            continue
        parts.append(_text(scale.x(i), BOTTOM + 18, f"{point.month:%b}", 13, "middle"))
        if point.month.year != year:
            parts.append(_text(scale.x(i), BOTTOM + 33, f"{point.month:%Y}", 13, "middle"))
            year = point.month.year
    return "".join(parts)


def _steps(data: ChartData, scale: _Scale, name: str) -> str:
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


def _limits(data: ChartData, scale: _Scale) -> str:
    parts = []
    for name, dashes in (("mean", ""), ("lower", "5 4"), ("upper", "5 4")):
        path = _steps(data, scale, name)
        if path:
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            parts.append(f'<path d="{path}" stroke="{GREY}" stroke-width="1.3"{dashed} fill="none"/>')
    return "".join(parts)


def _target(level: Level, scale: _Scale) -> str:
    """Draw the target: one heavy line, or the two ends of a range with a tint between them."""
    lines = f'<path d="M{LEFT} {scale.y(level.low):.1f}H{RIGHT}" stroke="{TARGET_INK}" stroke-width="2.4" fill="none"/>'
    if level.high is None:
        return lines
    top, bottom = scale.y(level.high), scale.y(level.low)
    return (
        f'<rect x="{LEFT}" y="{top:.1f}" width="{RIGHT - LEFT}" height="{max(bottom - top, 0.1):.1f}" '
        f'fill="{TARGET_INK}" fill-opacity="0.1"/>'
        f'{lines}<path d="M{LEFT} {top:.1f}H{RIGHT}" stroke="{TARGET_INK}" stroke-width="2.4" fill="none"/>'
    )


def _line(data: ChartData, scale: _Scale) -> str:
    path = broken_line(
        (scale.x(i), scale.y(p.value)) if p.value is not None else None for i, p in enumerate(data.points)
    )
    return f'<path d="{path}" stroke="{INK}" stroke-width="1.8" fill="none" stroke-linejoin="round"/>'


def broken_line(places: Iterable[tuple[float, float] | None]) -> str:
    """Return the path through the places, broken where there is none."""
    path, pen = [], "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        path.append(f"{pen}{place[0]:.1f} {place[1]:.1f}")
        pen = "L"
    return "".join(path)


def _mark(data: ChartData, scale: _Scale, position: int, *, interactive: bool) -> str:
    """Draw a month's mark: its shape says what the chart says of it."""
    point = data.points[position]
    if point.value is None:
        return ""
    shape = _shape(point.variation, scale.x(position), scale.y(point.value))
    said = f"{month_label(point.month)}: {point.shown or _number(point.value, data.unit)}"
    if point.signal:
        said += f", {point.variation.value}, {point.signal}"
    said += "".join(f". Note: {note}" for note in point.notes)
    if not interactive:
        return shape
    return f'<g class="app-chart__point" tabindex="0" role="img"><title>{escape(said)}</title>{shape}</g>'


def _shape(variation: Variation, x: float, y: float) -> str:
    fill = MARKS[variation]
    edge = f'fill="{fill}" stroke="#ffffff" stroke-width="1"'
    if variation is Variation.COMMON_CAUSE:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {edge}/>'
    if variation is Variation.IMPROVEMENT:
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" {edge}/>'
    if variation is Variation.CONCERN:
        return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z" {edge}/>'
    way = -1 if variation is Variation.HIGH else 1
    return f'<path d="M{x:.1f} {y + 7 * way:.1f}l6.5 {-12 * way}h-13z" {edge}/>'


def _labels(data: ChartData, scale: _Scale) -> str:
    """Name the lines beside the plot, moved apart where they would overlap, each tied to its line."""
    named: list[tuple[float, str, str, bool]] = []
    last = next((point for point in reversed(data.points) if point.mean is not None), None)
    if data.target is not None:
        named.append((scale.y(data.target.middle), data.target.label, TARGET_INK, False))
    named += [(scale.y(level.low), level.label, GREY, True) for level in data.comparators]
    if last is not None and last.mean is not None:
        named.append((scale.y(last.mean), f"Mean {_number(last.mean, data.unit)}", GREY, False))
        kind = "Trial limit" if data.trial_limits else "Limit"
        named += [
            (scale.y(limit), f"{kind} {_number(limit, data.unit)}", GREY, False)
            for limit in (last.lower, last.upper)
            if limit is not None
        ]
    named.sort()
    parts = []
    for (y, label, ink, ticked), at in zip(named, spread([n[0] for n in named]), strict=True):
        if ticked:
            parts.append(f'<path d="M{RIGHT - 5} {y:.1f}l5 -4v8z" fill="{ink}"/>')
        parts.append(f'<path d="M{RIGHT} {y:.1f}L{RIGHT + 10} {at:.1f}" stroke="{PALE}" stroke-width="1" fill="none"/>')
        parts.append(_text(RIGHT + 13, at + 4, label, 13, fill=ink))
    return "".join(parts)


def spread(wanted: Sequence[float]) -> list[float]:
    """Return heights near the wanted ones (ascending), at least a label apart, inside the drawing where they fit."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + LABEL_STEP) if placed else max(y, TOP))
    bottom = float(HEIGHT - 8)
    for i in range(len(placed) - 1, -1, -1):
        if placed[i] <= bottom:
            break
        placed[i] = bottom
        bottom -= LABEL_STEP
    return placed
