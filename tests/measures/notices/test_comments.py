"""A comment reaches the other side: in the day's mail, or in one of its own where there was none; never twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions.drafts import comment
from measures.choices import RoleName, SubmissionState
from measures.models import Notice, Role, Submission
from measures.notices.comments import comments_by_person
from measures.notices.mail import send_news, send_reminders
from tests.factories.council import Council, council
from tests.factories.people import RoleFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2023, 12, 4, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def found() -> Council:
    """The council on that Monday, with nothing due for weeks, so that only comments are written of."""
    made = council()
    Role.objects.update(starts=dt.date(2023, 1, 1))
    made.november.due_on, made.november.approve_by = dt.date(2024, 1, 29), dt.date(2024, 1, 31)
    made.november.opened_at = MONDAY - 30 * DAY
    made.november.save()
    return made


def says(found: Council, who: str, at: dt.datetime = MONDAY, text: str = "Is 79 right?") -> Submission:
    submission = found.submission()
    comment(submission=submission, text=text, by=found.people[who], now=at)
    return submission


def told(found: Council, at: dt.datetime = MONDAY + HOUR) -> set[str]:
    names = {person.pk: key for key, person in found.people.items()}
    return {names[pk] for pk in comments_by_person(at)}


@pytest.mark.parametrize(
    ("who", "hears"),
    [
        ("owner", {"director"}),
        ("deputy", {"director"}),
        ("director", {"owner"}),
        ("signatory", {"owner"}),
        ("team", {"owner", "director"}),
    ],
)
def test_the_other_side_hears_of_a_comment(found: Council, who: str, hears: set[str]) -> None:
    says(found, who)
    assert told(found) == hears


def test_whoever_entered_the_figure_for_the_owner_hears_what_the_director_says(found: Council) -> None:
    found.put(SubmissionState.DRAFT)
    Submission.objects.filter(pk=found.submission().pk).update(draft_by=found.people["team"])
    says(found, "director")
    assert told(found) == {"owner", "team"}


def test_whoever_has_spoken_hears_the_rest_of_the_thread_and_who_has_answered_hears_nothing(found: Council) -> None:
    says(found, "deputy")
    says(found, "director", MONDAY + HOUR)
    assert told(found, MONDAY + 2 * HOUR) == {"owner", "deputy"}
    assert [line.text[:20] for line in comments_by_person(MONDAY + 2 * HOUR)[found.people["deputy"].pk]] == [
        "Dora Director commen"
    ]


def test_whoever_no_longer_has_a_role_on_the_figure_hears_nothing(found: Council) -> None:
    says(found, "deputy")
    Role.objects.filter(person=found.people["deputy"]).update(ends=MONDAY.date())
    says(found, "director", MONDAY + DAY)
    assert told(found, MONDAY + DAY + HOUR) == {"owner"}


@pytest.mark.parametrize("day", [dt.date(2023, 12, 9), dt.date(2023, 12, 25)])
def test_nobody_is_written_to_on_a_weekend_or_a_bank_holiday(found: Council, day: dt.date) -> None:
    at = dt.datetime.combine(day, MONDAY.timetz())
    says(found, "owner", at)
    assert told(found, at + HOUR) == set()


def test_a_comment_goes_out_the_same_day_in_text_and_html_without_what_was_said(found: Council) -> None:
    says(found, "director", text="Surely not 79?")
    assert send_news(now=MONDAY + HOUR) == 1
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html = str(sent.alternatives[0][0])
    assert sent.subject == "New comments, November 2023"
    for body in (sent.body, html):
        assert "Dora Director commented on 1.1 % of visits in time" in body
        assert "/scorecards/social-care/2023-11/1.1/#comments" in body
        assert "79" not in body
    notice = Notice.objects.get()
    assert (notice.recipient, notice.text, notice.comments.count()) == (found.people["owner"], sent.body, 1)
    assert list(notice.scorecards.all()) == [found.scorecard]


def test_a_comment_waits_half_an_hour_for_others(found: Council) -> None:
    says(found, "director")
    assert send_news(now=MONDAY + dt.timedelta(minutes=20)) == 0
    says(found, "director", MONDAY + dt.timedelta(minutes=10))
    assert send_news(now=MONDAY + HOUR) == 1
    assert Notice.objects.get().comments.count() == 2


def test_nobody_gets_two_mails_a_day_and_the_rest_comes_the_next_morning(found: Council) -> None:
    says(found, "director")
    send_news(now=MONDAY + HOUR)
    says(found, "director", MONDAY + 2 * HOUR)
    assert send_news(now=MONDAY + 4 * HOUR) == 0
    assert send_reminders(now=MONDAY + DAY - 4 * HOUR) == 1
    assert send_reminders(now=MONDAY + DAY) == send_news(now=MONDAY + DAY + HOUR) == 0
    assert send_reminders(now=MONDAY + 2 * DAY) == 0  # each comment is told of once
    assert [notice.comments.count() for notice in Notice.objects.order_by("day")] == [1, 1]


def test_comments_come_with_the_morning_s_reminders_in_one_mail(found: Council) -> None:
    says(found, "director", MONDAY)
    found.november.due_on = dt.date(2023, 12, 5)
    found.november.save()
    send_reminders(now=MONDAY + DAY)
    to_owner = [sent for sent in mail.outbox if found.people["owner"].email in sent.to[0]]
    (body,) = [str(sent.body) for sent in to_owner]
    assert "Due for November 2023" in body
    assert "New comments, November 2023" in body


def test_mail_that_could_not_go_out_is_tried_again_and_told_of_the_next_day_if_it_never_does(
    found: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    says(found, "director")
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert send_news(now=MONDAY + HOUR) == 0
    assert told(found, MONDAY + DAY) == {"owner"}
    assert send_news(now=MONDAY + 2 * HOUR) == 1
    assert told(found, MONDAY + DAY) == set()


def test_reading_who_hears_asks_as_much_of_one_comment_as_of_many(found: Council) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            comments_by_person(MONDAY + HOUR)
        return len(captured)

    says(found, "owner")
    one = asked()
    for _ in range(5):
        says(found, "owner")
        comment(submission=found.submission("2.1"), text="And this?", by=found.people["other owner"], now=MONDAY)
        RoleFactory.create(role=RoleName.DIRECTOR.value, section=found.care, starts=dt.date(2023, 1, 1))
    assert asked() == one <= 5
