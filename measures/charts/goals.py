"""The target's line: flat where it is the same in all months, else a step at each month from which it is another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from measures.charts.data import ChartData, Level
from measures.charts.marks import TARGET_INK
from measures.charts.scale import LEFT, RIGHT, Scale


def goal(data: ChartData, scale: Scale) -> str:
    """Draw the target: one heavy line, or the two ends of a range with a tint between them."""
    if not data.targets:
        return "" if data.target is None else _flat(data.target, scale)
    ends = edges([scale.x(i) for i in range(scale.count)], LEFT, RIGHT)
    lows = [scale.y(level.low) if level else None for level in data.targets]
    highs = [scale.y(level.high) if level and level.high is not None else None for level in data.targets]
    tints = (
        f'<rect x="{ends[run[0]]:.1f}" y="{top:.1f}" width="{ends[run[-1] + 1] - ends[run[0]]:.1f}" '
        f'height="{max(bottom - top, 0.1):.1f}" fill="{TARGET_INK}" fill-opacity="0.1"/>'
        for (bottom, top), run in _runs(list(zip(lows, highs, strict=True)))
        if bottom is not None and top is not None
    )
    paths = (stepped(heights, ends) for heights in (lows, highs))
    lines = (f'<path d="{path}" stroke="{TARGET_INK}" stroke-width="2.4" fill="none"/>' for path in paths if path)
    return "".join([*tints, *lines])


def _flat(level: Level, scale: Scale) -> str:
    lines = f'<path d="M{LEFT} {scale.y(level.low):.1f}H{RIGHT}" stroke="{TARGET_INK}" stroke-width="2.4" fill="none"/>'
    if level.high is None:
        return lines
    top, bottom = scale.y(level.high), scale.y(level.low)
    return (
        f'<rect x="{LEFT}" y="{top:.1f}" width="{RIGHT - LEFT}" height="{max(bottom - top, 0.1):.1f}" '
        f'fill="{TARGET_INK}" fill-opacity="0.1"/>'
        f'{lines}<path d="M{LEFT} {top:.1f}H{RIGHT}" stroke="{TARGET_INK}" stroke-width="2.4" fill="none"/>'
    )


def _runs(
    heights: Sequence[tuple[float | None, float | None]],
) -> list[tuple[tuple[float | None, float | None], list[int]]]:
    """Return the places that follow each other at the same heights."""
    return [(key, list(run)) for key, run in groupby(range(len(heights)), key=heights.__getitem__)]


def edges(places: Sequence[float], left: float, right: float) -> list[float]:
    """Return where each month's part of a line begins, and where the last one's ends: half way to the next month."""
    return [left, *((a + b) / 2 for a, b in pairwise(places)), right]


def stepped(heights: Sequence[float | None], ends: Sequence[float]) -> str:
    """Return the path of a line that steps from one month's height to the next one's, broken where there is none."""
    path, drawn = [], ""
    for i, height in enumerate(heights):
        if height is None:
            drawn = ""
            continue
        y = _written(height)
        if not drawn:
            path.append(f"M{_written(ends[i])} {y}")
        elif y != drawn:
            path.append(f"V{y}")
        path.append(f"H{_written(ends[i + 1])}")
        drawn = y
    return "".join(path)


def _written(place: float) -> str:
    """Return a place as a path has it: what is in whole units already stays so."""
    return str(place) if isinstance(place, int) else f"{place:.1f}"


def dashed(targets: Sequence[Decimal | None], heights: Sequence[float | None], ends: Sequence[float]) -> str:
    """Return the path of the target of a small drawing; empty where no month has one."""
    first = heights[0] if heights else None
    if first is not None and len(set(targets)) == 1:
        return f"M{ends[0]:.0f} {_written(first)}H{ends[-1]:.0f}"
    return stepped(heights, ends)
