"""Reminding by hand: who is told, when, once a day, and by no more than one mail a working day."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from measures.actions.outcome import Refused
from measures.actions.reminding import Reminded, remind
from measures.choices import NoticeKind, PeriodState, SubmissionState
from measures.models import Event, Notice, Period, Role
from measures.notices.mail import send_news, send_reminders
from measures.notices.waiting import Waiting, waiting_mail
from measures.views.reminding import said_of
from tests.factories.accounts import browser_of
from tests.factories.council import NOVEMBER, SLUG, Council, council

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2023, 12, 4, 10, 0, tzinfo=dt.UTC)
TUESDAY = dt.datetime(2023, 12, 5, 6, 0, tzinfo=dt.UTC)
HEADING = "Theo Team reminds you: November 2023, due on 20 December"
PAGE = reverse("measures:remind", args=[SLUG, NOVEMBER])


@pytest.fixture
def found() -> Council:
    made = council()
    Period.objects.filter(pk=made.november.pk).update(due_on=dt.date(2023, 12, 20), opened_at=MONDAY)
    Role.objects.update(starts=dt.date(2023, 1, 1))
    return made


def reminds(found: Council, *refs: str, by: str = "team", now: dt.datetime = MONDAY) -> Reminded:
    rows = [found.submission(ref) for ref in refs]
    return remind(period=found.november, submissions=rows, by=found.people[by], now=now)


def had_mail(found: Council, person: str, now: dt.datetime = MONDAY) -> None:
    Notice.objects.create(recipient=found.people[person], day=now.date(), subject="Due", text="Due", sent_at=now)


def days(done: Reminded) -> dict[str, dt.date]:
    return {person.get_full_name(): day for person, day in done.people.items()}


def test_the_owners_get_a_mail_that_names_who_reminds_them_and_of_what(found: Council) -> None:
    done = reminds(found, "1.1", "2.1")
    assert days(done) == {"Olive Owner": MONDAY.date(), "Otto Owner": MONDAY.date()}
    assert send_news(now=MONDAY) == 2
    olive = next(each for each in mail.outbox if found.people["owner"].email in each.to[0])
    assert "Theo Team reminds you: November 2023, due on 20 December" in olive.body
    assert "1.1 % of visits in time" in olive.body
    assert "2.1" not in olive.body
    events = Event.objects.filter(what="remind", by=found.people["team"], period=found.november)
    assert {event.submission for event in events} == {found.submission("1.1"), found.submission("2.1")}
    assert set(Notice.objects.get(recipient=found.people["owner"]).events.all()) <= set(events)


def test_who_had_the_day_s_mail_is_told_in_that_of_the_next_working_day_and_only_there(found: Council) -> None:
    had_mail(found, "owner")
    assert days(reminds(found, "1.1")) == {"Olive Owner": TUESDAY.date()}
    assert send_news(now=MONDAY) == 0
    assert send_reminders(now=TUESDAY) == 1
    assert "Theo Team reminds you" in mail.outbox[0].body
    assert send_reminders(now=TUESDAY + dt.timedelta(days=1)) == 0


def test_what_the_day_s_mail_says_anyway_is_not_said_twice_in_it(found: Council) -> None:
    Period.objects.filter(pk=found.november.pk).update(due_on=TUESDAY.date())
    had_mail(found, "owner")
    reminds(found, "1.1")
    send_reminders(now=TUESDAY)
    (olive,) = [each for each in mail.outbox if found.people["owner"].email in each.to[0]]
    assert olive.body.count("1.1 % of visits in time") == 1


def test_on_a_day_of_no_work_nobody_is_written_to_before_the_next(found: Council) -> None:
    saturday = dt.datetime(2023, 12, 2, 10, 0, tzinfo=dt.UTC)
    assert days(reminds(found, "1.1", now=saturday)) == {"Olive Owner": MONDAY.date()}
    assert send_news(now=saturday) == 0
    assert send_news(now=MONDAY) == 1


def test_deputies_hear_of_what_is_late_and_of_what_has_no_owner(found: Council) -> None:
    assert "Dev Deputy" not in days(reminds(found, "1.1"))
    Period.objects.filter(pk=found.november.pk).update(due_on=dt.date(2023, 12, 1))
    assert set(days(reminds(found, "1.1", now=TUESDAY))) == {"Olive Owner", "Dev Deputy"}
    Role.objects.filter(person=found.people["other owner"]).delete()
    assert reminds(found, "2.1").refused == ["Nobody was reminded of 2.1: it has no owner or deputy who can sign in."]


def test_a_second_reminder_on_the_same_day_is_refused_and_says_whose_the_first_was(found: Council) -> None:
    reminds(found, "1.1")
    done = reminds(found, "1.1", "2.1", now=MONDAY + dt.timedelta(hours=1))
    assert done.refused == ["Nobody was reminded of 1.1 again: Theo Team did so today at 10:00."]
    assert [row.definition.ref for row in done.submissions] == ["2.1"]
    assert Event.objects.filter(what="remind").count() == 2
    assert reminds(found, "1.1", now=TUESDAY).refused == []


def test_what_came_in_after_the_page_was_opened_reminds_nobody_and_what_comes_in_later_is_not_told(
    found: Council,
) -> None:
    found.put(SubmissionState.SUBMITTED)
    assert "it is submitted now" in reminds(found, "1.1").refused[0]
    had_mail(found, "other owner")
    reminds(found, "2.1")
    found.put(SubmissionState.DRAFT, ref="2.1")
    Period.objects.filter(pk=found.november.pk).update(state=PeriodState.CLOSED)
    assert send_reminders(now=TUESDAY) == 0


@pytest.mark.parametrize("person", ["owner", "director", "signatory", "board", "administrator", "stranger"])
def test_only_the_team_reminds_and_nothing_is_written_for_others(found: Council, person: str) -> None:
    with pytest.raises(Refused) as refused:
        reminds(found, "1.1", by=person)
    assert refused.value.hidden
    assert not Event.objects.filter(what="remind").exists()


def test_nobody_is_reminded_of_a_month_that_is_over_nor_of_nothing(found: Council) -> None:
    with pytest.raises(Refused, match="Nobody was reminded"):
        reminds(found)
    with pytest.raises(Refused, match="October 2023 is published"):
        remind(period=Period.objects.get(pk=found.october.pk), submissions=[], by=found.people["team"], now=MONDAY)


def test_the_page_shows_who_would_be_told_and_who_has_had_today_s_mail_and_sends_to_those_ticked(
    found: Council,
) -> None:
    Period.objects.filter(pk=found.november.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    had_mail(found, "owner", timezone.now())
    team = browser_of(found.people["team"])
    page = team.get(PAGE).content.decode()
    assert "Olive Owner: in the mail of" in page
    assert page.count(" checked") == 2
    assert "There is nobody to remind" in team.get(PAGE, {"which": "due"}).content.decode()
    assert team.get(PAGE, {"which": "late"}).content.decode().count(" checked") == 2
    refused = team.post(PAGE, {"figure": ["x", "9" * 30]})
    assert (refused.status_code, "Select the figures to remind people of." in refused.content.decode()) == (422, True)
    after = team.post(PAGE, {"figure": [found.submission("1.1").pk]}, follow=True).content.decode()
    assert re.search(r"eminde[dr] of 1 figure", after)
    assert "there is one a working day at most" in after
    again = team.get(PAGE).content.decode()
    assert "by Theo Team" in again
    assert again.count(" checked") == 1
    assert Notice.objects.filter(kind=NoticeKind.REMINDER).count() == 1


def test_a_reminder_says_that_it_goes_out_at_once_or_in_the_night_with_the_morning_s_mail(found: Council) -> None:
    night = MONDAY.replace(hour=3, minute=52)
    said = said_of(reminds(found, "1.1", now=night), night)
    assert said == "The reminder of 1 figure goes out to Olive Owner in today’s mail, by 7am."
    assert send_news(now=night) == 0
    assert waiting_mail(night) == [Waiting(found.people["owner"], (HEADING,), MONDAY.date())]
    morning = MONDAY.replace(hour=7)
    assert send_news(now=morning) == 1
    assert waiting_mail(morning) == []
    said = said_of(reminds(found, "2.1", now=morning), morning)
    assert said == "The reminder of 1 figure goes out to Otto Owner within a minute or two."


def test_what_was_sent_lists_who_is_still_to_be_told_of_what_the_reader_keeps(found: Council) -> None:
    had_mail(found, "owner", timezone.now())
    reminds(found, "1.1", now=timezone.now())
    address = reverse("measures:sent_mail")
    for person in ("team", "administrator"):
        page = browser_of(found.people[person]).get(address).content.decode()
        assert "Theo Team reminds you: November 2023" in page
        assert "In the mail of" in page
    kept_elsewhere = waiting_mail(timezone.now(), scorecards=[0])
    assert kept_elsewhere == []


def test_a_reminder_on_a_saturday_says_that_it_goes_out_on_monday(found: Council) -> None:
    saturday = MONDAY - dt.timedelta(days=2)
    said = said_of(reminds(found, "1.1", "2.1", now=saturday), saturday)
    who = "Olive Owner and Otto Owner"
    assert said.startswith(f"The reminder of 2 figures goes out to {who} in the mail of Monday 4 December")
