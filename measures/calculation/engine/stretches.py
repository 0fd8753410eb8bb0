"""The rows of the frames, and their stretches: neighbouring rows of one series, one definition and one target.

What a rule needs of the catalogue is worked out once a stretch and spread over its rows.
Called by the engine's modules only. Calls the frames and the codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from measures.calculation.engine.codes import NONE
from measures.calculation.engine.frames import BOUND, FIGURES, MEASURES, NOTHING, SCALE, TARGETS, Frames
from measures.calculation.rules import DUE_MONTHS, MONTHS_IN_YEAR, YEAR_STARTS_IN
from measures.choices import Frequency

Integers: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.int8]
Flags: TypeAlias = NDArray[np.bool_]
AnyArray: TypeAlias = NDArray[Any]

BLOCK: Final = 120_000
"""Rows taken at a time, about: few enough that what is worked out of them stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A block of the frames as arrays: figures by row, measures and targets by stretch.

    `first` is each stretch's first row, `length` how many it has, `series_first` each series' first row, `shown`
    every figure at display precision in units of its last decimal place (0 where there is none to show),
    `reported` where there is one. `stretch` is each row's stretch, `calendar` its calendar month, January being 0.
    """

    figures: dict[str, AnyArray]
    first: Integers
    length: Integers
    series_first: Integers
    measures: dict[str, AnyArray]
    targets: dict[str, AnyArray]
    reported: Flags
    shown: Integers
    stretch: Integers
    calendar: Integers

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.reported)

    def spread(self, of_stretches: AnyArray) -> AnyArray:
        """Return what was worked out for each stretch, for each row."""
        return np.repeat(of_stretches, self.length)

    def due(self, frequency: Frequency) -> Flags:
        """Return the rows in whose month a measure of that frequency has a figure due."""
        table = np.zeros(MONTHS_IN_YEAR, dtype=np.bool_)
        table[[month - 1 for month in DUE_MONTHS[frequency]]] = True
        return np.ones(len(self), dtype=np.bool_) if table.all() else table.take(self.calendar)

    def months_passed(self, rows: Integers) -> Integers:
        """Return how far the year has come in each of some rows, as `targets.month_of_year`: April 1, March 12."""
        return (self.calendar.take(rows) + 1 - YEAR_STARTS_IN) % MONTHS_IN_YEAR + 1


def blocks_of(frames: Frames) -> Iterator[Rows]:
    """Return the frames as arrays, in blocks of whole series.

    Raises ValueError for a gap, rows out of order, a series in two places, or a figure out of bounds.
    """
    figures = {name: frames.figures[name].to_numpy(dtype=kind) for name, kind in FIGURES.items()}
    measures = {name: frames.measures[name].to_numpy(dtype=kind) for name, kind in MEASURES.items()}
    targets = {name: _with_no_target(frames.targets[name].to_numpy(dtype=kind)) for name, kind in TARGETS.items()}
    series = figures["series"]
    series_first = np.flatnonzero(_changes(series))
    if len(np.unique(series[series_first])) != len(series_first):
        raise ValueError("The rows of a series must stand together.")
    wanted = np.arange(0, len(series), BLOCK)
    starts = np.unique(series_first[np.searchsorted(series_first, wanted, side="right") - 1]).tolist() or [0]
    for start, end in pairwise([*starts, len(series)]):
        yield _rows({name: column[start:end] for name, column in figures.items()}, measures, targets)


def _rows(figures: dict[str, AnyArray], measures: dict[str, AnyArray], targets: dict[str, AnyArray]) -> Rows:
    """Return one block of the frames."""
    new_series = _changes(figures["series"])
    _check_months(figures["series"], figures["month"], new_series)
    first = np.flatnonzero(new_series | _changes(figures["measure"]) | _changes(figures["target"]))
    length = np.diff(np.append(first, len(new_series)))
    measure, target = figures["measure"][first], figures["target"][first]
    of_measure = {name: column[measure] for name, column in measures.items()}
    of_target = {name: column[target] for name, column in targets.items()}
    reported = (figures["missing"] == NONE) & (figures["value"] != NOTHING)
    value = np.where(reported, figures["value"], 0)
    _check_bounds(value)
    shown = round_half_up(value, np.repeat(unit_of(of_measure["decimals"]), length))
    stretch = np.repeat(np.arange(len(first)), length)
    return Rows(
        figures,
        first,
        length,
        np.flatnonzero(new_series),
        of_measure,
        of_target,
        reported,
        shown,
        stretch,
        _calendar(figures["month"]),
    )


def _calendar(month: AnyArray) -> Integers:
    """Return the calendar months of month numbers, read from a table: a division a row costs more."""
    earliest = int(month.min()) if len(month) else 0
    table = np.arange(earliest, int(month.max(initial=0)) + 1) % MONTHS_IN_YEAR
    return np.asarray(table.take(month - earliest))


def unit_of(places: Codes | Integers) -> Integers:
    """Return one unit of the last of so many decimal places, scaled."""
    return np.asarray(10 ** (SCALE - places.astype(np.int64)))


def round_half_up(value: Integers, unit: Integers) -> Integers:
    """Return scaled values in whole `unit`s, half up and away from zero, as `values.round_half_up` does."""
    whole: Integers = (np.abs(value) + (unit >> 1)) // unit
    return np.where(value < 0, -whole, whole) if value.min(initial=0) < 0 else whole


def _changes(column: AnyArray) -> Flags:
    """Return where a column differs from the row before; the first row does."""
    changed = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=changed[1:])
    return changed


def _check_months(series: AnyArray, month: AnyArray, new_series: Flags) -> None:
    """Refuse a series with a gap: the rows before a row would not be the months before it."""
    follows = (month[1:] - month[:-1] == 1) | new_series[1:]
    if not follows.all():
        at = int(np.flatnonzero(~follows)[0]) + 1
        raise ValueError(f"Series {series[at]} does not hold every month once, in order: see month {month[at]}.")


def _check_bounds(value: Integers) -> None:
    """Refuse figures that could overflow."""
    most = BOUND * 10**SCALE
    if len(value) and (value.max() >= most or value.min() <= -most):
        raise ValueError(f"A figure of {BOUND:,} or more does not fit: assess its series by the readable rules.")


def _with_no_target(column: AnyArray) -> AnyArray:
    """Return a column of the targets with one more row, which -1 finds: that of no target."""
    nothing = NOTHING if column.dtype == np.int64 else NONE
    return np.append(column, np.array([nothing], dtype=column.dtype))
