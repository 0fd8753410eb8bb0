"""Early readers are told: that they are named, and of each month that they can read, in the mail of the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from measures.actions.people import end_role, give_role
from measures.actions.periods import close_period, open_period_again
from measures.choices import RoleName
from measures.models import Notice, Period, Role
from measures.notices.early import early_by_person
from measures.notices.mail import send_news, send_reminders
from reports.actions import publish, sign
from tests.factories.accounts import browser_of
from tests.factories.catalogue import ScorecardFactory
from tests.factories.people import PersonFactory, RoleFactory
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2023, 12, 18, 10, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def november() -> Round:
    made = ready_round(measures=1)
    Role.objects.update(starts=dt.date(2023, 1, 1))
    return made


def name(november: Round, person: Any = None, **options: Any) -> Any:
    """Name somebody as an early reader, on the Monday."""
    person = person or PersonFactory.create(name="Lena Lead")
    given = {"scope": november.scorecard, "starts": MONDAY.date(), "by": november.performance, "now": MONDAY, **options}
    give_role(person=person, role=RoleName.EARLY_READER, **given)
    return person


def early_reader(november: Round) -> Any:
    """Return somebody who has been an early reader for long."""
    return RoleFactory.create(
        role=RoleName.EARLY_READER.value, scorecard=november.scorecard, starts=dt.date(2023, 1, 1)
    ).person


def bodies() -> list[str]:
    """Return the text and the HTML of the only mail that was sent."""
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    return [str(sent.body), str(sent.alternatives[0][0])]


def test_who_is_named_hears_of_it_in_text_and_html_with_a_link_to_their_first_page(november: Round) -> None:
    reader = name(november, ends=dt.date(2024, 3, 31))
    assert send_news(now=MONDAY + HOUR) == 1
    assert mail.outbox[0].to == [f"Lena Lead <{reader.email}>"]
    assert mail.outbox[0].subject == f"You are named as an early reader of {november.scorecard}"
    for body in bodies():
        assert "You may read each month before it is published until 31 March 2024." in body
        assert "http://127.0.0.1:8000/" in body
    notice = Notice.objects.get(recipient=reader)
    assert [event.what for event in notice.events.all()] == ["give_role"]
    assert list(notice.scorecards.all()) == [november.scorecard]


def test_the_first_page_says_what_can_be_read_now_or_that_nothing_can(november: Round) -> None:
    reader = browser_of(early_reader(november))
    assert reverse("reports:early", args=[november.scorecard.slug, "2023-11"]) in reader.get("/").content.decode()
    type(november.submissions[0]).objects.update(state="draft")
    page = reader.get("/").content.decode()
    assert reverse("reports:early", args=[november.scorecard.slug, "2023-11"]) not in page
    assert "No month is that far at the moment." in page
    assert "No month is that far" not in browser_of(november.board).get("/").content.decode()


def test_it_is_told_once_and_never_in_a_second_mail_of_the_day(november: Round) -> None:
    reader = name(november)
    Notice.objects.create(recipient=reader, day=MONDAY.date(), subject="Due", text="", html="", sent_at=MONDAY)
    assert send_news(now=MONDAY + HOUR) == 0
    assert send_reminders(now=MONDAY + DAY) == 1
    assert send_reminders(now=MONDAY + 2 * DAY) == send_news(now=MONDAY + 2 * DAY + HOUR) == 0


def test_a_role_that_begins_later_is_told_of_when_it_begins_and_one_that_was_taken_back_never(november: Round) -> None:
    later = name(november, starts=dt.date(2024, 1, 8))
    assert early_by_person(MONDAY + HOUR) == {}
    assert list(early_by_person(dt.datetime(2024, 1, 8, 10, tzinfo=dt.UTC))) == [later.pk]
    assert early_by_person(dt.datetime(2024, 1, 29, 10, tzinfo=dt.UTC)) == {}
    end_role(role=Role.objects.get(person=later), by=november.performance, now=MONDAY + HOUR)
    assert early_by_person(dt.datetime(2024, 1, 8, 10, tzinfo=dt.UTC)) == {}


def test_a_closed_month_is_told_of_with_a_link_that_opens_it_and_to_nobody_else(november: Round) -> None:
    reader = early_reader(november)
    RoleFactory.create(role=RoleName.EARLY_READER.value, scorecard=ScorecardFactory.create())  # of another scorecard
    close_period(period=november.period, by=november.performance, now=MONDAY)
    assert send_news(now=MONDAY + HOUR) == 1
    path = reverse("reports:early", args=[november.scorecard.slug, "2023-11"])
    for body in bodies():
        assert "You may read November 2023 now: it is not signed yet, so that it can still change." in body
        assert path in body
    page = browser_of(reader).get(path).content.decode()
    assert "Each time that you read it is recorded" in page


def test_a_month_is_told_of_once_however_often_it_is_closed_and_signed_and_not_once_it_is_published(
    november: Round,
) -> None:
    early_reader(november)
    close_period(period=november.period, by=november.performance, now=MONDAY)
    assert send_news(now=MONDAY + HOUR) == 1
    period = Period.objects.get(pk=november.period.pk)
    open_period_again(period=period, by=november.performance, reason="One more.", now=MONDAY + DAY)
    assert early_by_person(MONDAY + DAY + HOUR) == {}
    close_period(period=Period.objects.get(pk=period.pk), by=november.performance, now=MONDAY + 2 * DAY)
    sign(period=Period.objects.get(pk=period.pk), by=november.signatory, now=MONDAY + 3 * DAY)
    assert early_by_person(MONDAY + 3 * DAY + HOUR) == {}
    late = name(november, now=MONDAY + 3 * DAY, starts=(MONDAY + 3 * DAY).date())
    (told,) = early_by_person(MONDAY + 3 * DAY + HOUR).items()
    assert (told[0], [line.text.split(":")[0] for line in told[1]]) == (
        late.pk,
        [
            "You may read each month before it is published. Your first page says which can be read now. Each reading "
            "is recorded",
            "You may read November 2023 now",
        ],
    )
    publish(period=Period.objects.get(pk=period.pk), by=november.performance, now=MONDAY + 3 * DAY)
    assert len(early_by_person(MONDAY + 3 * DAY + HOUR)[late.pk]) == 1


def test_nobody_is_told_on_a_day_of_no_work_nor_whose_account_is_closed(november: Round) -> None:
    reader = name(november)
    assert early_by_person(dt.datetime(2023, 12, 23, 10, tzinfo=dt.UTC)) == {}
    assert list(early_by_person(dt.datetime(2023, 12, 22, 10, tzinfo=dt.UTC))) == [reader.pk]
    type(reader).objects.filter(pk=reader.pk).update(is_active=False)
    assert early_by_person(dt.datetime(2023, 12, 22, 10, tzinfo=dt.UTC)) == {}
