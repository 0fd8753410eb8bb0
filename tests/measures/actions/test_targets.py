"""What figures are held against, as the performance team keeps it: all of it or none, and nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from measures.actions.inputs import set_neighbours, set_population
from measures.actions.outcome import Overtaken, Refused
from measures.actions.periods import open_period, set_dates
from measures.actions.populations import withdraw_population
from measures.actions.targets import Wanted, keep_baseline, keep_benchmark, keep_targets
from measures.actions.years import begin_year
from measures.choices import Comparator, PeriodState, TargetKind
from measures.models import Benchmark, Event, Measure, Period, Recalculation, Target
from tests.factories.council import NOVEMBER, Council, council
from tests.factories.inputs import PopulationFactory
from tests.racing import at_once

pytestmark = pytest.mark.django_db
DUE, APPROVED = dt.date(2024, 1, 12), dt.date(2024, 1, 19)


@pytest.fixture
def found() -> Council:
    return council()


def current(measure: Measure, year: int = 2023) -> Target | None:
    return Target.objects.current().filter(measure=measure, year=year).first()


def wanted(measure: Measure, figure: str, **changes: Any) -> Wanted:
    held = current(measure)
    said: dict[str, Any] = {"seen": held.pk if held else None, "said": f"{figure}%", **changes}
    return Wanted(measure=measure, kind=TargetKind.FIGURE, figure=Decimal(figure), **said)


def keep(found: Council, *targets: Wanted, by: Any = None, why: str = "Agreed.", year: int = 2023) -> list[Target]:
    by = by or found.people["team"]
    return keep_targets(scorecard=found.scorecard, year=year, wanted=targets, why=why, by=by)


def test_several_targets_are_set_in_one_go_with_one_reason(found: Council) -> None:
    visits, placements = found.visits.measure, found.placements.measure
    done = keep(found, wanted(visits, "91"), wanted(placements, "92"))
    assert [(row.said, row.why, row.recorded_by) for row in done] == [
        ("91%", "Agreed.", found.people["team"]), ("92%", "Agreed.", found.people["team"]),
    ]  # fmt: skip
    assert Target.objects.filter(measure=visits, year=2023).count() == 2
    assert Event.objects.filter(what="set_target").count() == 2
    assert Recalculation.objects.filter(month=dt.date(2023, 4, 1)).count() == 2


def test_a_target_that_somebody_changed_meanwhile_stops_them_all_and_is_named(found: Council) -> None:
    visits, placements = found.visits.measure, found.placements.measure
    old = wanted(placements, "92")
    keep(found, wanted(placements, "95"))
    with pytest.raises(Overtaken) as refused:
        keep(found, wanted(visits, "91"), old)
    assert refused.value.fields == {
        f"target_{placements.pk}": "Theo Team has set this to 95% since you opened the page."
    }
    assert Target.objects.filter(measure=visits, year=2023).count() == 1


def test_a_target_has_a_reason(found: Council) -> None:
    with pytest.raises(Refused, match="Enter why"):
        keep(found, wanted(found.visits.measure, "91"), why=" ")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_a_target_at_once_one_is_told(found: Council) -> None:
    target = wanted(found.visits.measure, "91")
    other = wanted(found.visits.measure, "97")
    outcomes = at_once(lambda: keep(found, target), lambda: keep(found, other))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Overtaken", "list"]
    assert Target.objects.filter(measure=found.visits.measure, year=2023).count() == 2


def test_a_comparators_figure_is_entered_by_hand_and_the_older_is_kept(found: Council) -> None:
    for figure in ("20.8", "20.9"):
        _benchmark(found, found.people["team"], figure)
    rows = Benchmark.objects.filter(measure=found.visits.measure)
    assert [row.said for row in rows.current()] == ["20.9%"]
    assert rows.count() == 2


def test_a_figure_from_a_publishers_file_is_not_typed_over(found: Council) -> None:
    _benchmark(found, found.people["team"], "20.8")
    Benchmark.objects.update(release="2025-11")
    with pytest.raises(Refused, match="publisher") as refused:
        _benchmark(found, found.people["team"], "99")
    assert set(refused.value.fields) == {"period"}


def test_a_new_year_keeps_owners_carries_targets_and_plans_its_months(found: Council) -> None:
    done = begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])
    assert (done.months, done.targets) == (16, 2)
    months = Period.objects.filter(scorecard=found.scorecard, month__gte=dt.date(2024, 4, 1))
    assert {period.state for period in months} == {PeriodState.PLANNED}
    assert months.earliest("month").due_on == dt.date(2024, 5, 10)
    carried = current(found.visits.measure, 2024)
    held = current(found.visits.measure)
    assert carried is not None
    assert held is not None
    assert (carried.provisional, carried.figure) == (True, held.figure)
    assert Event.objects.get(what="begin_year").by == found.people["team"]


def test_a_year_begins_once(found: Council) -> None:
    begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])
    with pytest.raises(Refused, match="2024/25 has begun already"):
        begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_a_year_at_once_begin_it_once(found: Council) -> None:
    begin = lambda: begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])  # noqa: E731
    outcomes = at_once(begin, begin)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Begun", "Refused"]
    assert Period.objects.filter(scorecard=found.scorecard, month__gte=dt.date(2024, 4, 1)).count() == 12


def test_what_fails_half_way_leaves_no_half_year(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*args: Any, **kwargs: Any) -> int:
        raise OSError("The power went.")

    monkeypatch.setattr("measures.actions.years.carry_year", break_off)
    with pytest.raises(OSError, match="power"):
        begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])
    assert not Period.objects.filter(month__gte=dt.date(2024, 4, 1)).exists()


def test_a_planned_month_opens_with_its_slots_and_its_provisional_targets(found: Council) -> None:
    begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])
    opened = open_period(
        scorecard=found.scorecard, month=dt.date(2024, 4, 1), due_on=DUE, approve_by=APPROVED, by=found.people["team"]
    )
    assert opened.submissions.count() == 2


def test_the_dates_of_a_month_change_with_a_reason_that_is_kept(found: Council) -> None:
    set_dates(period=found.november, due_on=DUE, approve_by=APPROVED, why="The holidays.", by=found.people["team"])
    event = Event.objects.get(what="set_dates")
    assert (event.why, event.period) == ("The holidays.", found.november)
    assert "due 12 January 2024" in event.details["is"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"approve_by": dt.date(2024, 1, 1)}, "approval date is before"),
        ({"why": ""}, "Enter why the dates change"),
    ],
)
def test_dates_that_make_no_sense_are_refused(found: Council, changes: dict[str, Any], sentence: str) -> None:
    said = {"due_on": DUE, "approve_by": APPROVED, "why": "The holidays.", **changes}
    with pytest.raises(Refused, match=sentence):
        set_dates(period=found.november, by=found.people["team"], **said)


def test_dates_that_somebody_changed_meanwhile_are_not_changed_again(found: Council) -> None:
    seen = Period.objects.select_related("scorecard").get(pk=found.november.pk)
    set_dates(period=found.november, due_on=DUE, approve_by=APPROVED, why="The holidays.", by=found.people["team"])
    with pytest.raises(Overtaken):
        set_dates(period=seen, due_on=APPROVED, approve_by=APPROVED, why="Snow.", by=found.people["team"])


def _benchmark(found: Council, by: Any, figure: str = "20.8") -> Any:
    return keep_benchmark(
        measure=found.visits.measure, comparator=Comparator.REGION, area="South West", period="2022/23",
        figure=Decimal(figure), missing=None, places=1, source="DfE", note="", said=f"{figure}%", by=by,
    )  # fmt: skip


KEPT: dict[str, Callable[[Council, Any], Any]] = {
    "target": lambda found, by: keep(found, wanted(found.visits.measure, "91"), by=by),
    "baseline": lambda found, by: keep_baseline(
        measure=found.visits.measure, year=2023, figure=Decimal(80), missing=None, places=0, said="80%", by=by
    ),
    "benchmark": _benchmark,
    "population": lambda found, by: set_population(
        scorecard=found.scorecard, area="x", age_band="0-17", year="2022", figure=Decimal(9), source="x",
        holds_from=NOVEMBER, by=by,
    ),
    "no population": lambda found, by: withdraw_population(
        population=PopulationFactory.build(scorecard=found.scorecard), why="x", by=by
    ),
    "neighbours": lambda found, by: set_neighbours(
        scorecard=found.scorecard, edition="x", names=["Devon"], source="", by=by
    ),
    "year": lambda found, by: begin_year(scorecard=found.scorecard, year=2024, by=by),
    "dates": lambda found, by: set_dates(
        period=found.november, due_on=DUE, approve_by=APPROVED, why="x", by=by
    ),
}  # fmt: skip


@pytest.mark.parametrize("kept", KEPT.values(), ids=list(KEPT))
def test_nobody_but_the_performance_team_keeps_it(found: Council, kept: Callable[..., Any]) -> None:
    for role in ("owner", "director", "signatory", "board", "administrator", "stranger"):
        with pytest.raises(Refused, match="There is no such page"):
            kept(found, found.people[role])
    assert not Event.objects.exists()
