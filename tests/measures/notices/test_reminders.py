"""Who hears what, and when; at most one mail a person a day, recorded, in text and HTML."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from measures import tasks
from measures.actions.periods import open_period
from measures.choices import Frequency, PeriodState, RoleName, SubmissionState
from measures.models import LastRun, Notice, Role, Scorecard, Submission
from measures.notices.mail import send_reminders
from measures.notices.reminders import lines_by_person
from tests.factories.catalogue import DefinitionFactory
from tests.factories.months import PeriodFactory, SubmissionFactory
from tests.factories.people import PersonFactory, RoleFactory

pytestmark = pytest.mark.django_db

DUE = dt.date(2023, 12, 11)
"""A Monday."""


class Round:
    """One measure of an open month, with somebody in each role."""

    def __init__(self) -> None:
        self.definition = DefinitionFactory.create(ref="7.10", title="Pathway plans")
        scorecard = self.definition.measure.scorecard
        self.period = PeriodFactory.create(scorecard=scorecard, due_on=DUE, approve_by=dt.date(2023, 12, 18))
        self.submission = SubmissionFactory.create(definition=self.definition, period=self.period)
        self.owner: Any = PersonFactory.create()
        self.deputy: Any = PersonFactory.create()
        self.director: Any = PersonFactory.create()
        measure = self.definition.measure
        RoleFactory.create(person=self.owner, role=RoleName.OWNER, measure=measure)
        RoleFactory.create(person=self.deputy, role=RoleName.DEPUTY, measure=measure)
        RoleFactory.create(person=self.director, role=RoleName.DIRECTOR, section=self.definition.section)

    def told(self, today: dt.date) -> set[Any]:
        """Return who is told anything on a day."""
        found = lines_by_person(today)
        return {person for person in (self.owner, self.deputy, self.director) if person.pk in found}


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (dt.date(2023, 12, 5), set()),
        (dt.date(2023, 12, 6), {"owner"}),
        (dt.date(2023, 12, 7), set()),
        (dt.date(2023, 12, 8), {"owner"}),
        (DUE, {"owner"}),
        (dt.date(2023, 12, 12), {"owner", "deputy"}),
        (dt.date(2023, 12, 13), {"owner", "deputy"}),
        (dt.date(2023, 12, 14), {"owner", "deputy", "director"}),
    ],
)
def test_owner_then_deputy_then_director_hear_as_the_due_date_passes(day: dt.date, who: set[str]) -> None:
    round_ = Round()
    assert round_.told(day) == {getattr(round_, name) for name in who}


@pytest.mark.parametrize("day", [dt.date(2023, 12, day) for day in (9, 10, 16, 25)])
def test_nobody_is_written_to_on_a_weekend_or_a_bank_holiday(day: dt.date) -> None:
    round_ = Round()
    assert round_.told(day) == set()


@pytest.mark.parametrize(
    ("rule", "day", "who"),
    [
        ({"remind_from": 5}, dt.date(2023, 12, 4), {"owner"}),
        ({"remind_from": 5}, dt.date(2023, 12, 6), set()),
        ({"deputies_from": 2}, dt.date(2023, 12, 12), {"owner"}),
        ({"deputies_from": 2}, dt.date(2023, 12, 13), {"owner", "deputy"}),
        ({"directors_from": 1}, dt.date(2023, 12, 12), {"owner", "deputy", "director"}),
        ({"directors_from": 5}, dt.date(2023, 12, 15), {"owner", "deputy"}),
    ],
)
def test_who_hears_when_is_the_scorecard_s_rule(rule: dict[str, int], day: dt.date, who: set[str]) -> None:
    round_ = Round()
    Scorecard.objects.filter(pk=round_.period.scorecard_id).update(**rule)
    assert round_.told(day) == {getattr(round_, name) for name in who}


@pytest.mark.parametrize(
    ("opened", "day", "told"),
    [
        (dt.datetime(2023, 12, 1, 6, tzinfo=dt.UTC), dt.date(2023, 12, 1), True),
        (dt.datetime(2023, 12, 1, 6, tzinfo=dt.UTC), dt.date(2023, 12, 4), False),
        (dt.datetime(2023, 12, 2, 12, tzinfo=dt.UTC), dt.date(2023, 12, 4), True),
    ],
    ids=["that morning", "not again", "opened on a Saturday"],
)
def test_owners_hear_once_that_a_month_has_opened(opened: dt.datetime, day: dt.date, told: bool) -> None:
    round_ = Round()
    round_.period.opened_at = opened
    round_.period.save()
    assert (round_.owner in round_.told(day)) is told


def test_whoever_stands_in_for_the_director_hears_as_the_director_does() -> None:
    round_ = Round()
    own = Role.objects.get(person=round_.director)
    stands_in = RoleFactory.create(
        role=RoleName.DIRECTOR, section=own.section, stands_in_for=own, starts=DUE, ends=dt.date(2023, 12, 20)
    )
    assert stands_in.person.pk in lines_by_person(dt.date(2023, 12, 14))
    assert stands_in.person.pk not in lines_by_person(dt.date(2023, 12, 21))


def test_a_reminder_remembers_whose_scorecard_it_tells_of() -> None:
    round_ = Round()
    send_reminders(now=dt.datetime(2023, 12, 11, 6, 0, tzinfo=dt.UTC))
    assert list(Notice.objects.get().scorecards.all()) == [round_.period.scorecard]


def test_a_quarterly_measure_reminds_nobody_in_a_month_in_which_it_does_not_report() -> None:
    definition = DefinitionFactory.create(frequency=Frequency.QUARTERLY, holds_from=dt.date(2023, 4, 1))
    owner = RoleFactory.create(role=RoleName.OWNER, measure=definition.measure).person
    dates: dict[str, Any] = {"due_on": DUE, "approve_by": dt.date(2023, 12, 18), "by": None}
    for month, told in ((dt.date(2023, 11, 1), False), (dt.date(2023, 12, 1), True)):
        open_period(scorecard=definition.measure.scorecard, month=month, **dates)
        assert (owner.pk in lines_by_person(dt.date(2023, 12, 12))) is told


def test_nobody_is_reminded_of_what_is_submitted_until_its_approval_is_due() -> None:
    round_ = Round()
    _submitted(round_.submission)
    assert round_.told(dt.date(2023, 12, 12)) == set()
    assert round_.told(dt.date(2023, 12, 18)) == {round_.director}


def test_a_planned_or_published_month_reminds_nobody() -> None:
    round_ = Round()
    round_.period.state = PeriodState.PLANNED
    round_.period.save()
    assert round_.told(DUE) == set()


def test_somebody_who_has_left_hears_nothing_and_their_deputy_does() -> None:
    round_ = Round()
    round_.owner.is_active = False
    round_.owner.save()
    assert round_.told(DUE) == {round_.deputy}


def test_the_deputy_hears_in_the_place_of_an_owner_that_there_is_not_and_hears_once() -> None:
    round_ = Round()
    Role.objects.filter(person=round_.owner).delete()
    assert round_.told(DUE) == {round_.deputy}
    assert len(lines_by_person(dt.date(2023, 12, 12))[round_.deputy.pk]) == 1


@pytest.mark.parametrize(
    ("ran", "hour", "sent"),
    [(None, 9, 0), (dt.date(2023, 12, 8), 9, 1), (dt.date(2023, 12, 8), 6, 0), (DUE, 9, 0)],
    ids=["never yet", "not today", "not today, and it is early", "today"],
)
def test_the_morning_s_mail_goes_out_later_where_no_worker_was_there_at_its_hour(
    ran: dt.date | None, hour: int, sent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    Round()
    if ran is not None:
        LastRun.note(LastRun.MORNING, now=dt.datetime(ran.year, ran.month, ran.day, 6, tzinfo=dt.UTC))
    now = dt.datetime(DUE.year, DUE.month, DUE.day, hour, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    for _ in range(2):
        tasks.send_letters()
    assert [len(mail.outbox), Notice.objects.count()] == [sent, sent]


def test_a_person_gets_one_mail_a_day_in_text_and_html_however_often_it_runs() -> None:
    round_ = Round()
    other = DefinitionFactory.create(
        measure__scorecard=round_.period.scorecard, ref="7.9", section=round_.definition.section
    )
    SubmissionFactory.create(definition=other, period=round_.period)
    RoleFactory.create(person=round_.owner, role=RoleName.OWNER, measure=other.measure)
    morning = dt.datetime(2023, 12, 11, 6, 0, tzinfo=dt.UTC)
    assert send_reminders(now=morning) == 1
    assert send_reminders(now=morning + dt.timedelta(hours=3)) == 0
    message: Any = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert message.to == [f"{round_.owner.name} <{round_.owner.email}>"]
    assert "7.10 Pathway plans" in message.body
    assert "/2023-11/7.10/" in message.body
    (alternative,) = message.alternatives
    assert alternative[1] == "text/html"
    assert "7.10 Pathway plans" in str(alternative[0])
    notice = Notice.objects.get()
    assert (notice.recipient, notice.day, notice.text) == (round_.owner, DUE, message.body)
    assert notice.sent_at is not None


def test_a_mail_says_each_heading_once_with_all_that_stands_under_it() -> None:
    round_ = Round()
    states = {"7.2": SubmissionState.RETURNED, "7.3": SubmissionState.NOT_STARTED, "7.4": SubmissionState.RETURNED}
    for ref, state in states.items():
        definition = DefinitionFactory.create(
            measure__scorecard=round_.period.scorecard, ref=ref, section=round_.definition.section
        )
        typed = {"draft_by": round_.owner, "draft_at": round_.period.opened_at} if state == "returned" else {}
        SubmissionFactory.create(definition=definition, period=round_.period, state=state, **typed)
        RoleFactory.create(person=round_.owner, role=RoleName.OWNER, measure=definition.measure)
    send_reminders(now=dt.datetime(2023, 12, 11, 6, 0, tzinfo=dt.UTC))
    message: Any = mail.outbox[0]
    for body in (message.body, str(message.alternatives[0][0])):
        assert body.count("Returned to you, November 2023") == body.count("Due for November 2023") == 1
        places = [body.index(f"{ref} ") for ref in ("7.2", "7.4", "7.3", "7.10")]
        assert places == sorted(places)
    assert message.subject == "4 things wait for you in the Children’s social care scorecard"


def test_mail_that_could_not_go_out_is_recorded_and_tried_again(settings: Any) -> None:
    Round()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    morning = dt.datetime(2023, 12, 11, 6, 0, tzinfo=dt.UTC)
    assert send_reminders(now=morning) == 0
    assert Notice.objects.get().error
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_reminders(now=morning) == 1
    assert len(mail.outbox) == 1


def _submitted(submission: Submission) -> None:
    from tests.factories.months import RevisionFactory

    revision = RevisionFactory.create(submission=submission)
    submission.state = SubmissionState.SUBMITTED
    submission.submitted_revision = revision
    submission.submitted_by = PersonFactory.create()
    submission.submitted_at = dt.datetime(2023, 12, 5, tzinfo=dt.UTC)
    submission.save()
