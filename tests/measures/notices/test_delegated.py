"""Whoever stands in for somebody hears of it in the mail of the day, once, and never in a second one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions.delegations import delegate, delegate_several
from measures.actions.people import end_role
from measures.choices import NoticeKind, RoleName
from measures.models import Notice, Period, Role
from measures.notices.delegated import delegated_by_person
from measures.notices.letters import send_letters
from measures.notices.mail import send_news, send_reminders
from tests.factories.council import Council, council
from tests.factories.people import RoleFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2023, 12, 4, 10, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def found() -> Council:
    """The council on that Monday, with nothing due for weeks; Dora is the signatory too."""
    made = council()
    RoleFactory.create(person=made.people["director"], role=RoleName.SIGNATORY, scorecard=made.scorecard)
    Role.objects.update(starts=dt.date(2023, 1, 1))
    due = {"due_on": dt.date(2024, 1, 29), "approve_by": dt.date(2024, 1, 31), "opened_at": MONDAY - 30 * DAY}
    Period.objects.filter(pk=made.november.pk).update(**due)
    return made


def lends(found: Council, now: dt.datetime = MONDAY, to: str = "owner") -> list[Role]:
    """Have Dora lend all that she decides on, for the week."""
    dora = found.people["director"]
    first, last = now.date(), now.date() + 7 * DAY
    about: dict[str, Any] = {"to": found.people[to], "why": "Annual leave.", "starts": first, "ends": last}
    return delegate_several(roles=list(dora.roles.order_by("pk")), by=dora, now=now, **about)


def bodies() -> list[str]:
    """Return the text and the HTML of the only mail that was sent."""
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    return [str(sent.body), str(sent.alternatives[0][0])]


def test_who_stands_in_hears_for_whom_in_what_how_long_and_why_in_one_mail_in_text_and_html(found: Council) -> None:
    lends(found)
    assert (send_letters(now=MONDAY + HOUR), send_news(now=MONDAY + HOUR)) == (0, 1)
    assert mail.outbox[0].to == [f"Olive Owner <{found.people['owner'].email}>"]
    assert mail.outbox[0].subject == "You stand in for Dora Director from 4 December 2023 to 11 December 2023"
    for body in bodies():
        assert "director of Front door" in body
        assert "signatory on Social care scorecard" in body
        assert body.count("Annual leave. You decide in your own name") == 1
        assert body.count("You stand in for Dora Director") == body.count("from 4 December 2023 to 11 December 2023")
    notice = Notice.objects.get()
    assert (notice.kind, notice.events.filter(what="give_role").count()) == (NoticeKind.REMINDER, 2)
    assert list(notice.scorecards.all()) == [found.scorecard]


def test_it_stands_in_the_day_s_mail_beside_what_is_due(found: Council) -> None:
    Period.objects.filter(pk=found.november.pk).update(due_on=MONDAY.date())
    lends(found)
    send_reminders(now=MONDAY)
    send_letters(now=MONDAY + HOUR)
    send_news(now=MONDAY + HOUR)
    (body,) = [str(sent.body) for sent in mail.outbox if found.people["owner"].email in sent.to[0]]
    assert "Due for November 2023" in body
    assert "You stand in for Dora Director" in body


def test_who_has_had_the_day_s_mail_hears_in_that_of_the_next_working_day_and_once(found: Council) -> None:
    olive = found.people["owner"]
    Notice.objects.create(recipient=olive, day=MONDAY.date(), subject="Due", text="", html="", sent_at=MONDAY)
    lends(found)
    assert send_letters(now=MONDAY + HOUR) == send_news(now=MONDAY + HOUR) == 0
    assert send_reminders(now=MONDAY + DAY) == 1
    assert send_reminders(now=MONDAY + 2 * DAY) == send_news(now=MONDAY + 2 * DAY + HOUR) == 0


def test_mail_that_never_went_out_is_told_of_in_the_next_day_s(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    lends(found)
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert send_news(now=MONDAY + HOUR) == 0
    assert send_reminders(now=MONDAY + DAY) == 1
    assert send_news(now=MONDAY + 2 * DAY) == 0


def test_nobody_hears_of_what_was_taken_back_nor_on_a_day_of_no_work_nor_with_a_closed_account(found: Council) -> None:
    olive = found.people["owner"]
    first, second = lends(found)
    assert delegated_by_person(MONDAY + 5 * DAY) == {}
    end_role(role=first, by=found.people["director"], now=MONDAY + HOUR)
    (line,) = delegated_by_person(MONDAY + 2 * HOUR)[olive.pk]
    assert line.text == second.in_words
    type(olive).objects.filter(pk=olive.pk).update(is_active=False)
    assert delegated_by_person(MONDAY + 2 * HOUR) == {}


def test_who_is_stood_in_for_hears_who_arranged_it_where_it_was_another(found: Council) -> None:
    dora, olive, team = found.people["director"], found.people["owner"], found.people["team"]
    role = dora.roles.get(role=RoleName.DIRECTOR)
    days: dict[str, Any] = {"starts": MONDAY.date(), "ends": MONDAY.date() + 7 * DAY}
    delegate(role=role, to=olive, by=team, why="Ill.", now=MONDAY, **days)
    told = delegated_by_person(MONDAY + HOUR)
    assert set(told) == {dora.pk, olive.pk}
    (line,) = told[dora.pk]
    assert line.heading == "Olive Owner stands in for you from 4 December 2023 to 11 December 2023"
    assert line.note == f"{team.get_full_name()} arranged it: Ill. You keep the role meanwhile."
    assert (line.text, line.path) == ("director of Front door", "/standing-in/")
    assert send_news(now=MONDAY + HOUR) == 2
    assert delegated_by_person(MONDAY + 2 * HOUR) == {}


def test_reading_who_hears_asks_as_much_of_one_delegation_as_of_many(found: Council) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            delegated_by_person(MONDAY + HOUR)
        return len(captured)

    role = found.people["director"].roles.get(role=RoleName.DIRECTOR)
    days: dict[str, Any] = {"starts": MONDAY.date(), "ends": MONDAY.date() + 7 * DAY}
    delegate(role=role, to=found.people["owner"], by=found.people["director"], now=MONDAY, **days)
    one = asked()
    lends(found, to="other owner")
    lends(found, to="deputy")
    assert asked() == one <= 3
