"""Board members are told of an edition once it is published: by mail, once, in the mail of the day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from measures.choices import RoleName
from measures.models import Notice, Period
from measures.notices.editions import editions_by_person
from measures.notices.mail import send_news, send_reminders
from measures.working_days import working_day_from
from reports.actions import publish, sign
from tests.factories.accounts import browser_of
from tests.factories.catalogue import ScorecardFactory
from tests.factories.people import RoleFactory
from tests.factories.reports import Round, ready_round
from tests.factories.restating import approved
from tests.factories.restating import published as corrected

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2023, 12, 18, 10, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def published() -> Round:
    """A month that was signed and published on that Monday."""
    november = ready_round(measures=1)
    sign(period=november.period, by=november.signatory, now=MONDAY)
    period = Period.objects.get(pk=november.period.pk)
    publish(period=period, by=november.performance, now=MONDAY)
    return november


def test_a_signed_month_is_not_told_of_before_it_is_published() -> None:
    november = ready_round(measures=1)
    sign(period=november.period, by=november.signatory, now=MONDAY)
    assert editions_by_person(MONDAY + HOUR) == {}


def test_the_board_is_told_with_a_link_that_it_may_follow_and_nobody_else_is(published: Round) -> None:
    RoleFactory.create(role=RoleName.BOARD.value, scorecard=ScorecardFactory.create())  # of another scorecard
    assert send_news(now=MONDAY + HOUR) == 1
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    assert sent.to == [f"Anne Doyle <{published.board.email}>"]
    assert sent.subject == f"Published: {published.scorecard}, November 2023"
    path = reverse("reports:edition", args=[published.scorecard.slug, "2023-11", 1])
    for body in (str(sent.body), str(sent.alternatives[0][0])):
        assert "Edition 1 of November 2023" in body
        assert path in body
    browser = browser_of(published.board)
    assert browser.get(path).status_code == 200


def test_it_is_told_once_and_never_in_a_second_mail_of_the_day(published: Round) -> None:
    Notice.objects.create(recipient=published.board, day=MONDAY.date(), subject="Due", text="", html="", sent_at=MONDAY)
    assert send_news(now=MONDAY + HOUR) == 0
    assert send_reminders(now=MONDAY + DAY) == 1
    assert send_reminders(now=MONDAY + 2 * DAY) == send_news(now=MONDAY + 2 * DAY + HOUR) == 0


def test_months_published_before_this_portal_are_not_news_but_the_correction_of_one_is(published: Round) -> None:
    Period.objects.filter(pk=published.period.pk).update(imported=True)
    assert editions_by_person(MONDAY + HOUR) == {}
    published.period.refresh_from_db()
    corrected(published, approved(published))
    day = working_day_from(timezone.localdate() + DAY, 1)
    (line,) = editions_by_person(dt.datetime.combine(day, MONDAY.timetz()))[published.board.pk]
    assert line.text == "Edition 2 of November 2023, which corrects edition 1"


def test_nobody_is_told_on_a_day_of_no_work(published: Round) -> None:
    assert editions_by_person(dt.datetime(2023, 12, 23, 10, tzinfo=dt.UTC)) == {}
    assert list(editions_by_person(dt.datetime(2023, 12, 22, 10, tzinfo=dt.UTC))) == [published.board.pk]
