"""A month: its slots, its dates, closed and opened again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions.outcome import Overtaken, Refused
from measures.actions.periods import add_slots, close_period, open_period, open_period_again, plan_period
from measures.choices import Frequency, PeriodState, SubmissionState
from measures.models import Event, Measure, Period, Submission
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import Council

pytestmark = pytest.mark.django_db

DECEMBER = dt.date(2023, 12, 1)
NOW = dt.datetime(2024, 1, 3, 6, tzinfo=dt.UTC)
DATES: dict[str, Any] = {"due_on": dt.date(2024, 1, 9), "approve_by": dt.date(2024, 1, 12)}


def opened(found: Council, who: str | None = "team", month: dt.date = DECEMBER) -> Period:
    by = found.people[who] if who else None
    return open_period(scorecard=found.scorecard, month=month, by=by, now=NOW, **DATES)


def test_opening_a_month_gives_every_measure_its_slot_with_its_dates(found: Council) -> None:
    december = opened(found)
    assert (december.state, december.opened_at) == (PeriodState.OPEN, NOW)
    assert (december.due_on, december.approve_by) == (DATES["due_on"], DATES["approve_by"])
    slots = Submission.objects.filter(period=december)
    assert [slot.definition for slot in slots.in_order()] == [found.visits, found.placements]
    assert {slot.state for slot in slots} == {SubmissionState.NOT_STARTED}


def test_the_scheduler_opens_a_month_and_nobody_is_named_for_it(found: Council) -> None:
    opened(found, who=None)
    assert Event.objects.get(what="open_period", period__month=DECEMBER).by is None


def test_a_month_is_opened_once(found: Council) -> None:
    opened(found)
    with pytest.raises(Refused, match="You can not open December 2023 now: it is open"):
        opened(found)
    assert Event.objects.filter(what="open_period").count() == 1


def test_the_approval_date_is_not_before_the_due_date(found: Council) -> None:
    with pytest.raises(Refused, match="The approval date is before the due date") as refused:
        open_period(
            scorecard=found.scorecard, month=DECEMBER, due_on=DATES["approve_by"], approve_by=DATES["due_on"],
            by=found.people["team"],
        )  # fmt: skip
    assert set(refused.value.fields) == {"approve_by"}
    assert not Period.objects.filter(month=DECEMBER).exists()


def test_each_slot_has_the_definition_that_held_in_its_month(found: Council) -> None:
    newer = DefinitionFactory.create(
        measure=found.visits.measure, section=found.front_door, ref="1.1", title="Newer", holds_from=DECEMBER
    )
    assert Submission.objects.get(period=opened(found), measure=found.visits.measure).definition == newer
    january = plan_period(scorecard=found.scorecard, month=dt.date(2023, 9, 1))
    assert Submission.objects.get(period=january, measure=found.visits.measure).definition == found.visits


def test_a_retired_measure_has_no_slot_from_its_last_month_on(found: Council) -> None:
    Measure.objects.filter(pk=found.placements.measure_id).update(retired_from=DECEMBER)
    assert [slot.measure for slot in Submission.objects.filter(period=opened(found))] == [found.visits.measure]


def test_a_measure_that_was_added_later_gets_its_slot_and_the_others_keep_theirs(found: Council) -> None:
    before = set(found.november.submissions.values_list("pk", flat=True))
    added = DefinitionFactory.create(section=found.care, ref="2.2")
    assert add_slots(found.november) == 1
    assert add_slots(found.november) == 0
    (new,) = found.november.submissions.exclude(pk__in=before)
    assert new.measure == added.measure


def test_closing_keeps_owners_out_and_opening_again_lets_them_in_with_the_reason_kept(found: Council) -> None:
    closed = close_period(period=found.november, by=found.people["team"], now=NOW)
    assert (closed.state, closed.closed_at) == (PeriodState.CLOSED, NOW)
    again = open_period_again(period=closed, reason=" The count was late. ", by=found.people["team"], now=NOW)
    assert (again.state, again.closed_at) == (PeriodState.OPEN, None)
    assert Event.objects.get(what="open_again_period").why == "The count was late."


def test_a_month_is_not_opened_again_without_a_reason(found: Council) -> None:
    closed = close_period(period=found.november, by=found.people["team"])
    with pytest.raises(Refused, match="Enter the reason for opening the month again"):
        open_period_again(period=closed, reason=" ", by=found.people["team"])
    assert Period.objects.get(pk=closed.pk).state == PeriodState.CLOSED


def test_whoever_still_sees_the_month_open_is_told_that_somebody_closed_it(found: Council) -> None:
    seen = Period.objects.get(pk=found.november.pk)
    close_period(period=found.november, by=found.people["team"])
    with pytest.raises(Overtaken, match="Somebody else has just changed November 2023"):
        close_period(period=seen, by=found.people["team"])
    assert Event.objects.filter(what="close_period").count() == 1


def test_opening_takes_as_many_queries_for_many_measures_as_for_a_few(found: Council) -> None:
    with CaptureQueriesContext(connection) as few:
        opened(found)
    for number in range(20):
        DefinitionFactory.create(section=found.care, ref=f"3.{number}")
    with CaptureQueriesContext(connection) as many:
        opened(found, month=dt.date(2024, 1, 1))
    assert len(many) == len(few)
    assert Submission.objects.filter(period__month=dt.date(2024, 1, 1)).count() == 22


@pytest.mark.parametrize("frequency", [Frequency.QUARTERLY, Frequency.ANNUAL])
def test_a_month_in_which_a_measure_is_not_due_has_no_slot_of_it_and_is_closed_without_it(
    found: Council, frequency: Frequency
) -> None:
    DefinitionFactory.create(section=found.care, ref="2.2", frequency=frequency)
    january = opened(found, month=dt.date(2024, 1, 1))
    assert [slot.definition for slot in january.submissions.in_order()] == [found.visits, found.placements]
    assert close_period(period=january, by=found.people["team"]).state == PeriodState.CLOSED
