"""A month opened by mistake: its opening is taken back alone, refused once work has begun, raced and interrupted."""

from __future__ import annotations

import datetime as dt
import os
from functools import partial
from typing import Any

import pytest

from measures.actions import taking_back
from measures.actions.drafts import Draft, comment, save_draft
from measures.actions.outcome import Overtaken, Refused
from measures.actions.periods import open_period
from measures.actions.schedule import open_by_rule, set_rule
from measures.actions.taking_back import take_back_opening
from measures.choices import PeriodState, SubmissionState
from measures.models import Event, Period, Submission
from measures.notices.mail import send_reminders
from measures.queries.timeline import done_words
from tests.factories.council import NOVEMBER, Council, council
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]
ROUNDS = int(os.environ.get("RACE_ROUNDS", "25"))
DECEMBER = dt.date(2023, 12, 1)
OPENS = dt.datetime(2024, 1, 2, 6, tzinfo=dt.UTC)
"""The morning on which the rule opens December."""


@pytest.fixture
def found() -> Council:
    return council()


def taken_back(found: Council, period: Period | None = None, **about: Any) -> Period:
    given = {"reason": " It was meant for next month. ", "by": found.people["team"], **about}
    return take_back_opening(period=period or found.november, **given)


def opened(found: Council, month: dt.date, now: dt.datetime) -> Period:
    due = now.date() + dt.timedelta(days=9)
    return open_period(
        scorecard=found.scorecard, month=month, due_on=due, approve_by=due, by=found.people["team"], now=now
    )


def saved(found: Council, seen: Submission) -> Submission:
    draft = Draft(figure="79%")
    return save_draft(submission=seen, version=seen.version, draft=draft, by=found.people["owner"])


def test_the_month_is_planned_again_with_its_dates_and_who_did_so_and_why_is_kept(found: Council) -> None:
    planned = taken_back(found)
    assert (planned.state, planned.opened_at) == (PeriodState.PLANNED, None)
    assert (planned.due_on, planned.approve_by) == (found.november.due_on, found.november.approve_by)
    event = Event.objects.get(what="take_back_period")
    assert (event.by, event.why, event.period) == (found.people["team"], "It was meant for next month.", planned)
    assert (event.from_state, event.to_state) == (PeriodState.OPEN, PeriodState.PLANNED)
    assert done_words(event.what) == "Took back the opening of the month"


def test_nobody_is_reminded_of_it_and_it_opens_again_as_any_other(found: Council) -> None:
    due = found.november.due_on
    assert due is not None
    taken_back(found)
    assert send_reminders(now=dt.datetime(due.year, due.month, due.day, 7, tzinfo=dt.UTC)) == 0
    again = opened(found, NOVEMBER, OPENS)
    assert (again.state, again.submissions.count()) == (PeriodState.OPEN, 2)
    assert saved(found, found.submission()).state == SubmissionState.DRAFT


def test_once_a_figure_is_begun_it_is_refused_and_named(found: Council) -> None:
    saved(found, found.submission())
    with pytest.raises(Refused, match=r"can not be taken back: work has begun on 1\.1\. Nothing that people left"):
        taken_back(found)
    assert Period.objects.get(pk=found.november.pk).state == PeriodState.OPEN
    assert not Event.objects.filter(what="take_back_period").exists()


def test_what_was_said_of_a_figure_that_nobody_entered_counts(found: Council) -> None:
    comment(submission=found.submission("2.1"), text="When is it due?", by=found.people["other owner"])
    with pytest.raises(Refused, match=r"work has begun on 2\.1"):
        taken_back(found)


def test_of_two_months_the_later_one_is_taken_back_first(found: Council) -> None:
    december = opened(found, DECEMBER, OPENS)
    with pytest.raises(Refused, match="December 2023 has begun, so November 2023 stays open"):
        taken_back(found)
    taken_back(found, december)
    assert taken_back(found).state == PeriodState.PLANNED


@pytest.mark.parametrize(("days", "opens"), [(-20, True), (0, False)])
def test_the_rule_opens_what_was_opened_too_early_and_leaves_to_the_team_what_it_opened_itself(
    found: Council, days: int, opens: bool
) -> None:
    set_rule(scorecard=found.scorecard, by=found.people["team"], opens_by_rule=True)
    taken_at = OPENS + dt.timedelta(days=days, hours=3)
    december = opened(found, DECEMBER, taken_at) if days else open_by_rule(now=OPENS)[0]
    taken_back(found, december, now=taken_at)
    mornings = [OPENS + dt.timedelta(days=more) for more in (0, 1)]
    assert bool([month for now in mornings for month in open_by_rule(now=now)]) is opens


def test_whoever_still_has_a_figure_of_it_open_is_told_and_keeps_what_they_typed(found: Council) -> None:
    seen = found.submission()
    taken_back(found)
    with pytest.raises(Refused, match="November 2023 is not open"):
        saved(found, Submission.objects.get(pk=seen.pk))
    opened(found, NOVEMBER, OPENS)
    with pytest.raises(Overtaken):
        saved(found, seen)


def test_a_figure_saved_at_the_same_time_comes_first_or_not_at_all(found: Council) -> None:
    for _ in range(ROUNDS):
        seen = found.submission()
        outcomes = at_once(partial(taken_back, found), partial(saved, found, seen))
        assert [isinstance(outcome, Refused) for outcome in outcomes].count(True) == 1, outcomes
        period, slot = Period.objects.get(pk=found.november.pk), found.submission()
        planned = period.state == PeriodState.PLANNED
        assert planned is (slot.state == SubmissionState.NOT_STARTED), outcomes
        Period.objects.filter(pk=period.pk).update(state=PeriodState.OPEN)
        Submission.objects.filter(pk=slot.pk).update(state=SubmissionState.NOT_STARTED)


def test_interrupted_before_its_end_it_leaves_the_month_open(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(period: Period) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(taking_back, "begun_in", interrupted)
    with pytest.raises(KeyboardInterrupt):
        taken_back(found)
    assert Period.objects.get(pk=found.november.pk).state == PeriodState.OPEN
    assert not Event.objects.filter(what="take_back_period").exists()
