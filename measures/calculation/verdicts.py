"""What the engine finds of many measures, in each of some of their months, as they are seen from that month.

A control chart of a past month is made of the months up to it, so every wanted month is a series of its own here:
the measure's rows up to it, with their figures provisional where their cohort was incomplete then. Called by a full
recalculation. Calls the engine, and the readable rules for a course that does not fit its integers. `judge` of the
same month is the meaning (test_verdicts.py holds one to the other).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from measures.calculation.courses import ChartEnd, Course, chart_end_of, judge, shown_place
from measures.calculation.engine import Assessment, Frames, FramesBuilder, Icons, SeriesFacts, Unfit, assess
from measures.calculation.engine.codes import ASSURANCES, DIRECTIONS, NONE, RAGS, SIGNALS, VARIATIONS
from measures.calculation.engine.stretches import Integers
from measures.choices import Direction, Rag

ROWS_AT_ONCE: Final = 1_000_000
"""Rows given to the engine at a time, about: keeps a long history within memory."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one measure in one month: of the figure that stands, and of the chart up to the month."""

    rag: Rag
    direction: Direction
    end: ChartEnd


def verdicts(wanted: Sequence[tuple[Course, Sequence[int]]], rows_at_once: int = ROWS_AT_ONCE) -> list[list[Verdict]]:
    """Return, for each course and the places of the months wanted of it, what is found in each of those months."""
    found: list[list[Verdict]] = []
    batch: list[tuple[Course, Sequence[int]]] = []
    rows = 0
    for course, places in wanted:
        batch.append((course, places))
        rows += sum(places) + len(places)
        if rows >= rows_at_once:
            found += _of_batch(batch)
            batch, rows = [], 0
    return found + _of_batch(batch)


def verdicts_by_rules(wanted: Sequence[tuple[Course, Sequence[int]]]) -> list[list[Verdict]]:
    """Return the same by the readable rules, month by month: the quicker way for a few months."""
    return [[_by_rules(course, place) for place in places] for course, places in wanted]


def _by_rules(course: Course, place: int) -> Verdict:
    """Return what the readable rules find of one month."""
    said = judge(course.seen_from(place), chart_end_of(course, place))
    return Verdict(said.rag, said.movement.direction, said.end)


def _of_batch(batch: Sequence[tuple[Course, Sequence[int]]]) -> list[list[Verdict]]:
    """Return the verdicts of some courses, from one run of the engine."""
    builder = FramesBuilder()
    parts: list[tuple[int, Course, list[int]]] = []
    for name, (course, places) in enumerate(batch):
        for some in _with_limits_alike(course, places):
            if _add(builder, len(parts), course, some[0]):
                parts.append((name, course, some))
    by_engine = iter(_by_engine(builder.frames(), [part[1:] for part in parts]) if parts else ())
    found = {(name, place): next(by_engine) for name, _, places in parts for place in places}
    return [
        [found.get((name, place)) or _by_rules(course, place) for place in places]
        for name, (course, places) in enumerate(batch)
    ]


def _with_limits_alike(course: Course, places: Sequence[int]) -> list[list[int]]:
    """Return the places in groups whose charts have their limits fixed after as many points."""
    groups: dict[int | None, list[int]] = {}
    for place in places:
        groups.setdefault(course.fix_after[place], []).append(place)
    return list(groups.values())


def _add(builder: FramesBuilder, name: int, course: Course, place: int) -> bool:
    """Add the whole course, nothing of it provisional, its limits as at a place; return whether it fits."""
    try:
        builder.add(name, SeriesFacts(course.months, course.fix_after[place], course.screen))
    except Unfit:
        return False
    return True


def _by_engine(frames: Frames, fit: Sequence[tuple[Course, list[int]]]) -> list[Verdict]:
    """Return the verdicts on the wanted months of courses that the frames hold, in order."""
    starts = np.cumsum([0, *(len(course.months) for course, _ in fit)])[:-1]
    wanted = np.array([place for _, places in fit for place in places], dtype=np.int64)
    counts = [len(places) for _, places in fit]
    length = wanted + 1
    ends = np.cumsum(length)
    back = np.arange(ends[-1]) - np.repeat(ends - length, length)
    index = np.repeat(np.repeat(starts, counts), length) + back
    lag = np.array([month.measure.maturity_lag for course, _ in fit for month in course.months], dtype=np.int64)
    rows = frames.figures.take(index).reset_index(drop=True)
    rows["series"] = np.repeat(np.arange(len(wanted)), length)
    rows["provisional"] = np.repeat(wanted, length) - back < lag[index]
    found = assess(Frames(rows, frames.measures, frames.targets))
    shown = [shown_place(course.months, place) - place for course, places in fit for place in places]
    return list(_read(found, ends - 1 + np.array(shown), wanted + np.array(shown) >= 0))


def _read(found: Assessment, at: Integers, exists: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterable[Verdict]:
    """Return the verdicts of an assessment whose series each end in a wanted month; `at` are the rows that stand."""
    standing = np.where(exists, at, 0)
    rags = found.months["rag"].cat.codes.to_numpy()[standing]
    directions = found.months["direction"].cat.codes.to_numpy()[standing]
    for rag, direction, there, end in zip(
        rags.tolist(), directions.tolist(), exists.tolist(), _ends(found.charts), strict=True
    ):
        if there:
            yield Verdict(RAGS[rag], DIRECTIONS[direction], end)
        else:
            yield Verdict(Rag.NO_DATA, Direction.NO_COMPARISON, end)


def _ends(charts: pd.DataFrame) -> Iterable[ChartEnd]:
    """Return the end of each chart; an empty one where nothing is charted."""
    columns = [charts[name].cat.codes.tolist() for name in ("variation", "assurance", "rule")]
    columns += [charts[name].tolist() for name in ("trial_limits", "mean", "lower", "upper", "month")]
    known: dict[tuple[int, int, bool], Icons] = {}
    for variation, assurance, rule, trial, mean, lower, upper, month in zip(*columns, strict=True):
        if month == NONE:
            yield ChartEnd()
            continue
        key = (variation, assurance, trial)
        if key not in known:
            known[key] = Icons(
                None if variation == NONE else VARIATIONS[variation],
                None if assurance == NONE else ASSURANCES[assurance],
                trial,
            )
        signal = None if variation == NONE or trial or rule == NONE else SIGNALS[rule]
        yield ChartEnd(
            known[key], signal, trial, *(None if math.isnan(line) else line for line in (mean, lower, upper))
        )
