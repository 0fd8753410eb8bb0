"""Direction of travel of every month at once: `direction.previous_reported` and `direction.direction_of_travel`.

Called by the engine only. Calls bounds, the codes and the rules' numbers.

A move and its tolerance are compared in units of the measure's last decimal place, as whole numbers: no quotient
is ever rounded. What two people weigh is compared crosswise (move times denominator).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import numpy as np

from measures.calculation.engine.bounds import Bounds
from measures.calculation.engine.codes import AIMS, BASES, DIRECTIONS, FREQUENCIES, UNITS, code_of
from measures.calculation.engine.frames import COUNT_SCALE, NOTHING, SCALE
from measures.calculation.engine.stretches import AnyArray, Codes, Flags, Integers, Rows, round_half_up, unit_of
from measures.calculation.rules import (
    MONTHS_COVERED,
    MONTHS_IN_YEAR,
    OTHER_TOLERANCE_SHARE,
    PER,
    PERCENT_TOLERANCE_POINTS,
    TOLERANCE_PEOPLE,
)
from measures.choices import Aim, Basis, Direction, Unit

PEOPLE_BOUND: Final = 10**18
"""Beyond this, a move times a denominator weighs more than two people in any measure; below it, it fits."""
UNKNOWN: Final = int(np.iinfo(np.int64).max)
"""Stands for a denominator that is not known: of so many, no move is less than two people."""

_BETTER: Final = np.array(
    [code_of(DIRECTIONS, word) for word in (Direction.WORSENING, Direction.STEADY, Direction.IMPROVING)], dtype=np.int8
)
_BARE: Final = np.array(
    [code_of(DIRECTIONS, word) for word in (Direction.FELL, Direction.UNCHANGED, Direction.ROSE)], dtype=np.int8
)
_CALLED: Final = np.concatenate([_BETTER, _BETTER[::-1], _BARE])
"""What a move is called, by the aim's place and the move: three for higher, three for lower, three without an aim."""
_ROW_OF_AIM: Final = np.array([{Aim.HIGHER: 1, Aim.LOWER: 4}.get(aim, 7) for aim in AIMS], dtype=np.int8)
"""Where in `_CALLED` the name of no move stands, by the aim's code; a near-target measure is asked again."""


def previous_rows(rows: Rows) -> Integers:
    """Return the row that each row is compared with (`direction.previous_reported`), -1 where it is with none."""
    comparable = rows.reported & ~rows.figures["provisional"]
    starts = rows.figures["breaks"].copy()
    starts[rows.series_first] = True
    since = np.flatnonzero(starts)
    frequency, year_to_date = rows.measures["frequency"], rows.measures["basis"] == code_of(BASES, Basis.YEAR_TO_DATE)
    found = np.arange(-1, len(rows) - 1)
    for code in np.unique(frequency):
        usable = comparable & rows.due(FREQUENCIES[code])
        mine = rows.spread(frequency == code)
        skip = np.flatnonzero(mine[1:] & ~usable[:-1]) + 1
        found[skip] = _latest_before(usable, skip)
        if year_to_date.any():
            at = np.flatnonzero(mine & rows.spread(year_to_date))
            earlier = at - MONTHS_IN_YEAR
            found[at] = np.where((earlier >= 0) & usable.take(earlier, mode="clip"), earlier, -1)
    first_compared = np.repeat(since, np.diff(np.append(since, len(rows))))
    np.putmask(found, (found < first_compared) | ~comparable, -1)
    return found


def direction_codes(rows: Rows, bounds: Bounds, previous: Integers) -> Codes:
    """Return the code of every row's direction of travel, of `codes.DIRECTIONS`."""
    before = np.maximum(previous, 0)
    then = _shown_as(rows, before)
    move = rows.shown - then
    moved = np.sign(move).astype(np.int8)
    moved *= _counts(rows, before, np.abs(move), then)
    direction: Codes = _CALLED.take(moved + rows.spread(_ROW_OF_AIM[rows.measures["aim"]]))
    near = rows.measures["aim"] == code_of(AIMS, Aim.NEAR_TARGET)
    at = np.flatnonzero(rows.spread(near) & bounds.known & (previous >= 0))
    unit = unit_of(rows.measures["decimals"]).take(rows.stretch[at])
    direction[at] = _near_target(moved.take(at), then.take(at) * unit, rows.shown.take(at) * unit, bounds, at)
    np.putmask(direction, previous < 0, code_of(DIRECTIONS, Direction.NO_COMPARISON))
    return direction


def _latest_before(usable: Flags, at: Integers) -> Integers:
    """Return the latest usable row before each of the rows `at`, whatever its series; -1 for none."""
    some = np.flatnonzero(usable)
    place = np.searchsorted(some, at) - 1
    return np.where(place >= 0, some.take(place, mode="clip"), -1) if len(some) else np.full(len(at), -1)


