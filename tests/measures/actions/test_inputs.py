"""Targets, baselines, populations, benchmarks and neighbours: superseded, never overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from measures.actions.inputs import set_baseline, set_benchmark, set_neighbours, set_population, set_target
from measures.choices import Comparator, Missing, TargetKind
from measures.models import (
    Baseline,
    Benchmark,
    Event,
    NeighbourSet,
    Population,
    Recalculation,
    Target,
    TargetMonth,
)
from tests.factories.council import NOVEMBER, Council

pytestmark = pytest.mark.django_db

EARLIER = dt.datetime(2023, 4, 3, 10, tzinfo=dt.UTC)
NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)

Setter = Callable[[Council, Decimal, dt.datetime], Any]


def _target(found: Council, figure: Decimal, now: dt.datetime) -> Any:
    return set_target(
        measure=found.visits.measure, year=2024, kind=TargetKind.FIGURE, figure=figure, by=found.people["team"], now=now
    )


def _baseline(found: Council, figure: Decimal, now: dt.datetime) -> Any:
    by = found.people["team"]
    return set_baseline(measure=found.visits.measure, year=2023, figure=figure, missing=None, by=by, now=now)


def _population(found: Council, figure: Decimal, now: dt.datetime) -> Any:
    return set_population(
        scorecard=found.scorecard, area="Sample", age_band="0-17", year="2022", figure=figure, source="Estimate",
        holds_from=NOVEMBER, by=found.people["team"], now=now,
    )  # fmt: skip


def _benchmark(found: Council, figure: Decimal, now: dt.datetime) -> Any:
    return set_benchmark(
        measure=found.visits.measure, comparator=Comparator.NATIONAL, area="England", period="2022/23", figure=figure,
        missing=None, source="Release", by=found.people["team"], now=now,
    )  # fmt: skip


def _neighbours(found: Council, figure: Decimal, now: dt.datetime) -> Any:
    return set_neighbours(
        scorecard=found.scorecard, edition=f"{figure}", names=["Devon", "Dorset"], source="", by=found.people["team"],
        now=now,
    )  # fmt: skip


INPUTS: dict[str, tuple[Setter, type[Any]]] = {
    "target": (_target, Target),
    "baseline": (_baseline, Baseline),
    "population": (_population, Population),
    "benchmark": (_benchmark, Benchmark),
    "neighbours": (_neighbours, NeighbourSet),
}


@pytest.fixture(params=INPUTS)
def kind(request: Any) -> tuple[str, Setter, Any]:
    return request.param, *INPUTS[request.param]


def test_a_new_one_takes_the_olders_place_and_the_older_is_kept(found: Council, kind: tuple[str, Setter, Any]) -> None:
    _, put, model = kind
    older = put(found, Decimal(80), EARLIER)
    newer = put(found, Decimal(85), NOW)
    rows = model.objects.filter(pk__in=[older.pk, newer.pk])
    assert [row.pk for row in rows.current()] == [newer.pk]
    older.refresh_from_db()
    assert (older.superseded_at, newer.superseded_at) == (NOW, None)


def test_what_was_known_at_a_moment_is_found_again(found: Council, kind: tuple[str, Setter, Any]) -> None:
    _, put, model = kind
    older, newer = put(found, Decimal(80), EARLIER), put(found, Decimal(85), NOW)
    second = dt.timedelta(seconds=1)
    rows = model.objects.filter(pk__in=[older.pk, newer.pk])
    assert list(rows.known_at(EARLIER - second)) == []
    assert list(rows.known_at(EARLIER)) == list(rows.known_at(NOW - second)) == [older]
    assert list(rows.known_at(NOW)) == [newer]


def test_setting_what_already_holds_writes_nothing(found: Council, kind: tuple[str, Setter, Any]) -> None:
    name, put, model = kind
    put(found, Decimal(80), EARLIER)
    before = (model.objects.count(), Event.objects.count(), Recalculation.objects.count())
    assert put(found, Decimal("80.0") if name != "neighbours" else Decimal(80), NOW) is None
    assert (model.objects.count(), Event.objects.count(), Recalculation.objects.count()) == before


def test_who_set_it_and_when_is_an_event(found: Council, kind: tuple[str, Setter, Any]) -> None:
    name, put, _ = kind
    put(found, Decimal(80), NOW)
    event = Event.objects.get(what=f"set_{name}")
    assert (event.by, event.at, event.scorecard) == (found.people["team"], NOW, found.scorecard)


@pytest.mark.parametrize(
    ("name", "measure", "month"),
    [("target", True, dt.date(2024, 4, 1)), ("baseline", True, dt.date(2023, 4, 1)), ("population", False, NOVEMBER)],
)
def test_the_statuses_that_it_touches_are_worked_out_again(
    found: Council, name: str, measure: bool, month: dt.date
) -> None:
    INPUTS[name][0](found, Decimal(80), NOW)
    job = Recalculation.objects.get()
    assert (job.measure_id, job.month) == (found.visits.measure_id if measure else None, month)


def test_a_benchmark_changes_no_status(found: Council) -> None:
    _benchmark(found, Decimal(80), NOW)
    assert not Recalculation.objects.exists()


def test_a_profile_that_differs_in_one_month_is_another_target(found: Council) -> None:
    def put(november: int) -> Target | None:
        return set_target(
            measure=found.visits.measure, year=2024, kind=TargetKind.PROFILE, figure=Decimal(90),
            profile={dt.date(2024, 10, 1): Decimal(80), dt.date(2024, 11, 1): Decimal(november)},
            by=found.people["team"],
        )  # fmt: skip

    first, same, other = put(82), put(82), put(83)
    assert first is not None
    assert same is None
    assert other is not None
    assert [m.figure for m in TargetMonth.objects.filter(target=other)] == [Decimal(80), Decimal(83)]
    assert [m.figure for m in TargetMonth.objects.filter(target=first)] == [Decimal(80), Decimal(82)]


def test_a_comparator_without_a_figure_has_a_reason(found: Council) -> None:
    made = set_benchmark(
        measure=found.visits.measure, comparator=Comparator.REGION, area="South West", period="2022/23", figure=None,
        missing=Missing.NOT_AVAILABLE, source="Release", by=None,
    )  # fmt: skip
    assert made is not None
    assert (made.figure, made.missing) == (None, Missing.NOT_AVAILABLE)


def test_a_target_of_another_year_leaves_this_years_alone(found: Council) -> None:
    this_year = Target.objects.get(measure=found.visits.measure)
    _target(found, Decimal(80), NOW)
    assert Target.objects.current().filter(pk=this_year.pk).exists()
