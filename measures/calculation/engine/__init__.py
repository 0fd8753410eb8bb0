"""The engine: RAG and direction of every month, and one control chart a series, for all series at once.

What lives here: `assess` for frames (a whole scorecard, or all of them), `assess_series` for plain facts (a page,
one changed submission). May be called by measures/series, the actions and tests. Calls the rules; neither
Django nor the clock.

In: `Frames` (see `frames`: figures, measures, targets; whole numbers only). Out: `Assessment`:

`months`, one row for each row of `figures`, in its order and with its index:
    rag         category of the words of `Rag`
    direction   category of the words of `Direction`
    previous    int64: position of the row that the direction compares with, -1 for none
`charts`, one row a series, indexed by its name, in order of first appearance:
    month       int32: the month of the last charted position; -1 where nothing is charted
    variation, assurance    categories: the icons that a report may print, missing where there is none
    trial_limits            bool: fewer than 13 figures in the last group, or nothing charted
    rule                    category: the signal of the last point
    mean, lower, upper      float64: the last group's lines, NaN where there are none

Sentences are not made here. They are made where they are read, by the readable rules (`rag.rate_status`,
`direction.direction_of_travel`), from the same facts.

How the fast path and the readable path are kept equal. The readable rules are the meaning. The fast path reads
every width, tolerance and share from the same `rules` and `spc` constants; it compares whole numbers, exactly,
where the readable rules compare decimals; it repeats `xmr`'s floating point operation for operation. A property
test generates scorecards of every unit, aim, basis, frequency, kind of target, precision, gap and missing word,
and asks both paths about every month and every chart (test_engine.py); a fixed list walks along every edge of
every rule (test_engine_edges.py); the benchmark asks both about a sample of its million rows. A series with a
number that the integers can not hold is assessed by the readable rules themselves (`assess_series` does so).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from measures.calculation.engine.bounds import Bounds, bounds_of
from measures.calculation.engine.charts import LastGroups, last_points
from measures.calculation.engine.codes import (
    ASSURANCES,
    DIRECTIONS,
    NONE,
    RAGS,
    SIGNALS,
    VARIATIONS,
    words,
)
from measures.calculation.engine.facts import MonthFacts, SeriesFacts
from measures.calculation.engine.frames import Frames, FramesBuilder, Unfit, frames_of
from measures.calculation.engine.grouping import last_groups
from measures.calculation.engine.ratings import rag_codes
from measures.calculation.engine.readable import Icons, assess_months, control_chart, icons
from measures.calculation.engine.stretches import AnyArray, Rows, blocks_of
from measures.calculation.engine.travel import direction_codes, previous_rows
from measures.choices import Direction, Rag

__all__ = [
    "Assessment",
    "Frames",
    "FramesBuilder",
    "Icons",
    "MonthFacts",
    "SeriesAssessment",
    "SeriesFacts",
    "Unfit",
    "assess",
    "assess_series",
    "frames_of",
]


Columns: TypeAlias = dict[str, AnyArray]
"""Columns by name: arrays of numbers, or of the codes of words."""
_WORDS: Final[Mapping[str, tuple[StrEnum, ...]]] = {
    "rag": RAGS,
    "direction": DIRECTIONS,
    "variation": VARIATIONS,
    "assurance": ASSURANCES,
    "rule": SIGNALS,
}
"""The columns that are codes, and of which words."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the engine found; columns are those of this module's docstring."""

    months: pd.DataFrame
    charts: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SeriesAssessment:
    """What was found of one series: of every month, oldest first, and the icons at the last."""

    rags: tuple[Rag, ...]
    directions: tuple[Direction, ...]
    icons: Icons


def assess(frames: Frames) -> Assessment:
    """Return the status and direction of every month, and every series' chart at its last month.

    Raises ValueError for a series with a gap, in two places, or with a figure of a thousand million or more.
    """
    months, charted, groups, start = [], [], [], 0
    for rows in blocks_of(frames):
        bounds = bounds_of(rows)
        month, last = last_groups(rows, bounds)
        months.append(_months(rows, bounds, start))
        charted.append({"series": rows.figures["series"][rows.series_first], "month": month.astype(np.int32)})
        groups.append(last)
        start += len(rows)
    of_charts = {**_joined(charted), **_charts(LastGroups.joined(groups))}
    return Assessment(_frame(_joined(months)).set_axis(frames.figures.index), _frame(of_charts).set_index("series"))


def _months(rows: Rows, bounds: Bounds, start: int) -> Columns:
    """Return the columns of `Assessment.months` of one block, which starts at that row of the frame."""
    previous = previous_rows(rows)
    rag, direction = rag_codes(rows, bounds), direction_codes(rows, bounds, previous)
    previous[previous >= 0] += start
    return {"rag": rag, "direction": direction, "previous": previous}


def _charts(groups: LastGroups) -> Columns:
    """Return the columns of `Assessment.charts` but for the series' names and months."""
    points = last_points(groups)
    has_icon = ~points.trial_limits & (points.variation != NONE)
    return {
        "variation": np.where(has_icon, points.variation, NONE).astype(np.int8),
        "assurance": np.where(has_icon, points.assurance, NONE).astype(np.int8),
        "trial_limits": points.trial_limits,
        "rule": points.rule,
        "mean": points.mean,
        "lower": points.lower,
        "upper": points.upper,
    }


def _joined(blocks: Sequence[Columns]) -> Columns:
    """Return the blocks' columns one below the other."""
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _frame(columns: Columns) -> pd.DataFrame:
    """Return columns as a frame, codes as the words that they stand for."""
    return pd.DataFrame(
        {name: words(_WORDS[name], column) if name in _WORDS else column for name, column in columns.items()}
    )


def assess_series(many: Sequence[SeriesFacts]) -> list[SeriesAssessment]:
    """Return what is found of some series given as plain facts, in their order; any numbers will do."""
    builder, by_rules = FramesBuilder(), {}
    for name, series in enumerate(many):
        try:
            builder.add(name, series)
        except Unfit:
            by_rules[name] = _by_the_readable_rules(series)
    found = assess(builder.frames())
    rags = [RAGS[code] for code in found.months["rag"].cat.codes]
    directions = [DIRECTIONS[code] for code in found.months["direction"].cat.codes]
    signs = _icons(found.charts)
    assessed, start = [], 0
    for name, series in enumerate(many):
        if name in by_rules:
            assessed.append(by_rules[name])
            continue
        end = start + len(series.months)
        assessed.append(SeriesAssessment(tuple(rags[start:end]), tuple(directions[start:end]), next(signs)))
        start = end
    return assessed


def _icons(charts: pd.DataFrame) -> Iterator[Icons]:
    """Return the icons of each series of `Assessment.charts`, in their order."""
    for variation, assurance, trial in zip(
        charts["variation"].cat.codes, charts["assurance"].cat.codes, charts["trial_limits"], strict=True
    ):
        yield Icons(
            None if variation == NONE else VARIATIONS[variation],
            None if assurance == NONE else ASSURANCES[assurance],
            bool(trial),
        )


def _by_the_readable_rules(series: SeriesFacts) -> SeriesAssessment:
    """Return what the readable rules find of one series."""
    months = list(assess_months(series))
    return SeriesAssessment(
        tuple(rating.rag for rating, _ in months),
        tuple(movement.direction for _, movement in months),
        icons(control_chart(series)),
    )
