"""A figure that came back: its owner hears on the day, in one mail, once, and every morning until it is sent again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions.approvals import reopen, send_back
from measures.choices import RoleName, SubmissionState
from measures.models import Notice, Period, Role, Submission
from measures.notices.mail import GATHERED, send_news, send_reminders
from measures.notices.returned import returned_by_person
from tests.factories.council import Council, council

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2023, 12, 4, 10, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def found() -> Council:
    """The council on that Monday, with nothing due for weeks and both figures submitted."""
    made = council()
    Role.objects.update(starts=dt.date(2023, 1, 1))
    due = {"due_on": dt.date(2024, 1, 29), "approve_by": dt.date(2024, 1, 31), "opened_at": MONDAY - 30 * DAY}
    Period.objects.filter(pk=made.november.pk).update(**due)
    for ref in ("1.1", "2.1"):
        made.put(SubmissionState.SUBMITTED, ref)
    return made


def comes_back(found: Council, ref: str = "1.1", now: dt.datetime = MONDAY) -> None:
    figure, by = found.submission(ref), found.people["director" if ref == "1.1" else "other director"]
    send_back(submission=figure, version=figure.version, reason="Surely not 79?", by=by, now=now)


def told(found: Council, now: dt.datetime = MONDAY + HOUR) -> dict[str, list[str]]:
    names = {person.pk: key for key, person in found.people.items()}
    return {names[pk]: [line.text for line in lines] for pk, lines in returned_by_person(now).items()}


def test_its_owner_hears_within_the_hour_by_whom_in_text_and_html_and_not_what_was_said(found: Council) -> None:
    comes_back(found)
    assert send_news(now=MONDAY + HOUR) == 1
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    assert sent.to == [f"Olive Owner <{found.people['owner'].email}>"]
    assert sent.subject == "Returned to you, November 2023"
    for body in (str(sent.body), str(sent.alternatives[0][0])):
        assert "1.1 % of visits in time, by Dora Director" in body
        assert "/scorecards/social-care/2023-11/1.1/" in body
        assert "79" not in body
    assert [event.what for event in Notice.objects.get().events.all()] == ["send_back"]


def test_several_that_come_back_within_half_an_hour_are_one_mail(found: Council) -> None:
    Role.objects.filter(person=found.people["other owner"]).update(person=found.people["owner"])
    comes_back(found)
    comes_back(found, "2.1", MONDAY + dt.timedelta(minutes=20))
    assert send_news(now=MONDAY + GATHERED - dt.timedelta(minutes=1)) == 0
    assert send_news(now=MONDAY + HOUR) == 1
    assert [line.partition(",")[0] for line in told_in_mail()] == [
        "- 1.1 % of visits in time",
        "- 2.1 % of stable placements",
    ]


def told_in_mail() -> list[str]:
    (sent,) = mail.outbox
    return [line for line in str(sent.body).splitlines() if line.startswith("- ")]


def test_who_has_had_the_day_s_mail_hears_the_next_morning_once_a_day_until_it_is_sent_again(found: Council) -> None:
    olive = found.people["owner"]
    Notice.objects.create(recipient=olive, day=MONDAY.date(), subject="Due", text="", html="", sent_at=MONDAY)
    comes_back(found)
    assert send_news(now=MONDAY + HOUR) == 0
    for days in (1, 2):
        mail.outbox.clear()
        assert send_reminders(now=MONDAY + days * DAY) == 1
        assert send_news(now=MONDAY + days * DAY + HOUR) == 0
        assert len(told_in_mail()) == 1
    Submission.objects.filter(pk=found.submission().pk).update(state=SubmissionState.SUBMITTED)
    assert send_reminders(now=MONDAY + 3 * DAY) == send_news(now=MONDAY + 3 * DAY + HOUR) == 0


def test_a_deputy_who_submitted_it_hears_beside_the_owner_and_any_where_there_is_no_owner(found: Council) -> None:
    comes_back(found)
    assert list(told(found)) == ["owner"]
    Submission.objects.filter(pk=found.submission().pk).update(submitted_by=found.people["deputy"])
    assert set(told(found)) == {"owner", "deputy"}
    Submission.objects.filter(pk=found.submission().pk).update(submitted_by=found.people["owner"])
    Role.objects.filter(person=found.people["owner"]).update(ends=MONDAY.date() - DAY)
    assert set(told(found)) == {"deputy"}


def test_what_the_team_reopens_has_come_back_too(found: Council) -> None:
    Period.objects.filter(pk=found.november.pk).update(state="closed", closed_at=MONDAY)
    figure = found.submission()
    reopen(submission=figure, version=figure.version, reason="Recounted.", by=found.people["team"], now=MONDAY)
    assert told(found) == {"owner": ["1.1 % of visits in time, by Theo Team"]}


def test_nobody_hears_of_what_they_can_not_change_nor_on_a_day_of_no_work_nor_with_a_closed_account(
    found: Council,
) -> None:
    comes_back(found)
    assert told(found, MONDAY + 5 * DAY) == {}
    Period.objects.filter(pk=found.november.pk).update(state="closed", closed_at=MONDAY)
    assert told(found) == {}
    Period.objects.filter(pk=found.november.pk).update(state="open", closed_at=None)
    olive = found.people["owner"]
    type(olive).objects.filter(pk=olive.pk).update(is_active=False)
    assert list(told(found)) == ["deputy"]


def test_reading_who_hears_asks_as_much_of_one_as_of_many(found: Council) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            returned_by_person(MONDAY + HOUR)
        return len(captured)

    comes_back(found)
    one = asked()
    comes_back(found, "2.1")
    assert asked() == one <= 3


def test_where_a_section_has_no_director_the_signatory_is_told_what_is_to_be_approved_and_what_is_late(
    found: Council,
) -> None:
    Role.objects.filter(person=found.people["director"], role=RoleName.DIRECTOR).update(ends=MONDAY.date() - DAY)
    Period.objects.filter(pk=found.november.pk).update(approve_by=MONDAY.date(), due_on=dt.date(2023, 11, 27))
    comes_back(found, "2.1", MONDAY - DAY)
    send_reminders(now=MONDAY)
    mails = {message.to[0].partition(" <")[0]: str(message.body) for message in mail.outbox}
    assert "Waiting for your approval, November 2023, by 4 December" in mails["Sian Signatory"]
    assert "- 1.1 % of visits in time" in mails["Sian Signatory"]
    assert "2.1" not in mails["Sian Signatory"]
    assert "Late in your sections" in mails["Dan Director"]
