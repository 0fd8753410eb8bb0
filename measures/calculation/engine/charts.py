"""The last point of many control charts at once: what `spc.xmr` says of each series' newest month.

Called by the engine only; reads the numbers of the rules from `spc` and calls nothing else of the project.

`xmr` is the meaning; this is the same arithmetic for thousands of series side by side. A chart's icons need
only the last group's lines and its last seven points, so nothing else is worked out. Every mean is rounded
once from the exact sum, as in `xmr`: the sum is carried as two doubles (Knuth's two-sum), the division
corrected by its own remainder. All that follows is the same operations in the same order, so that a figure on
the mean or on a limit is on it in both, bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from measures.calculation.engine.codes import AIMS, ASSURANCES, NONE, SIGNALS, VARIATIONS, code_of
from measures.calculation.spc import (
    FEWEST_POINTS,
    LIMIT_FACTOR,
    NEAR_LIMIT_FACTOR,
    RUN,
    SCREEN_FACTOR,
    Signal,
)
from measures.choices import Aim, Assurance, Variation

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.int8]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LastGroups:
    """The last group of each of S series, as positions in one array of figures (NaN where missing).

    `start` and `end` (int64, S): the group is figures[start:end]. `fix_after` (int64, S): limits from the first
    so many positions, 0 for all. `screen` (bool, S). `target` (float64, S): NaN where there is none.
    `aim` (int8, S): a code of `codes.AIMS`.
    """

    figures: Floats
    start: Integers
    end: Integers
    fix_after: Integers
    screen: Flags
    target: Floats
    aim: Codes

    @classmethod
    def joined(cls, blocks: Sequence[LastGroups]) -> LastGroups:
        """Return the groups of several blocks of series as one."""
        before = np.cumsum([0, *(len(block.figures) for block in blocks)]).tolist()
        start = [block.start + skip for block, skip in zip(blocks, before, strict=False)]
        end = [block.end + skip for block, skip in zip(blocks, before, strict=False)]
        same = ("figures", "fix_after", "screen", "target", "aim")
        rest = {name: np.concatenate([getattr(block, name) for block in blocks]) for name in same}
        return cls(start=np.concatenate(start), end=np.concatenate(end), **rest)

    def some(self, which: Integers) -> LastGroups:
        """Return the groups at the positions `which`, over the same figures."""
        return LastGroups(
            self.figures,
            self.start[which],
            self.end[which],
            self.fix_after[which],
            self.screen[which],
            self.target[which],
            self.aim[which],
        )


@dataclass(frozen=True, slots=True)
class LastPoints:
    """What the charts say at their last point, one row a series: lines in the unit (NaN for none), and codes."""

    mean: Floats
    lower: Floats
    upper: Floats
    rule: Codes
    variation: Codes
    assurance: Codes
    trial_limits: Flags

    @classmethod
    def unsaid(cls, count: int) -> LastPoints:
        """Return room for `count` series of which nothing is said yet."""
        mean, lower, upper = (np.full(count, np.nan) for _ in range(3))
        rule, variation, assurance = (np.full(count, NONE, dtype=np.int8) for _ in range(3))
        return cls(mean, lower, upper, rule, variation, assurance, np.ones(count, dtype=np.bool_))

    def put(self, which: Integers, found: LastPoints) -> None:
        """Set the series at the positions `which` to what was found of them."""
        for name in self.__slots__:
            getattr(self, name)[which] = getattr(found, name)


def last_points(groups: LastGroups) -> LastPoints:
    """Return what each chart says at its last point.

    Series are taken in blocks of like length (up to the next power of two), so that one long series among many
    short ones does not make a wide, empty table.
    """
    said = LastPoints.unsaid(len(groups.start))
    length = groups.end - groups.start
    block = np.ceil(np.log2(np.maximum(length, 1))).astype(np.int64)
    for size in np.unique(block):
        which = np.flatnonzero(block == size)
        said.put(which, _block(groups.some(which)))
    return said


def _block(groups: LastGroups) -> LastPoints:
    """Return what the charts of one block of series say."""
    table = _table(groups)
    mean, reach, near_reach = _lines(table, groups)
    lower, upper = mean - reach, mean + reach
    seven = _last_seven(groups)
    last = seven[-1]
    with np.errstate(invalid="ignore"):
        outside = (seven < lower) | (seven > upper)
        close = ((seven < mean - near_reach) | (seven > mean + near_reach)) & ~outside
        sides = (seven > mean).astype(np.int8) - (seven < mean).astype(np.int8)
        steps = seven[1:] - seven[:-1]
        moves = (steps > 0).astype(np.int8) - (steps < 0).astype(np.int8)
    trend = np.abs(moves.sum(axis=0)) == RUN - 1
    two_in_three = (np.abs(sides[-3:].sum(axis=0)) == 3) & (close[-3:].sum(axis=0) >= 2) & close[-1]
    shift = np.abs(sides.sum(axis=0)) == RUN
    rule = np.select(
        [outside[-1], trend, two_in_three, shift],
        [code_of(SIGNALS, signal) for signal in (Signal.OUTSIDE, Signal.TREND, Signal.TWO_IN_THREE, Signal.SHIFT)],
        default=NONE,
    ).astype(np.int8)
    upwards = np.where(rule == code_of(SIGNALS, Signal.TREND), moves[-1], sides[-1]) > 0
    points = (~np.isnan(table)).sum(axis=0)
    return LastPoints(
        mean=mean,
        lower=lower,
        upper=upper,
        rule=rule,
        variation=np.where(np.isnan(last), NONE, _variation(rule, upwards, groups.aim)).astype(np.int8),
        assurance=_assurance(lower, upper, groups),
        trial_limits=points < FEWEST_POINTS,
    )


def _table(groups: LastGroups) -> Floats:
    """Return the groups side by side, one column each, first position on top, NaN below a shorter one's end."""
    length = groups.end - groups.start
    down = np.arange(length.max(initial=0))[:, None]
    if not len(groups.figures):
        return np.full((0, len(length)), np.nan)
    inside = down < length
    table = groups.figures.take(groups.start + down, mode="clip")
    if not inside.all():
        table[~inside] = np.nan
    return table


