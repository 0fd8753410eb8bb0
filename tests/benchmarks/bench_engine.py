"""The engine's speed, as ratios of one run: `python -m tests.benchmarks.bench_engine`; exits 1 if a bound is missed.

A million measure-months (8,400 measures x 120 months: all units, aims, bases and frequencies, 3% missing, rebased
series and changed definitions among them), status and direction of every month and one chart a series:
at least 60 times as fast as the readable rules row by row (timed on a sample, results equal on it), at most 10 times
a bare pandas group-by mean and standard deviation of the same figures, peak memory under 1 GiB, and linear from
10,000 rows to 1,000,000. Sentences are made where they are read and are not part of it.
"""

from __future__ import annotations

import math
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from measures.calculation.engine import Assessment, Frames, MonthFacts, SeriesFacts, assess
from measures.calculation.engine.codes import AIMS, BASES, FREQUENCIES, MISSINGS, TARGET_KINDS, UNITS
from measures.calculation.engine.frames import COUNT_SCALE, NOTHING, SCALE, month_number
from measures.calculation.engine.readable import assess_months, control_chart, icons
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.choices import Basis, Frequency, TargetKind

Record: TypeAlias = dict[Hashable, Any]

MONTHS = 120
MEASURES = 8_400
YEARS = MONTHS // 12
SAMPLE = 60
"""Series of the sample on which the readable rules are timed and compared."""
ROUNDS = 15
"""Each thing is timed so often, in seconds of the processor, and the best taken: the machine is shared."""

FASTER_THAN_READABLE = 60
SLOWER_THAN_GROUPBY = 10
MOST_BYTES = 2**30
LINEAR_WITHIN = 2.0
"""Seconds a row at a million may be at most so many times those at any smaller size from 10,000 up."""


def scorecards(measures: int = MEASURES) -> Frames:
    """Return the frames of so many measures over ten years, made with a fixed seed."""
    random = np.random.default_rng(2023)
    rows = measures * MONTHS
    definitions = _definitions(random, measures)
    targets = _targets(random, measures)
    series = np.repeat(np.arange(measures), MONTHS)
    month = np.tile(np.arange(MONTHS), measures)
    level = np.repeat(random.uniform(5, 95, measures), MONTHS)
    value = np.abs(level + random.normal(0, 4, rows)) * 10**SCALE
    missing = np.where(random.random(rows) < 0.03, random.integers(0, len(MISSINGS), rows), -1)
    year = series * YEARS + month // 12
    profiled = targets["kind"].to_numpy()[year] == TARGET_KINDS.index(TargetKind.PROFILE)
    changed = (random.random(measures) < 0.1)[series] & (month >= 80)
    figures = pd.DataFrame(
        {
            "series": series,
            "month": (month + month_number(2014, 4)).astype(np.int32),
            "measure": (series + measures * changed).astype(np.int32),
            "target": np.where(random.random(measures * YEARS) < 0.9, np.arange(measures * YEARS), -1)[year].astype(
                np.int32
            ),
            "value": np.where(missing < 0, value.astype(np.int64), NOTHING),
            "exact": np.where(missing < 0, value.astype(np.int64) / 10**SCALE, np.nan),
            "missing": missing.astype(np.int8),
            "provisional": month >= MONTHS - (random.random(measures) < 0.1)[series],
            "denominator": np.where(
                random.random(rows) < 0.8, random.integers(20, 2000, rows) * 10**COUNT_SCALE, NOTHING
            ),
            "profile": np.where(profiled, (level * 10).astype(np.int64) * 10 ** (SCALE - 1), NOTHING),
            "breaks": changed & (month == 80),
            "new_group": (random.random(measures) < 0.3)[series]
            & (month == random.integers(20, 110, measures)[series]),
        }
    )
    return Frames(figures, definitions, targets)


