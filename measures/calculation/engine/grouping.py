"""Which rows a series' control chart is made of at its last month: `readable.control_chart` before `xmr`.

Called by the engine only. Calls bounds, the codes and the rules' numbers.
"""

from __future__ import annotations

import numpy as np

from measures.calculation.engine.bounds import FAR, Bounds
from measures.calculation.engine.charts import Floats, LastGroups
from measures.calculation.engine.codes import AIMS, BASES, FREQUENCIES, code_of, is_any
from measures.calculation.engine.frames import COUNT_SCALE, SCALE
from measures.calculation.engine.readable import UNCHARTED
from measures.calculation.engine.stretches import Flags, Integers, Rows
from measures.choices import Aim, Frequency


def last_groups(rows: Rows, bounds: Bounds) -> tuple[Integers, LastGroups]:
    """Return the month of every series' last position, -1 where nothing is charted, and what its chart is made of."""
    positions = np.flatnonzero(_due(rows))
    figures = _charted_values(rows).take(positions)
    known = np.flatnonzero(~np.isnan(figures))
    series_end = np.append(rows.series_first, len(rows))[1:]
    first, end = np.searchsorted(positions, rows.series_first), np.searchsorted(positions, series_end)
    first_known = np.append(known, len(positions))[np.searchsorted(known, first)]
    last_row = np.append(positions, 0)[end - 1]
    stretch = rows.stretch[last_row]
    charted = (first_known < end) & ~is_any(BASES, rows.measures["basis"][stretch], *UNCHARTED)
    start = np.maximum(first_known, np.searchsorted(positions, _last_new_group(rows, last_row)))
    aim = rows.measures["aim"][stretch]
    month = np.where(charted, rows.figures["month"][last_row], -1)
    return month, LastGroups(
        figures=figures,
        start=np.where(charted, start, 0),
        end=np.where(charted, end, 0),
        fix_after=rows.measures["fix_after"][stretch].astype(np.int64),
        screen=rows.measures["screen"][stretch],
        target=_as_floats(np.where(aim == code_of(AIMS, Aim.LOWER), bounds.high[last_row], bounds.low[last_row])),
        aim=aim,
    )


def _due(rows: Rows) -> Flags:
    """Return the rows that a chart has a position for: those with a figure due by their own frequency."""
    frequency = rows.measures["frequency"]
    due = np.ones(len(rows), dtype=np.bool_)
    for code in np.unique(frequency):
        if FREQUENCIES[code] is not Frequency.MONTHLY:
            due &= rows.due(FREQUENCIES[code]) | rows.spread(frequency != code)
    return due


def _last_new_group(rows: Rows, last_row: Integers) -> Integers:
    """Return the latest row up to each series' last charted one at which a group starts; -1 where none does."""
    flagged = np.flatnonzero(rows.figures["new_group"])
    place = np.searchsorted(flagged, last_row, side="right") - 1
    return np.where(place >= 0, flagged[place], -1) if len(flagged) else np.full(len(last_row), -1)


def _charted_values(rows: Rows) -> Floats:
    """Return the charted figures: NaN where missing or provisional."""
    return np.where(rows.reported & ~rows.figures["provisional"], rows.figures["exact"], np.nan)


def _as_floats(bounds: Integers) -> Floats:
    """Return scaled targets as the nearest doubles, NaN where there is none; targets have six places at most."""
    known = np.abs(bounds) < FAR
    millionths = np.where(known, bounds, 0) // 10 ** (SCALE - COUNT_SCALE)
    return np.where(known, millionths / 10.0**COUNT_SCALE, np.nan)