def _last_seven(groups: LastGroups) -> Floats:
    """Return the last seven positions of each group (7 by S), NaN before its start."""
    if not len(groups.figures):
        return np.full((RUN, len(groups.start)), np.nan)
    position = groups.end + np.arange(-RUN, 0)[:, None]
    return np.where(position >= groups.start, groups.figures.take(position, mode="clip"), np.nan)


def _lines(table: Floats, groups: LastGroups) -> tuple[Floats, Floats, Floats]:
    """Return each group's mean, and how far from it its limits and its near limits lie; NaN where there are none."""
    base = table
    if groups.fix_after.any():
        first = np.where(groups.fix_after > 0, groups.fix_after, len(table))
        base = np.where(np.arange(len(table))[:, None] < first, table, np.nan)
    mean = _mean(base)
    ranges = np.abs(base[1:] - base[:-1])
    average = _mean(ranges)
    if groups.screen.any():
        with np.errstate(invalid="ignore"):
            wide = (ranges >= SCREEN_FACTOR * average) & groups.screen
        ranges[wide] = np.nan
        average = _mean(ranges)
    average[_constant(table)] = np.nan
    return mean, LIMIT_FACTOR * average, NEAR_LIMIT_FACTOR * average


def _constant(table: Floats) -> Flags:
    """Return which columns have one value only, missing ones apart."""
    if not len(table):
        return np.ones(table.shape[1], dtype=np.bool_)
    high, low = np.fmax.reduce(table, axis=0), np.fmin.reduce(table, axis=0)
    return np.asarray(high == low)


def _mean(table: Floats) -> Floats:
    """Return each column's mean without its NaN, correctly rounded; NaN where nothing is left."""
    missing = np.isnan(table)
    counts = (len(table) - np.count_nonzero(missing, axis=0)).astype(np.float64)
    high, low = np.zeros(table.shape[1]), np.zeros(table.shape[1])
    total, part, error = (np.empty_like(high) for _ in range(3))
    for row in np.where(missing, 0.0, table):
        # What `_two_sum` does, without making new arrays for every row.
        np.add(high, row, out=total)
        np.subtract(total, high, out=part)
        np.subtract(total, part, out=error)
        np.subtract(high, error, out=error)
        np.subtract(row, part, out=part)
        error += part
        low += error
        high, total = total, high
    high, low = _two_sum(high, low)
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = high / counts
        product, error = _two_product(quotient, counts)
        mean: Floats = quotient + (((high - product) - error) + low) / counts
    return mean


def _two_sum(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return the rounded sum and what rounding left out, exactly (Knuth)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _two_product(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return the rounded product and what rounding left out, exactly (Dekker)."""
    product = a * b
    a_high, a_low = _split(a)
    b_high, b_low = _split(b)
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _split(a: Floats) -> tuple[Floats, Floats]:
    """Return two halves of a double, of 26 bits each (Veltkamp)."""
    shifted = 134217729.0 * a
    high = shifted - (shifted - a)
    return high, a - high


def _variation(rule: Codes, upwards: Flags, aim: Codes) -> Codes:
    """Return the codes of the variation that a signal in that direction is, by the measure's aim."""
    judged = (aim == code_of(AIMS, Aim.HIGHER)) | (aim == code_of(AIMS, Aim.LOWER))
    better = upwards == (aim == code_of(AIMS, Aim.HIGHER))
    return np.select(
        [rule == NONE, judged & better, judged, upwards],
        [
            code_of(VARIATIONS, word)
            for word in (
                Variation.COMMON_CAUSE,
                Variation.IMPROVEMENT,
                Variation.CONCERN,
                Variation.HIGH,
            )
        ],
        default=code_of(VARIATIONS, Variation.LOW),
    ).astype(np.int8)


def _assurance(lower: Floats, upper: Floats, groups: LastGroups) -> Codes:
    """Return the codes of what the limits say of the targets; NONE without aim, target or limits."""
    higher = groups.aim == code_of(AIMS, Aim.HIGHER)
    judged = higher | (groups.aim == code_of(AIMS, Aim.LOWER))
    with np.errstate(invalid="ignore"):
        above, below = groups.target > upper, groups.target < lower
    return np.select(
        [~judged | np.isnan(groups.target) | np.isnan(upper), (above & higher) | (below & ~higher), above | below],
        [NONE, code_of(ASSURANCES, Assurance.MISSES), code_of(ASSURANCES, Assurance.MEETS)],
        default=code_of(ASSURANCES, Assurance.HIT_AND_MISS),
    ).astype(np.int8)
