"""A button that is pressed twice, or by two at the same moment: it is done once, and the other is told or agrees."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from measures.actions.accounts import invite
from measures.actions.catalogue import COMPARED, add_scorecard, define_measure
from measures.actions.inputs import set_neighbours, set_population
from measures.actions.outcome import Refused
from measures.actions.people import give_role
from measures.actions.periods import open_period
from measures.actions.targets import keep_baseline, keep_benchmark
from measures.calculation.due import months_later
from measures.choices import Comparator, RoleName
from measures.models import Baseline, Benchmark, Measure, NeighbourSet, Period, Population, Role, Scorecard, Submission
from tests.factories.council import NOVEMBER, Council, council
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]

ROUNDS = range(1, 4)
"""Each round is about something else: another month, another reference, another address."""


def opens_a_planned_month(found: Council, turn: int) -> QuerySet[Any]:
    month = months_later(NOVEMBER, turn)
    open_period(scorecard=found.scorecard, month=month, due_on=month, approve_by=month, by=found.people["team"])
    return Submission.objects.filter(period__month=month, measure=found.visits.measure)


def sets_a_population(found: Council, turn: int) -> QuerySet[Any]:
    set_population(
        scorecard=found.scorecard, area="Anytown", age_band=f"0-{turn}", year="2022", figure=Decimal(48_600),
        source="Mid-year estimates", holds_from=NOVEMBER, by=found.people["team"],
    )  # fmt: skip
    return Population.objects.current().filter(age_band=f"0-{turn}")


def sets_the_neighbours(found: Council, turn: int) -> QuerySet[Any]:
    set_neighbours(
        scorecard=found.scorecard, edition=f"{2020 + turn}", names=["Derby", "Telford"], source="A tool",
        by=found.people["team"],
    )  # fmt: skip
    return NeighbourSet.objects.filter(edition=f"{2020 + turn}")


def sets_a_baseline(found: Council, turn: int) -> QuerySet[Any]:
    keep_baseline(
        measure=found.visits.measure, year=2023 + turn, figure=Decimal(80), missing=None, places=0, said="80%",
        by=found.people["team"],
    )  # fmt: skip
    return Baseline.objects.filter(measure=found.visits.measure, year=2023 + turn)


def enters_a_comparator(found: Council, turn: int) -> QuerySet[Any]:
    keep_benchmark(
        measure=found.visits.measure, comparator=Comparator.NATIONAL, area="England", period=f"{2020 + turn}",
        figure=Decimal("20.8"), missing=None, places=1, source="A return", note="", said="20.8%",
        by=found.people["team"],
    )  # fmt: skip
    return Benchmark.objects.filter(measure=found.visits.measure, period=f"{2020 + turn}")


def adds_a_measure(found: Council, turn: int) -> QuerySet[Any]:
    said = {name: getattr(found.visits, name) for name in COMPARED if name != "section_id"}
    said |= {"ref": f"9.{turn}", "section": f"Section {turn}"}
    define_measure(scorecard=found.scorecard, holds_from=NOVEMBER, by=found.people["team"], **said)
    return Measure.objects.filter(definition__ref=f"9.{turn}")


def adds_a_scorecard(found: Council, turn: int) -> QuerySet[Any]:
    add_scorecard(slug=f"adults-{turn}", title="Adults", by=found.people["team"])
    return Scorecard.objects.filter(slug=f"adults-{turn}")


def invites_somebody(found: Council, turn: int) -> QuerySet[Any]:
    invite(email=f"new{turn}@example.org", name="New Person", scorecard=found.scorecard, by=found.people["team"])
    return get_user_model().objects.filter(email=f"new{turn}@example.org", invitations__withdrawn_at=None)


def makes_an_administrator(found: Council, turn: int) -> QuerySet[Any]:
    person = found.people[list(found.people)[turn + 1]]
    give_role(person=person, role=RoleName.ADMINISTRATOR, by=found.people["administrator"])
    return Role.objects.filter(role=RoleName.ADMINISTRATOR, person=person)


@pytest.mark.parametrize("does", [
    opens_a_planned_month, sets_a_population, sets_the_neighbours, sets_a_baseline, enters_a_comparator,
    adds_a_measure, adds_a_scorecard, invites_somebody, makes_an_administrator,
])  # fmt: skip
def test_what_two_do_at_once_is_done_once(does: Callable[[Council, int], QuerySet[Any]]) -> None:
    found = council()
    for turn in ROUNDS:
        Period.objects.get_or_create(scorecard=found.scorecard, month=months_later(NOVEMBER, turn))
        outcomes = at_once(*[lambda turn=turn: does(found, turn)] * 2)
        done = [each for each in outcomes if not isinstance(each, Refused)]
        assert [each.count() for each in done] == [1] * len(done) != [], outcomes