def _definitions(random: np.random.Generator, measures: int) -> pd.DataFrame:
    """Return two definitions of every measure: the second is the changed one."""
    both = 2 * measures

    def code(words: int) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
        return random.integers(0, words, both).astype(np.int8)

    often = [BASES.index(Basis.MONTH)] * 4 + list(range(len(BASES)))
    monthly = [FREQUENCIES.index(Frequency.MONTHLY)] * 8 + list(range(len(FREQUENCIES)))
    return pd.DataFrame(
        {
            "unit": code(len(UNITS)),
            "aim": code(len(AIMS)),
            "basis": random.choice(often, both).astype(np.int8),
            "frequency": np.tile(random.choice(monthly, measures).astype(np.int8), 2),
            "decimals": random.choice([0, 0, 1, 2], both).astype(np.int8),
            "tolerance": np.where(random.random(both) < 0.2, 3 * 10**SCALE, NOTHING),
            "fix_after": np.where(random.random(both) < 0.1, 24, 0).astype(np.int16),
            "screen": random.random(both) < 0.9,
        }
    )


def _targets(random: np.random.Generator, measures: int) -> pd.DataFrame:
    """Return a target of every measure and year."""
    count = measures * YEARS
    kind = random.choice([0, 0, 0, *range(len(TARGET_KINDS))], count).astype(np.int8)
    figure = random.integers(0, 1000, count) * 10 ** (SCALE - 1)
    ranged = kind == TARGET_KINDS.index(TargetKind.RANGE)
    return pd.DataFrame(
        {
            "kind": kind,
            "figure": figure,
            "low": np.where(ranged, figure, NOTHING),
            "high": np.where(ranged, figure + 10**SCALE, NOTHING),
            "baseline": random.integers(0, 1000, count) * 10 ** (SCALE - 1),
            "width": np.where(random.random(count) < 0.1, 10**SCALE, NOTHING),
            "places": np.ones(count, dtype=np.int8),
        }
    )


def head(frames: Frames, measures: int) -> Frames:
    """Return the frames with the first so many measures."""
    return Frames(frames.figures.iloc[: measures * MONTHS], frames.measures, frames.targets)


def facts(frames: Frames, measures: int) -> list[SeriesFacts]:
    """Return the first so many series as the readable rules take them."""
    definitions = frames.measures.to_dict("records")
    profiles: dict[int, dict[date, Decimal]] = defaultdict(dict)
    figures = frames.figures.head(measures * MONTHS).to_dict("records")
    for row in figures:
        if row["profile"] != NOTHING:
            profiles[row["target"]][_period(row)] = Decimal(row["profile"]).scaleb(-SCALE)
    targets = [
        _target(row, profiles[place])
        for place, row in enumerate(frames.targets.head(measures * YEARS).to_dict("records"))
    ]
    many = []
    for start in range(0, measures * MONTHS, MONTHS):
        rows = figures[start : start + MONTHS]
        last = definitions[rows[-1]["measure"]]
        many.append(
            SeriesFacts(
                [_month(row, definitions, targets) for row in rows], last["fix_after"] or None, bool(last["screen"])
            )
        )
    return many


