"""Dated inputs of the figures: setting a target, a baseline, a population, a benchmark, a neighbour set.

Nothing is overwritten: the row that held is marked superseded and a new one added, in one transaction, with its
event; then the statuses it touches are queued. Setting what already holds changes nothing and returns None.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.input_words import (
    benchmark_said,
    figure_said,
    neighbours_said,
    population_said,
    target_said,
    unit_of,
)
from measures.actions.outcome import Refused, hold_scorecard, insist, record
from measures.actions.recalculate import queue_recalculation
from measures.choices import Comparator, Missing, TargetKind
from measures.models import (
    Baseline,
    Benchmark,
    Load,
    Measure,
    Neighbour,
    NeighbourSet,
    Outturn,
    Population,
    Recorded,
    Scorecard,
    Target,
    TargetMonth,
)
from measures.permissions import Standing, may_keep_catalogue

TARGET_SAYS = ("kind", "figure", "low", "high", "places", "amber_width", "provisional")
"""What makes two targets of a year different, beside their figures by month."""


def insist_on_keeper(by: Any, scorecard: Scorecard, now: dt.datetime) -> None:
    """Raise `Refused` unless the person keeps the scorecard's catalogue. None is the command line, which may."""
    if by is not None:
        insist(may_keep_catalogue(Standing.of(by, timezone.localdate(now)), scorecard.pk))


def supersede(held: Recorded | None, new: Recorded, compared: Sequence[str], *, now: dt.datetime) -> bool:
    """Put `new` in the place of `held`; return False, writing nothing, if they say the same in the fields compared."""
    if held is not None and all(getattr(held, name) == getattr(new, name) for name in compared):
        return False
    if held is not None and not held.give_way(now):
        raise Refused("Somebody else has just changed this. Reload the page to see what it says now.")
    new.save(force_insert=True)
    return True


@transaction.atomic
def set_target(
    *,
    measure: Measure,
    year: int,
    kind: TargetKind,
    by: Any,
    figure: Decimal | None = None,
    low: Decimal | None = None,
    high: Decimal | None = None,
    places: int = 0,
    amber_width: Decimal | None = None,
    profile: Mapping[dt.date, Decimal] | None = None,
    provisional: bool = False,
    why: str = "",
    said: str = "",
    load: Load | None = None,
    now: dt.datetime | None = None,
) -> Target | None:
    """Set what a measure is to reach in a financial year, in its unit. Returns None where that already holds."""
    now = now or timezone.now()
    held = Target.objects.current().filter(measure=measure, year=year).prefetch_related("months").first()
    new = Target(
        measure=measure,
        year=year,
        kind=kind,
        figure=figure,
        low=low,
        high=high,
        places=places,
        amber_width=amber_width,
        provisional=provisional,
        why=why,
        said=said,
        load=load,
        recorded_at=now,
        recorded_by=by,
    )
    compared = TARGET_SAYS if _has_profile(held, profile or {}) else (*TARGET_SAYS, "pk")
    if not supersede(held, new, compared, now=now):
        return None
    TargetMonth.objects.bulk_create(
        TargetMonth(target=new, month=month, figure=value) for month, value in sorted((profile or {}).items())
    )
    _target_is_set(new, held, by=by, now=now)
    return new


def _has_profile(held: Target | None, profile: Mapping[dt.date, Decimal]) -> bool:
    """Return whether the target that holds has these figures by month."""
    return held is not None and {month.month: month.figure for month in held.months.all()} == dict(profile)


def _target_is_set(new: Target, held: Target | None, *, by: Any, now: dt.datetime) -> None:
    """Write the event of a target that took the place of another, and queue the statuses that it touches."""
    unit = unit_of(new.measure)
    record(
        "set_target",
        by=by,
        now=now,
        measure=new.measure,
        scorecard=new.measure.scorecard,
        why=new.why,
        about=f"target {new.pk}",
        details={"year": new.year, "was": target_said(held, unit), "is": target_said(new, unit)},
    )
    queue_recalculation(measure=new.measure, month=dt.date(new.year, 4, 1), why="target changed")


