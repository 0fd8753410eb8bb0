"""The target's line: flat where it is the same in all months, else a step at each month from which it is another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TypeVar

from measures.charts.data import ChartData
from measures.charts.marks import TARGET_INK
from measures.charts.scale import LEFT, RIGHT, Scale

T = TypeVar("T")


def goal(data: ChartData, scale: Scale) -> str:
    """Draw the target: one heavy line, or the two ends of a range with a tint between them; nothing without one."""
    levels = data.targets or (data.target,) * scale.count
    ends = edges([scale.x(i) for i in range(scale.count)], LEFT, RIGHT)
    lows = [scale.y(level.low) if level else None for level in levels]
    highs = [scale.y(level.high) if level and level.high is not None else None for level in levels]
    tints = (
        f'<rect x="{_place(ends[first])}" y="{top:.1f}" width="{_place(ends[after] - ends[first])}" '
        f'height="{max(bottom - top, 0.1):.1f}" fill="{TARGET_INK}" fill-opacity="0.1"/>'
        for (bottom, top), first, after in _runs(list(zip(lows, highs, strict=True)))
        if bottom is not None and top is not None
    )
    paths = (stepped(heights, ends) for heights in (lows, highs))
    lines = (f'<path d="{path}" stroke="{TARGET_INK}" stroke-width="2.4" fill="none"/>' for path in paths if path)
    return "".join([*tints, *lines])


def edges(places: Sequence[float], left: float, right: float) -> list[float]:
    """Return where each month's part of a line begins, and where the last one's ends: half way to the next month."""
    return [left, *((a + b) / 2 for a, b in pairwise(places)), right]


def stepped(heights: Sequence[float | None], ends: Sequence[float]) -> str:
    """Return the path of a line that steps from one month's height to the next one's, broken where there is none."""
    path, drawn = [], False
    for height, first, after in _runs(heights):
        if height is not None:
            y = height if isinstance(height, int) else f"{height:.1f}"
            path.append(f"V{y}" if drawn else f"M{_place(ends[first])} {y}")
            path.append(f"H{_place(ends[after])}")
        drawn = height is not None
    return "".join(path)


def _runs(heights: Sequence[T]) -> Iterator[tuple[T, int, int]]:
    """Yield each height with the month from which it is so, and the month after the last of those."""
    for height, run in groupby(range(len(heights)), key=heights.__getitem__):
        months = list(run)
        yield height, months[0], months[-1] + 1


def _place(x: float) -> str:
    return f"{x:.1f}".removesuffix(".0")