def _period(row: Record) -> date:
    return date(row["month"] // 12, row["month"] % 12 + 1, 1)


def _month(row: Record, definitions: list[Record], targets: list[TargetFacts]) -> MonthFacts:
    figure = FigureFacts(
        _period(row),
        _number(row["value"]),
        MISSINGS[row["missing"]] if row["missing"] >= 0 else None,
        denominator=_number(row["denominator"], COUNT_SCALE),
        provisional=bool(row["provisional"]),
    )
    target = targets[row["target"]] if row["target"] >= 0 else None
    return MonthFacts(figure, _definition(definitions[row["measure"]]), target, row["breaks"], row["new_group"])


def _definition(row: Record) -> MeasureFacts:
    return MeasureFacts(
        UNITS[row["unit"]],
        AIMS[row["aim"]],
        BASES[row["basis"]],
        row["decimals"],
        FREQUENCIES[row["frequency"]],
        tolerance=_number(row["tolerance"]),
    )


def _target(row: Record, profile: dict[date, Decimal]) -> TargetFacts:
    return TargetFacts(
        TARGET_KINDS[row["kind"]],
        figure=_number(row["figure"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
        places=row["places"],
        amber_width=_number(row["width"]),
        baseline=_number(row["baseline"]),
        profile=profile,
    )


def _number(whole: int, scale: int = SCALE) -> Decimal | None:
    return None if whole == NOTHING else Decimal(whole).scaleb(-scale)


def best_of(rounds: int, *runs: Callable[[], object]) -> list[float]:
    """Return the seconds of the fastest of some rounds of each run, taken in turns so that all meet the same noise."""
    best = [math.inf] * len(runs)
    for _ in range(rounds):
        for place, run in enumerate(runs):
            start = time.process_time()
            run()
            best[place] = min(best[place], time.process_time() - start)
    return best


def by_the_readable_rules(many: list[SeriesFacts]) -> list[tuple[object, ...]]:
    """Return the status and direction of every month, and then the icons, of every series."""
    said: list[tuple[object, ...]] = []
    for series in many:
        said += [(rating.rag, movement.direction) for rating, movement in assess_months(series)]
        said.append(astuple(icons(control_chart(series))))
    return said


def by_the_engine(found: Assessment, measures: int) -> list[tuple[object, ...]]:
    """Return the same, as the engine's frames have it."""
    months = found.months[["rag", "direction"]].head(measures * MONTHS)
    charts = found.charts[["variation", "assurance", "trial_limits"]].head(measures)
    of_charts = charts.astype(object).where(charts.notna(), None)
    said: list[tuple[object, ...]] = []
    for place, chart in enumerate(of_charts.itertuples(index=False, name=None)):
        said += months.iloc[place * MONTHS : (place + 1) * MONTHS].itertuples(index=False, name=None)
        said.append(chart)
    return said


def main() -> int:
    """Run the benchmark, print its ratios, and return 1 where a bound is missed."""
    frames = scorecards()
    rows = len(frames.figures)
    assess(head(frames, 84))
    values = pd.DataFrame(
        {
            "series": frames.figures["series"],
            "value": frames.figures["value"].where(frames.figures["missing"] < 0) / 10**SCALE,
        }
    )
    engine, bare = best_of(
        ROUNDS, lambda: assess(frames), lambda: values.groupby("series")["value"].agg(["mean", "std"])
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    smaller = {count: best_of(ROUNDS, partial(assess, head(frames, count)))[0] for count in (84, 840, 2_800)}

    sample = facts(frames, SAMPLE)
    start = time.process_time()
    readable = by_the_readable_rules(sample)
    readable_seconds = (time.process_time() - start) / (SAMPLE * MONTHS)
    equal = readable == by_the_engine(assess(frames), SAMPLE)

    a_row = engine / rows
    growth = max(a_row / (seconds / (count * MONTHS)) for count, seconds in smaller.items())
    results = [
        (f"engine equals the readable rules on {SAMPLE * MONTHS:,} months and {SAMPLE} charts", float(equal), "=", 1.0),
        ("times as fast as the readable rules row by row", readable_seconds / a_row, ">=", float(FASTER_THAN_READABLE)),
        ("times a bare group-by mean and standard deviation", engine / bare, "<=", float(SLOWER_THAN_GROUPBY)),
        ("peak memory in GiB", peak / MOST_BYTES, "<=", 1.0),
        ("most times the seconds a row of a smaller run, from 10,080 rows up", growth, "<=", LINEAR_WITHIN),
    ]
    print(
        f"{rows:,} measure-months: engine {engine * 1000:.0f} ms, bare group-by {bare * 1000:.0f} ms, "
        f"readable rules {readable_seconds * 1e6:.1f} us a row"
    )
    missed = 0
    for name, found, sign, bound in results:
        held = {"=": found == bound, ">=": found >= bound, "<=": found <= bound}[sign]
        missed += not held
        print(f"{'held  ' if held else 'MISSED'} {found:8.2f} {sign} {bound:g}  {name}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