@transaction.atomic
def set_baseline(
    *,
    measure: Measure,
    year: int,
    figure: Decimal | None,
    missing: Missing | None,
    by: Any,
    places: int = 0,
    said: str = "",
    load: Load | None = None,
    outturn: Outturn | None = None,
    now: dt.datetime | None = None,
) -> Baseline | None:
    """Set where a measure stood when a financial year began. Returns None where that already holds."""
    now = now or timezone.now()
    held = Baseline.objects.current().filter(measure=measure, year=year).first()
    new = Baseline(
        measure=measure,
        year=year,
        figure=figure,
        missing=missing or "",
        places=places,
        said=said,
        load=load,
        outturn=outturn,
        recorded_at=now,
        recorded_by=by,
    )
    compared = ["figure", "missing", "places", *(["outturn"] if outturn is not None else [])]
    if not supersede(held, new, compared, now=now):
        return None
    unit = unit_of(measure)
    details = {"year": year, "was": figure_said(held, unit), "is": figure_said(new, unit)}
    record("set_baseline", by=by, now=now, measure=measure, scorecard=measure.scorecard, details=details)
    queue_recalculation(measure=measure, month=dt.date(year, 4, 1), why="baseline changed")
    return new


@transaction.atomic
def set_population(
    *,
    scorecard: Scorecard,
    area: str,
    age_band: str,
    year: str,
    figure: Decimal,
    source: str,
    holds_from: dt.date,
    by: Any,
    assumed: bool = False,
    said: str = "",
    now: dt.datetime | None = None,
) -> Population | None:
    """Set how many people rates are out of from a month on. Returns None where that already holds."""
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    hold_scorecard(scorecard)
    held = Population.objects.current().filter(scorecard=scorecard, age_band=age_band, holds_from=holds_from).first()
    new = Population(
        scorecard=scorecard,
        area=area,
        age_band=age_band,
        year=year,
        figure=figure,
        source=source,
        assumed=assumed,
        holds_from=holds_from,
        said=said,
        recorded_at=now,
        recorded_by=by,
    )
    if not supersede(held, new, ["area", "year", "figure", "source", "assumed"], now=now):
        return None
    details = {
        "age_band": age_band,
        "holds_from": holds_from.isoformat(),
        "was": population_said(held or held_until(new)),
        "is": population_said(new),
    }
    record("set_population", by=by, now=now, scorecard=scorecard, details=details)
    queue_recalculation(scorecard=scorecard, month=holds_from, why="population changed")
    return new


def held_until(new: Population) -> Population | None:
    """Return the population that rates were out of until the month from which a new one holds."""
    earlier = Population.objects.current().filter(
        scorecard=new.scorecard_id, age_band=new.age_band, holds_from__lt=new.holds_from
    )
    return earlier.order_by("-holds_from").first()


@transaction.atomic
def set_benchmark(
    *,
    measure: Measure,
    comparator: Comparator,
    area: str,
    period: str,
    figure: Decimal | None,
    missing: Missing | None,
    source: str,
    by: Any,
    places: int = 0,
    note: str = "",
    release: str = "",
    neighbour_set: NeighbourSet | None = None,
    said: str = "",
    load: Load | None = None,
    now: dt.datetime | None = None,
) -> Benchmark | None:
    """Set a comparator's figure for a period, or why there is none. Returns None where that already holds."""
    now = now or timezone.now()
    held = Benchmark.objects.current().filter(measure=measure, comparator=comparator, area=area, period=period).first()
    new = Benchmark(
        measure=measure,
        comparator=comparator,
        area=area,
        period=period,
        figure=figure,
        missing=missing or "",
        places=places,
        source=source,
        note=note,
        release=release,
        neighbour_set=neighbour_set,
        said=said,
        load=load,
        recorded_at=now,
        recorded_by=by,
    )
    if not supersede(held, new, ["figure", "missing", "places", "release", "note"], now=now):
        return None
    unit, about = unit_of(measure), {"comparator": comparator.value, "area": area, "period": period}
    details = {**about, "was": benchmark_said(held, unit), "is": benchmark_said(new, unit)}
    record("set_benchmark", by=by, now=now, measure=measure, scorecard=measure.scorecard, details=details)
    return new


@transaction.atomic
def set_neighbours(
    *, scorecard: Scorecard, edition: str, names: Sequence[str], source: str, by: Any, now: dt.datetime | None = None
) -> NeighbourSet | None:
    """Set the authorities most like this one. Returns None where that edition already lists the same."""
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    hold_scorecard(scorecard)
    held = NeighbourSet.objects.current().filter(scorecard=scorecard).prefetch_related("neighbours").first()
    if held is not None and held.edition == edition and [n.name for n in held.neighbours.all()] == list(names):
        return None
    new = NeighbourSet(scorecard=scorecard, edition=edition, source=source, recorded_at=now, recorded_by=by)
    supersede(held, new, ["pk"], now=now)
    Neighbour.objects.bulk_create(
        Neighbour(neighbour_set=new, position=position, name=name) for position, name in enumerate(names, 1)
    )
    details = {"edition": edition, "was": neighbours_said(held), "is": neighbours_said(new)}
    record("set_neighbours", by=by, now=now, scorecard=scorecard, details=details)
    return new
