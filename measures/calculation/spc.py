"""Control charts: statistical process control (XmR) as NHS England's Making Data Count uses it.

What lives here: `xmr`, the readable rules of calculation rules, section 5, for one series. The engine
works the last point of every series out at once and agrees with it; charts and sentences are made from it.
May be called by anything. Calls the vocabulary and the standard library: neither Django, the clock nor a file.

The reference is the R package NHSRplotthedots 0.2.2, which works in double precision. So does this module, in
the same order, with means rounded once from the exact sum: a figure that is on the mean or on a limit there
is on it here. What the written rules leave open is decided as the reference has it:

- a group's first n points (`fix_after`) are its first n positions, missing ones included;
- positions that were missing keep the mean and the limits of their group, have no rule and are common cause;
- a point of a trend takes its slope towards the next point where that is in a trend too, else from the last.

Where the reference gives NaN there are no limits (None): no moving range is left, or all values of the group
are equal. Shift and trend need no limits and are still looked for. There is no assurance without limits.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from measures.choices import Aim, Assurance, Variation, Word

LIMIT_FACTOR: Final = 2.66
"""Limits lie this many mean moving ranges from the mean."""
NEAR_LIMIT_FACTOR: Final = 2 * (LIMIT_FACTOR / 3)
"""Near limits lie at two thirds of that."""
SCREEN_FACTOR: Final = 3.267
"""A moving range of this many mean moving ranges or more is left out of the limits, once."""
FEWEST_FIXED: Final = 12
"""Limits may be fixed after this many points, not fewer."""
FEWEST_POINTS: Final = 13
"""A last group with fewer figures has trial limits."""
RUN: Final = 7
"""Points in a shift or a trend."""


class Signal(Word):
    """Why a point is special cause, the first to apply of these, in this order."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_IN_THREE = "two in three"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class Limits:
    """One group's centre line, limits and near limits, in the measure's unit; None where there are none."""

    mean: float | None
    lower: float | None
    upper: float | None
    near_lower: float | None
    near_upper: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a chart: its figure (None where missing), its group's lines, and what the rules say of it."""

    value: float | None
    group: int
    mean: float | None
    lower: float | None
    upper: float | None
    rule: Signal | None
    variation: Variation


@dataclass(frozen=True, slots=True)
class Chart:
    """A control chart, oldest point first.

    `variation` is the last point's, None where the last value is missing; `assurance` is of the last group's
    limits; `trial_limits` says that the last group has fewer than 13 figures. The chart says what it says
    with trial limits too: leaving the icons out of reports then is for whoever prints them.
    """

    points: tuple[Point, ...]
    variation: Variation | None
    assurance: Assurance | None
    trial_limits: bool


def xmr(
    values: Sequence[float | None],
    aim: Aim | str,
    target: float | Decimal | None = None,
    rebase_at: Collection[int] = (),
    fix_after: int | None = None,
    screen: bool = True,
) -> Chart:
    """Return the control chart of one series (calculation rules, section 5).

    `values` are figures in the measure's unit, oldest first, one a period; None (or NaN) is missing. `aim` is
    "higher", "lower" or "context"; "near target" counts as context. `target` is in the same unit.
    `rebase_at` are positions at which a new group starts; one past the end has no effect yet. `fix_after`
    takes mean and limits from each group's first so many positions (12 or more). `screen` leaves moving
    ranges of 3.267 times their mean and over out of the limits, once.

    Raises ValueError for an infinite value, an unknown aim, a negative position, or a `fix_after` under 12.
    """
    aim = Aim(aim)
    if fix_after is not None and fix_after < FEWEST_FIXED:
        raise ValueError(f"Limits are fixed after {FEWEST_FIXED} points or more, not after {fix_after}.")
    figures = [_figure(value) for value in values]
    wanted = _figure(target)
    points: list[Point] = []
    limits = _limits([], None, screen)
    for group, (start, end) in enumerate(_groups(len(figures), rebase_at)):
        limits = _limits(figures[start:end], fix_after, screen)
        points.extend(_group_points(figures[start:end], limits, aim, group))
    last_group = [point for point in points if point.group == points[-1].group]
    return Chart(
        points=tuple(points),
        variation=points[-1].variation if points and points[-1].value is not None else None,
        assurance=_assurance(limits, aim, wanted),
        trial_limits=sum(point.value is not None for point in last_group) < FEWEST_POINTS,
    )


def _figure(value: float | Decimal | None) -> float | None:
    """Return a value as a float, None where it is missing."""
    if value is None or math.isnan(value):
        return None
    if math.isinf(value):
        raise ValueError("A control chart can not take an infinite value.")
    return float(value)


def _groups(length: int, rebase_at: Collection[int]) -> list[tuple[int, int]]:
    """Return the (start, end) of each group of positions."""
    if any(position < 0 for position in rebase_at):
        raise ValueError("A new group starts at a position of the series, counted from 0.")
    starts = sorted({0} | {position for position in rebase_at if position < length})
    return [(start, end) for start, end in zip(starts, [*starts[1:], length], strict=True) if start < end]


