"""All that a control chart shows, as plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from measures.choices import Variation


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
    """All that one control chart shows. `unit` is "%" or empty, and follows the numbers of the axis.

    `target` is that of the last month, and is named at the end of its line.
    """

    title: str
    points: tuple[ChartPoint, ...]
    target: Level | None = None
    comparators: tuple[Level, ...] = ()
    trial_limits: bool = False
    unit: str = ""
    targets: tuple[Level | None, ...] = ()
    """What each point's month was compared with, where that is not `target` in all of them; empty where it is."""

    @property
    def has_target(self) -> bool:
        """Return whether a target is drawn."""
        return self.target is not None or any(self.targets)

    @property
    def has_mean(self) -> bool:
        """Return whether a mean is drawn, and limits where they are known."""
        return any(point.mean is not None for point in self.points)

    @property
    def tells_causes(self) -> bool:
        """Return whether the marks tell special causes from usual variation: trial limits do not yet."""
        return self.has_mean and not self.trial_limits


def month_label(month: dt.date) -> str:
    """Return a month as the scorecard's columns say it: 'Nov-23'."""
    return f"{month:%b-%y}"
