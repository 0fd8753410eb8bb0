"""The engine's input: three frames of whole numbers, and how they are made from plain facts.

Called by the engine and by whoever reads series from the database. Calls the facts, the codes and the vocabulary.

Figures, targets, widths and tolerances are int64 billionths of the measure's unit (`scaled`): a figure is cut off
after nine places, which changes no rounding half up at six places or fewer, and targets have six at most.
Counts are int64 millionths. NOTHING stands where there is none. A number from 1,000,000,000 up does not fit
(`Unfit`), nor does a target of more than six places: the readable rules take those.

`figures`, one row a measure-month, each series' rows together, oldest first, no month left out:
    series int64        the caller's name of the series
    month int32         year * 12 + month - 1
    measure int32       row of `measures`: the definition in force
    target int32        row of `targets`, -1 for no target
    value int64         the figure, unrounded
    exact float64       the same figure as a double, for its control chart; NaN where there is none
    missing int8        code of `codes.MISSINGS`, -1 where there is a figure
    provisional bool    as seen from the month of the last row
    denominator int64   in millionths; of a rate, the population; NOTHING where not known
    profile int64       the month's figure of a monthly profile, NOTHING where there is none
    breaks bool         comparison with earlier months ends here
    new_group bool      the control chart starts again here
`measures`, one row a definition:
    unit, aim, basis, frequency int8 (codes); decimals int8; tolerance int64; fix_after int16 (0 for all); screen bool
`targets`, one row a measure and year:
    kind int8 (code); figure, low, high, baseline, width int64; places int8 (as set, or as the figures need)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Final

import numpy as np
import pandas as pd

from measures.calculation.engine.codes import (
    AIMS,
    BASES,
    FREQUENCIES,
    MISSINGS,
    NONE,
    TARGET_KINDS,
    UNITS,
    code_of,
)
from measures.calculation.engine.facts import SeriesFacts
from measures.calculation.facts import MeasureFacts, TargetFacts
from measures.calculation.rules import MONTHS_IN_YEAR, places_of

SCALE: Final = 9
"""Decimal places of a scaled figure."""
COUNT_SCALE: Final = 6
"""Decimal places of a scaled count."""
FINEST: Final = 6
"""Decimal places that a measure, a target, a width or a tolerance may have."""
BOUND: Final = 10**9
"""Figures and counts that fit are smaller than this, either side of zero."""
_SMALLEST: Final = Decimal(1).scaleb(-SCALE)
NOTHING: Final = int(np.iinfo(np.int64).min)

FIGURES: Final[Mapping[str, type[np.generic]]] = {
    "series": np.int64,
    "month": np.int32,
    "measure": np.int32,
    "target": np.int32,
    "value": np.int64,
    "exact": np.float64,
    "missing": np.int8,
    "provisional": np.bool_,
    "denominator": np.int64,
    "profile": np.int64,
    "breaks": np.bool_,
    "new_group": np.bool_,
}
MEASURES: Final[Mapping[str, type[np.generic]]] = {
    "unit": np.int8,
    "aim": np.int8,
    "basis": np.int8,
    "frequency": np.int8,
    "decimals": np.int8,
    "tolerance": np.int64,
    "fix_after": np.int16,
    "screen": np.bool_,
}
TARGETS: Final[Mapping[str, type[np.generic]]] = {
    "kind": np.int8,
    "figure": np.int64,
    "low": np.int64,
    "high": np.int64,
    "baseline": np.int64,
    "width": np.int64,
    "places": np.int8,
}


class Unfit(ValueError):
    """A number that the engine's integers can not hold; the readable rules can."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The engine's input. Columns and types are those of this module's docstring."""

    figures: pd.DataFrame
    measures: pd.DataFrame
    targets: pd.DataFrame


def month_number(year: int, month: int) -> int:
    """Return the number of a month, as `figures.month` counts them."""
    return year * MONTHS_IN_YEAR + month - 1


def scaled(number: Decimal | None) -> int:
    """Return a figure in billionths, cut off after nine places. Raises Unfit."""
    if number is None:
        return NOTHING
    if not number.is_finite() or abs(number) >= BOUND:
        raise Unfit(f"{number} is no figure of fewer than ten digits.")
    return int(number.quantize(_SMALLEST, ROUND_DOWN).scaleb(SCALE))


