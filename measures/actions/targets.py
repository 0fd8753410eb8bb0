"""The targets of a scorecard as its performance team keeps them: one, or a year's in one go.

Nothing is overwritten (`inputs.set_target`). Called by the catalogue's pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import insist_on_keeper, set_baseline, set_benchmark, set_target
from measures.actions.outcome import Overtaken, Refused, hold_scorecard
from measures.choices import Comparator, Missing, TargetKind
from measures.models import Benchmark, Measure, NeighbourSet, Scorecard, Target


@dataclass(frozen=True)
class Wanted:
    """What a measure is to reach in a year, as somebody entered it."""

    measure: Measure
    kind: TargetKind
    seen: int | None
    """The target that the page showed; None where it showed none."""
    figure: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 0
    amber_width: Decimal | None = None
    profile: Mapping[dt.date, Decimal] = field(default_factory=dict)
    provisional: bool = False
    said: str = ""


@transaction.atomic
def keep_targets(
    *,
    scorecard: Scorecard,
    year: int,
    wanted: Sequence[Wanted],
    why: str,
    by: Any,
    now: dt.datetime | None = None,
) -> list[Target]:
    """Set targets of a financial year, all of them or none; return those that changed.

    Raises `Refused` without a reason, and `Overtaken`, naming the measures, where a target is another one by now than
    the page showed.
    """
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    if not why.strip():
        raise Refused("Enter why the targets are set so.", {"why": "Enter why. It stands beside the target."})
    hold_scorecard(scorecard)
    _insist_as_seen(scorecard, year, wanted)
    done = []
    for one in wanted:
        target = set_target(
            measure=one.measure,
            year=year,
            kind=one.kind,
            figure=one.figure,
            low=one.low,
            high=one.high,
            places=one.places,
            amber_width=one.amber_width,
            profile=one.profile,
            provisional=one.provisional,
            said=one.said,
            why=why.strip(),
            by=by,
            now=now,
        )
        if target is not None:
            done.append(target)
    return done


def _insist_as_seen(scorecard: Scorecard, year: int, wanted: Sequence[Wanted]) -> None:
    """Raise `Overtaken`, naming the measures, where a target is another one by now than the page showed."""
    current = Target.objects.current().filter(measure__scorecard=scorecard, year=year).select_related("recorded_by")
    held = {target.measure_id: target for target in current}
    moved = {}
    for one in wanted:
        now_held = held.get(one.measure.pk)
        if (now_held.pk if now_held else None) != one.seen:
            person = now_held.recorded_by.get_full_name() if now_held and now_held.recorded_by else "Somebody"
            moved[f"target_{one.measure.pk}"] = f"{person} has set this to {now_held} since you opened the page."
    if moved:
        raise Overtaken("Some targets were changed since you opened the page. Nothing was saved.", moved)


@transaction.atomic
def keep_baseline(
    *,
    measure: Measure,
    year: int,
    figure: Decimal | None,
    missing: Missing | None,
    places: int,
    said: str,
    by: Any,
    now: dt.datetime | None = None,
) -> None:
    """Set where a measure stood when a financial year began."""
    now = now or timezone.now()
    insist_on_keeper(by, measure.scorecard, now)
    hold_scorecard(measure.scorecard)
    set_baseline(measure=measure, year=year, figure=figure, missing=missing, places=places, said=said, by=by, now=now)


@transaction.atomic
def keep_benchmark(
    *,
    measure: Measure,
    comparator: Comparator,
    area: str,
    period: str,
    figure: Decimal | None,
    missing: Missing | None,
    places: int,
    source: str,
    note: str,
    said: str,
    by: Any,
    now: dt.datetime | None = None,
) -> Benchmark | None:
    """Set a comparator's figure by hand; None where that already holds.

    Raises `Refused` where the figure in force was read from a release of its publisher: a newer release replaces it.
    """
    now = now or timezone.now()
    insist_on_keeper(by, measure.scorecard, now)
    hold_scorecard(measure.scorecard)
    held = Benchmark.objects.current().filter(measure=measure, comparator=comparator, area=area, period=period).first()
    if held is not None and held.release:
        raise Refused(
            "This figure was read from its publisher’s file.",
            {"period": f"It is from {held.source}, release {held.release}. Take in a newer release instead."},
        )
    neighbours = None
    if comparator is Comparator.STATISTICAL_NEIGHBOURS:
        neighbours = NeighbourSet.objects.current().filter(scorecard=measure.scorecard_id).first()
    return set_benchmark(
        measure=measure,
        comparator=comparator,
        area=area,
        period=period,
        figure=figure,
        missing=missing,
        places=places,
        source=source,
        note=note,
        neighbour_set=neighbours,
        said=said,
        by=by,
        now=now,
    )
