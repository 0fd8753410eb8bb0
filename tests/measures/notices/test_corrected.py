"""Restatements of published figures: whoever acts next hears, and whoever asked; each step once, in the day's mail."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.actions import restatements
from measures.models import Notice, Role
from measures.notices import corrected
from measures.notices.corrected import corrected_by_person
from measures.notices.mail import send_news, send_reminders
from measures.transitions import RESTATEMENT
from tests.factories.accounts import browser_of
from tests.factories.reports import Round
from tests.factories.restating import agreed, approved, asked, read_by_the_board, submitted

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MONDAY = dt.datetime(2023, 12, 18, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step is taken on that Monday."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)


@pytest.fixture
def november() -> Round:
    made = read_by_the_board()
    Role.objects.update(starts=dt.date(2023, 1, 1))
    return made


def told(november: Round, now: dt.datetime = MONDAY + HOUR) -> dict[str, list[str]]:
    """Return what each person is told, by what they are."""
    names = {getattr(november, key).pk: key for key in ("owner", "director", "signatory", "performance", "board")}
    return {names[pk]: [line.text for line in lines] for pk, lines in corrected_by_person(now).items()}


def test_who_may_agree_hears_that_a_correction_is_asked_for_and_neither_asker_nor_board(november: Round) -> None:
    asked(november)
    said = ["Tom Okafor asked for a restatement of 1.0 Measure 0"]
    assert told(november) == {"director": said, "performance": said}


def test_owner_and_asker_hear_that_it_was_agreed_to_or_refused(november: Round) -> None:
    row = asked(november)
    restatements.refuse(restatement=row, version=row.version, reason="It was right.", by=november.director)
    assert told(november) == {"owner": ["Helen Marsh refused the restatement of 1.0 Measure 0"]}
    by_director = restatements.ask(submission=row.submission, reason="Wrong.", by=november.director)
    restatements.agree(restatement=by_director, version=by_director.version, by=november.performance)
    agreed_to = "Priya Nair agreed to the restatement of 1.0 Measure 0: the right figure is to be entered"
    assert told(november)["director"] == [agreed_to]
    assert agreed_to in told(november)["owner"]


def test_the_director_hears_of_a_corrected_figure_its_owner_that_it_came_back_the_signatory_that_it_can_go_out(
    november: Round,
) -> None:
    row = submitted(november)
    said = "Tom Okafor submitted the corrected figure of 1.0 Measure 0: it waits for approval"
    assert told(november) == {"director": [said]}
    row = restatements.send_back(restatement=row, version=row.version, reason="Look again.", by=november.director)
    assert told(november) == {"owner": ["Helen Marsh returned the corrected figure of 1.0 Measure 0"]}
    approved(november, 1)
    said = "Helen Marsh approved the corrected figure of 1.1 Measure 1: it can be published"
    assert told(november)["signatory"] == [said]


def test_where_no_director_is_left_to_decide_the_signatory_hears(november: Round) -> None:
    submitted(november)
    Role.objects.filter(person=november.director).update(ends=MONDAY.date() - DAY)
    assert list(told(november)) == ["signatory"]


def test_it_goes_out_the_same_day_in_text_and_html_with_a_link_that_its_reader_may_follow(november: Round) -> None:
    row = submitted(november)
    assert send_news(now=MONDAY + dt.timedelta(minutes=29)) == 1  # the board's edition
    mail.outbox.clear()
    assert send_news(now=MONDAY + HOUR) == 1
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    assert sent.subject == "Restatements of published figures, November 2023"
    path = reverse("measures:restatement", args=[row.pk])
    for body in (str(sent.body), str(sent.alternatives[0][0])):
        assert "it waits for approval" in body
        assert path in body
        assert "92" not in body
    browser = browser_of(november.director)
    assert browser.get(path).status_code == 200


def test_it_is_told_once_and_never_in_a_second_mail_of_the_day(november: Round) -> None:
    Notice.objects.create(
        recipient=november.director, day=MONDAY.date(), subject="Due", text="", html="", sent_at=MONDAY
    )
    submitted(november)
    send_news(now=MONDAY + HOUR)
    assert not [message for message in mail.outbox if november.director.email in message.to[0]]
    assert send_reminders(now=MONDAY + DAY) == 1
    assert send_reminders(now=MONDAY + 2 * DAY) == send_news(now=MONDAY + 2 * DAY + HOUR) == 0


def test_each_step_has_its_words(november: Round) -> None:
    untold = {"publish", "withdraw", "call_off"}
    steps = {f"{step}_restatement" for step in RESTATEMENT if step not in untold}
    assert set(corrected.SAID) == steps | {"ask_restatement"}


def test_nobody_hears_on_a_day_of_no_work_nor_with_a_closed_account(november: Round) -> None:
    submitted(november)
    assert told(november, MONDAY + 5 * DAY) == {}
    type(november.owner).objects.filter(pk=november.director.pk).update(is_active=False)
    assert list(told(november)) == ["signatory"]


def test_reading_who_hears_asks_as_much_of_one_as_of_many(november: Round) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            corrected_by_person(MONDAY + HOUR)
        return len(captured)

    agreed(november)
    one = questions()
    asked(november, 1)
    assert questions() == one <= 4