def _shown_as(rows: Rows, before: Integers) -> Integers:
    """Return the earlier figures in units of the later ones' last decimal place."""
    decimals = rows.measures["decimals"]
    then = rows.shown.take(before)
    mixed = np.flatnonzero(rows.spread(_mixed(rows, decimals)) & rows.reported.take(before))
    now_at, then_at = decimals.take(rows.stretch.take(mixed)), decimals.take(rows.stretch.take(before.take(mixed)))
    differ = mixed[now_at != then_at]
    then[differ] = round_half_up(rows.figures["value"].take(before.take(differ)), unit_of(now_at[now_at != then_at]))
    return then


def _mixed(rows: Rows, of_stretches: AnyArray) -> Flags:
    """Return the stretches of those series in which something is not the same in all stretches."""
    starts = np.searchsorted(rows.first, rows.series_first)
    if not len(starts):
        return np.zeros(0, dtype=np.bool_)
    differs = np.maximum.reduceat(of_stretches, starts) != np.minimum.reduceat(of_stretches, starts)
    return np.repeat(differs, np.diff(np.append(starts, len(rows.first))))


def _counts(rows: Rows, before: Integers, move: Integers, then: Integers) -> Flags:
    """Return which moves are no smaller than `rules.movement_tolerance`.

    A tolerance is so many units of the last place, or a share of the earlier figure; the other is then nothing.
    """
    unit, own = rows.measures["unit"], rows.measures["tolerance"]
    points = np.where(unit == code_of(UNITS, Unit.PERCENT), _scaled(PERCENT_TOLERANCE_POINTS), NOTHING)
    fixed = np.where(own == NOTHING, points, own)
    relative = fixed == NOTHING
    least = -(-np.where(relative, 0, fixed) // unit_of(rows.measures["decimals"]))
    counted = relative & (unit == code_of(UNITS, Unit.COUNT))
    least[counted] = TOLERANCE_PEOPLE * 10 ** rows.measures["decimals"][counted].astype(np.int64)
    share, whole = OTHER_TOLERANCE_SHARE.as_integer_ratio()
    enough = move >= rows.spread(least)
    enough &= move * whole >= np.abs(then) * rows.spread(np.where(relative, share, 0))
    people = (own == NOTHING) & (unit != code_of(UNITS, Unit.COUNT))
    ask = np.flatnonzero(enough & rows.spread(people))
    enough[ask] = _more_than_people(rows, ask, before.take(ask), move.take(ask))
    return enough


def _more_than_people(rows: Rows, at: Integers, before: Integers, move: Integers) -> Flags:
    """Return which moves are no smaller than `rules.people_move`: always so where no denominator is known."""
    stretch = rows.stretch.take(at)
    denominators = rows.figures["denominator"]
    least = np.minimum(_or_unknown(denominators.take(at)), _or_unknown(denominators.take(before)))
    people, year_to_date = _people(rows)
    weight = people.take(stretch)
    if year_to_date.any():
        some = np.flatnonzero(year_to_date.take(stretch))
        weight[some] = -(-weight[some] // rows.months_passed(at[some]))
    sure = move.astype(np.float64) * least >= PEOPLE_BOUND
    np.putmask(least, sure, 0)
    return np.asarray(sure | (move * least >= weight))


def _people(rows: Rows) -> tuple[Integers, Flags]:
    """Return what a move times a denominator comes to, at least, where two people moved: one number a stretch.

    A rate's is divided by the months that its count covers (12 where it is not made yearly), except where the
    second answer says that they depend on the month.
    """
    unit, basis = rows.measures["unit"], rows.measures["basis"]
    rate = unit == code_of(UNITS, Unit.RATE)
    year_to_date = rate & (basis == code_of(BASES, Basis.YEAR_TO_DATE))
    weight = TOLERANCE_PEOPLE * 10 ** (COUNT_SCALE + rows.measures["decimals"].astype(np.int64))
    weight[unit == code_of(UNITS, Unit.PERCENT)] *= 100
    weight[rate] *= PER * MONTHS_IN_YEAR
    covered = np.array([MONTHS_COVERED[word] for word in FREQUENCIES], dtype=np.int64)[rows.measures["frequency"]]
    months = np.where(basis == code_of(BASES, Basis.MONTH_ANNUALISED), covered, MONTHS_IN_YEAR)
    months[~rate | year_to_date] = 1
    return np.asarray(-(-weight // months)), year_to_date


def _or_unknown(denominators: Integers) -> Integers:
    """Return denominators, UNKNOWN where they are nothing or nobody."""
    return np.where(denominators > 0, denominators, UNKNOWN)


def _near_target(moved: Codes, then: Integers, now: Integers, bounds: Bounds, at: Integers) -> Codes:
    """Return what the moves of near-target measures in the rows `at` are called: what counts is the way to it."""
    low, high = bounds.low.take(at), bounds.high.take(at)
    side_then, side_now = ((value > high).astype(np.int8) - (value < low).astype(np.int8) for value in (then, now))
    crossed = side_then * side_now == -1
    nearer = np.where(side_now == 0, np.abs(side_then), np.where(side_then == 0, -1, -moved * side_now))
    nearer = np.where(moved == 0, 0, nearer)
    return np.where(crossed & (moved != 0), _BARE[moved + 1], _BETTER[nearer + 1])


def _scaled(number: Decimal) -> int:
    """Return a number of the rules in billionths."""
    return int(number.scaleb(SCALE))
