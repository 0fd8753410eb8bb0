"""Where months and figures stand in the drawing of a control chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from measures.charts.data import ChartData

WIDTH: Final = 720
HEIGHT: Final = 240
LEFT: Final = 46
RIGHT: Final = 536
"""Where the plot ends: the longest label beside it, a range of percentages, needs 170 units in a wide font."""
TOP: Final = 16
BOTTOM: Final = 202
WHOLE: Final = 100.0
"""Where an axis of percentages ends, if nothing in the drawing is above it. Every step of ticks divides it."""
LABEL_STEP: Final = 16
"""The least distance between two labels beside the plot, in the drawing's units."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where months and figures stand in the drawing."""

    low: float
    high: float
    step: float
    count: int

    @classmethod
    def of(cls, data: ChartData) -> Scale | None:
        """Return the scale that shows every figure and line, with ticks at round numbers; None without a figure."""
        if all(point.value is None for point in data.points):
            return None
        shown: list[Decimal | None] = []
        for point in data.points:
            shown += [point.value, point.lower, point.upper, point.mean]
        for level in (data.target, *data.targets, *data.comparators):
            if level is not None:
                shown += [level.low, level.high]
        known = [float(value) for value in shown if value is not None]
        least, most = min(known), max(known)
        room = (most - least) * 0.06 or max(abs(most) * 0.1, 1.0)
        step = _round_step((most - least + 2 * room) / 4)
        floor = least - room if least < 0 else max(least - room, 0.0)
        high = math.ceil((most + room) / step) * step
        if data.unit == "%" and most <= WHOLE:
            high = min(high, WHOLE)
        return cls(math.floor(floor / step) * step, high, step, len(data.points))

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


def spread(wanted: Sequence[float]) -> list[float]:
    """Return heights for labels near the wanted ones (ascending), at least a label apart, inside the drawing.

    Labels that would overlap stand together around their common middle, so that none is far from its line. Where more
    are wanted than fit, they begin above the drawing.
    """
    groups: list[tuple[float, int]] = []
    for y in wanted:
        first, count = _inside(y, 1), 1
        while groups and groups[-1][0] + groups[-1][1] * LABEL_STEP > first:
            above, many = groups.pop()
            middle = (above * many + (first - many * LABEL_STEP) * count) / (many + count)
            count += many
            first = _inside(middle, count)
        groups.append((first, count))
    return [first + LABEL_STEP * place for first, count in groups for place in range(count)]


def _inside(first: float, count: int) -> float:
    """Return where the first of so many labels stands, moved so that all of them are in the drawing."""
    return min(max(first, TOP), HEIGHT - 8 - LABEL_STEP * (count - 1))
