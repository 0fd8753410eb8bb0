"""What figures are compared with, for many months at once: `targets.target_used` and `rules.amber_width`.

Called by the engine's ratings and travel. Calls the rules' numbers, so that they stand in one place only.
Everything is int64 billionths, and exact: targets have six places at most, and no share of one needs ten.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from measures.calculation.engine.codes import AIMS, BASES, TARGET_KINDS, UNITS, code_of, is_any
from measures.calculation.engine.frames import COUNT_SCALE, NOTHING, SCALE
from measures.calculation.engine.stretches import AnyArray, Flags, Integers, Rows
from measures.calculation.rules import (
    ASSUMED_RANGE_SHARE,
    MONTHS_IN_YEAR,
    OTHER_WIDTH_SHARE,
    PERCENT_WIDTH_POINTS,
    PERCENT_WIDTH_SHARE,
)
from measures.choices import Aim, Basis, TargetKind, Unit

FAR: Final = 4 * 10**18
"""Stands for no bound: further than any figure, and still an int64 with a figure added."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What each of some months is compared with, scaled: a figure is green from `low` to `high`.

    `known` is where there is anything to compare with; `width` is how far outside is amber.
    """

    known: Flags
    low: Integers
    high: Integers
    width: Integers

    def spread(self, rows: Rows) -> Bounds:
        """Return the bounds of every row, from those of the stretches."""
        return Bounds(*(rows.spread(getattr(self, name)) for name in self.__slots__))

    def put(self, at: Integers, bounds: Bounds) -> None:
        """Set the bounds of the rows `at`."""
        for name in self.__slots__:
            getattr(self, name)[at] = getattr(bounds, name)


def bounds_of(rows: Rows) -> Bounds:
    """Return what every row is compared with."""
    kind = rows.targets["kind"]
    profiled = is_any(TARGET_KINDS, kind, TargetKind.PROFILE, TargetKind.LINEAR)
    profiled &= rows.measures["aim"] != code_of(AIMS, Aim.CONTEXT)
    rateable = ~_needs_profile(rows.measures)
    bounds = _bounds(rows.measures, rows.targets, _end_of_year(rows), rateable).spread(rows)
    if profiled.any():
        at = np.flatnonzero(rows.spread(profiled))
        stretch = rows.stretch.take(at)
        measures = {name: rows.measures[name].take(stretch) for name in ("unit", "aim", "decimals")}
        targets = {name: column.take(stretch) for name, column in rows.targets.items()}
        linear = targets["kind"] == code_of(TARGET_KINDS, TargetKind.LINEAR)
        figure = np.where(linear, _linear(measures, targets, rows.months_passed(at)), rows.figures["profile"].take(at))
        bounds.put(at, _bounds(measures, targets, figure, np.ones(len(at), dtype=np.bool_)))
    return bounds


def share_of(amount: Integers, share: Decimal) -> Integers:
    """Return a share of each amount, exactly: the shares of the rules end within the scale."""
    numerator, denominator = share.as_integer_ratio()
    return np.asarray(amount // denominator * numerator)


def _needs_profile(measures: dict[str, AnyArray]) -> Flags:
    """Return `targets.needs_profile` of each: a count of the year so far."""
    year_to_date = measures["basis"] == code_of(BASES, Basis.YEAR_TO_DATE)
    return np.asarray(year_to_date & (measures["unit"] == code_of(UNITS, Unit.COUNT)))


def _end_of_year(rows: Rows) -> Integers:
    """Return each stretch's end-of-year figure, NOTHING for other kinds of target."""
    plain = rows.targets["kind"] == code_of(TARGET_KINDS, TargetKind.FIGURE)
    return np.where(plain, rows.targets["figure"], NOTHING)


def _linear(measures: dict[str, AnyArray], targets: dict[str, AnyArray], passed: Integers) -> Integers:
    """Return `targets.linear_figure` of each row; the sum is made of millionths and twelfths, so that it fits."""
    down = 10 ** (SCALE - COUNT_SCALE)
    known = (targets["baseline"] != NOTHING) & (targets["figure"] != NOTHING)
    start, end = (np.where(known, targets[name], 0) // down for name in ("baseline", "figure"))
    twelfths = start * MONTHS_IN_YEAR + (end - start) * passed
    step = 10 ** (COUNT_SCALE - np.maximum(measures["decimals"], targets["places"]).astype(np.int64))
    whole = (np.abs(twelfths) + step * MONTHS_IN_YEAR // 2) // (step * MONTHS_IN_YEAR) * step
    return np.where(known, np.sign(twelfths) * whole * down, NOTHING)


def _bounds(measures: dict[str, AnyArray], targets: dict[str, AnyArray], figure: Integers, rateable: Flags) -> Bounds:
    """Return the bounds that a figure makes, or a range where that is the target's kind; none if not `rateable`."""
    aim = measures["aim"]
    near, lower, higher = (aim == code_of(AIMS, some) for some in (Aim.NEAR_TARGET, Aim.LOWER, Aim.HIGHER))
    ranged = (targets["kind"] == code_of(TARGET_KINDS, TargetKind.RANGE)) & (targets["low"] != NOTHING)
    ranged &= targets["high"] != NOTHING
    known = rateable & (ranged | (figure != NOTHING)) & (near | lower | higher)
    some = np.where(figure == NOTHING, 0, figure)
    reach = np.where(near, share_of(np.abs(some), ASSUMED_RANGE_SHARE), 0)
    low = np.where(ranged, targets["low"], some - reach)
    high = np.where(ranged, targets["high"], some + reach)
    middle = np.where(higher, low, np.where(lower, high, (low + high) // 2))
    return Bounds(
        known=known,
        low=np.where(known & ~lower, low, -FAR),
        high=np.where(known & ~higher, high, FAR),
        width=_width(measures, targets, np.where(known, middle, 0)),
    )


def _width(measures: dict[str, AnyArray], targets: dict[str, AnyArray], centre: Integers) -> Integers:
    """Return `rules.amber_width` of each: the one that was set, or the default of the unit."""
    points = int(PERCENT_WIDTH_POINTS.scaleb(SCALE))
    size = np.abs(centre)
    default = np.where(
        measures["unit"] == code_of(UNITS, Unit.PERCENT),
        np.minimum(points, share_of(size, PERCENT_WIDTH_SHARE)),
        share_of(size, OTHER_WIDTH_SHARE),
    )
    return np.where(targets["width"] == NOTHING, default, targets["width"])