def _limits(figures: Sequence[float | None], fix_after: int | None, screen: bool) -> Limits:
    """Return the lines of one group, worked out from its first `fix_after` positions or all of them."""
    base = figures[:fix_after]
    known = [figure for figure in base if figure is not None]
    if not known:
        return Limits(None, None, None, None, None)
    mean = statistics.mean(known)
    moving_ranges = [abs(b - a) for a, b in pairwise(base) if a is not None and b is not None]
    if moving_ranges and screen:
        most = SCREEN_FACTOR * statistics.mean(moving_ranges)
        moving_ranges = [moving_range for moving_range in moving_ranges if moving_range < most]
    if not moving_ranges or len({figure for figure in figures if figure is not None}) == 1:
        return Limits(mean, None, None, None, None)
    average_range = statistics.mean(moving_ranges)
    return Limits(
        mean=mean,
        lower=mean - LIMIT_FACTOR * average_range,
        upper=mean + LIMIT_FACTOR * average_range,
        near_lower=mean - NEAR_LIMIT_FACTOR * average_range,
        near_upper=mean + NEAR_LIMIT_FACTOR * average_range,
    )


def _group_points(figures: Sequence[float | None], limits: Limits, aim: Aim, group: int) -> list[Point]:
    """Return the points of one group, each with the first rule that applies to it."""
    sides = [_sign(figure, limits.mean) for figure in figures]
    moves = [0, *(_sign(b, a) for a, b in pairwise(figures))]
    outside = [_beyond(figure, limits.lower, limits.upper) for figure in figures]
    close = [_beyond(figure, limits.near_lower, limits.near_upper) for figure in figures]
    close = [near and not out for near, out in zip(close, outside, strict=True)]
    trend = _in_trend(moves)
    two_in_three = _in_two_in_three(sides, close)
    shift = _in_shift(sides)
    points = []
    for i, figure in enumerate(figures):
        signal, way = None, sides[i]
        if outside[i]:
            signal = Signal.OUTSIDE
        elif trend[i]:
            signal, way = Signal.TREND, moves[i + 1] if any(trend[i + 1 : i + 2]) else moves[i]
        elif two_in_three[i]:
            signal = Signal.TWO_IN_THREE
        elif shift[i]:
            signal = Signal.SHIFT
        points.append(
            Point(figure, group, limits.mean, limits.lower, limits.upper, signal, _variation(signal, way > 0, aim))
        )
    return points


def _sign(figure: float | None, other: float | None) -> int:
    """Return 1, 0 or -1: where a figure lies from another; 0 where either is missing."""
    if figure is None or other is None:
        return 0
    return (figure > other) - (figure < other)


def _beyond(figure: float | None, lower: float | None, upper: float | None) -> bool:
    """Return whether a figure is strictly below the one line or strictly above the other."""
    if figure is None or lower is None or upper is None:
        return False
    return figure < lower or figure > upper


def _windows(count: int, width: int) -> Iterable[range]:
    """Return every run of `width` neighbouring positions."""
    return (range(start, start + width) for start in range(count - width + 1))


def _in_trend(moves: Sequence[int]) -> list[bool]:
    """Return which points are of 7 with 6 strict moves one way; `moves[i]` led to point i."""
    flagged = [False] * len(moves)
    for window in _windows(len(moves), RUN):
        if abs(sum(moves[i] for i in window[1:])) == RUN - 1:
            for i in window:
                flagged[i] = True
    return flagged


def _in_shift(sides: Sequence[int]) -> list[bool]:
    """Return which points are of 7 in a row on one side of the mean; on the mean is on neither side."""
    flagged = [False] * len(sides)
    for window in _windows(len(sides), RUN):
        if abs(sum(sides[i] for i in window)) == RUN:
            for i in window:
                flagged[i] = True
    return flagged


def _in_two_in_three(sides: Sequence[int], close: Sequence[bool]) -> list[bool]:
    """Return which points are the close ones of three in a row on one side with two or more close."""
    flagged = [False] * len(sides)
    for window in _windows(len(sides), 3):
        if abs(sum(sides[i] for i in window)) == 3 and sum(close[i] for i in window) >= 2:
            for i in window:
                flagged[i] = flagged[i] or close[i]
    return flagged


def _variation(signal: Signal | None, upwards: bool, aim: Aim) -> Variation:
    """Return what a point's signal means where the measure aims as it does."""
    if signal is None:
        return Variation.COMMON_CAUSE
    if aim in (Aim.NEAR_TARGET, Aim.CONTEXT):
        return Variation.HIGH if upwards else Variation.LOW
    return Variation.IMPROVEMENT if upwards == (aim is Aim.HIGHER) else Variation.CONCERN


def _assurance(limits: Limits, aim: Aim, target: float | None) -> Assurance | None:
    """Return what the limits say of a target, equality being hit and miss; None without aim, target or limits."""
    if limits.lower is None or limits.upper is None or target is None or aim not in (Aim.HIGHER, Aim.LOWER):
        return None
    if target > limits.upper:
        return Assurance.MISSES if aim is Aim.HIGHER else Assurance.MEETS
    if target < limits.lower:
        return Assurance.MEETS if aim is Aim.HIGHER else Assurance.MISSES
    return Assurance.HIT_AND_MISS