def scaled_exactly(number: Decimal | None) -> int:
    """Return a target, width or tolerance in billionths. Raises Unfit where it has more than six places."""
    if number is not None and number.is_finite() and places_of(number) > FINEST:
        raise Unfit(f"{number} has more than {FINEST} decimal places.")
    return scaled(number)


def scaled_count(number: Decimal | None) -> int:
    """Return a numerator or denominator in millionths. Raises Unfit where it has more than six places."""
    exact = scaled_exactly(number)
    return exact if exact == NOTHING else exact // 10 ** (SCALE - COUNT_SCALE)


@dataclass(slots=True)
class FramesBuilder:
    """Collects series and makes frames of them. A series that does not fit is refused whole, with Unfit."""

    _figures: list[tuple[float, ...]] = field(default_factory=list)
    _measures: dict[tuple[MeasureFacts, int, bool], int] = field(default_factory=dict)
    _targets: dict[int, int] = field(default_factory=dict)
    _kept: list[TargetFacts] = field(default_factory=list)
    _measure_rows: list[tuple[float, ...]] = field(default_factory=list)
    _target_rows: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, name: int, series: SeriesFacts) -> None:
        """Add one series under the name that results will bear. Raises Unfit, and then adds nothing."""
        rows = []
        measure, measure_row = None, NONE
        for month in series.months:
            figure = month.figure
            if month.measure is not measure:
                measure, measure_row = month.measure, self._measure(month.measure, series.fix_after or 0, series.screen)
            profile = month.target.profile.get(figure.period) if month.target else None
            rows.append(
                (
                    name,
                    month_number(figure.period.year, figure.period.month),
                    measure_row,
                    self._target(month.target),
                    scaled(figure.value),
                    math.nan if figure.value is None else float(figure.value),
                    code_of(MISSINGS, figure.missing),
                    figure.provisional,
                    scaled_count(figure.denominator),
                    scaled_exactly(profile),
                    month.breaks_comparison,
                    month.new_group,
                )
            )
        self._figures.extend(rows)

    def frames(self) -> Frames:
        """Return what was added, as frames."""
        return Frames(
            _frame(FIGURES, self._figures), _frame(MEASURES, self._measure_rows), _frame(TARGETS, self._target_rows)
        )

    def _measure(self, measure: MeasureFacts, fix_after: int, screen: bool) -> int:
        """Return the row of a definition, adding it where it is new."""
        key = (measure, fix_after, screen)
        if key not in self._measures:
            if measure.decimals > FINEST:
                raise Unfit(f"A measure has at most {FINEST} decimal places, not {measure.decimals}.")
            self._measure_rows.append(
                (
                    code_of(UNITS, measure.unit),
                    code_of(AIMS, measure.aim),
                    code_of(BASES, measure.basis),
                    code_of(FREQUENCIES, measure.frequency),
                    measure.decimals,
                    scaled_exactly(measure.tolerance),
                    fix_after,
                    screen,
                )
            )
            self._measures[key] = len(self._measure_rows) - 1
        return self._measures[key]

    def _target(self, target: TargetFacts | None) -> int:
        """Return the row of a target, adding it where it is new; the very same object shares its row."""
        if target is None:
            return NONE
        if id(target) not in self._targets:
            if target.precision > FINEST:
                raise Unfit(f"A target has at most {FINEST} decimal places, not {target.precision}.")
            numbers = (target.figure, target.low, target.high, target.baseline, target.amber_width)
            self._target_rows.append(
                (
                    code_of(TARGET_KINDS, target.kind),
                    *map(scaled_exactly, numbers),
                    target.precision,
                )
            )
            self._kept.append(target)
            self._targets[id(target)] = len(self._target_rows) - 1
        return self._targets[id(target)]


def frames_of(series: Iterable[SeriesFacts]) -> Frames:
    """Return the frames of many series, named by their place. Raises Unfit."""
    builder = FramesBuilder()
    for name, one in enumerate(series):
        builder.add(name, one)
    return builder.frames()


def _frame(types: Mapping[str, type[np.generic]], rows: Sequence[tuple[float, ...]]) -> pd.DataFrame:
    """Return rows as a frame with the columns and types given."""
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    return pd.DataFrame(
        {name: np.array(column, dtype=kind) for (name, kind), column in zip(types.items(), columns, strict=True)}
    )
