"""Reminding by hand by two people at once, and by a process that is killed: everybody has one mail, and has it once."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from measures.actions import reminding
from measures.actions.reminding import Reminded, remind
from measures.actions.schedule import open_by_rule
from measures.choices import RoleName
from measures.models import Event, Notice, Period, Role, Scorecard
from measures.models.notice import NoticeQuerySet
from measures.notices.mail import send_news, send_reminders
from measures.working_days import is_working_day
from tests.factories.council import Council, council
from tests.factories.people import RoleFactory
from tests.processes import database_url, run
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))
"""How often each race is run, each time on another working day."""
MONDAY = dt.datetime(2023, 12, 4, 10, 0, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def found() -> Council:
    made = council()
    Period.objects.filter(pk=made.november.pk).update(due_on=dt.date(2033, 12, 20), opened_at=MONDAY)
    Role.objects.update(starts=dt.date(2023, 1, 1))
    made.people["second of the team"] = RoleFactory.create(
        role=RoleName.PERFORMANCE.value, scorecard=made.scorecard, person__name="Tess Team", starts=dt.date(2023, 1, 1)
    ).person
    return made


def mornings() -> Iterator[dt.datetime]:
    """Yield ten o'clock of every working day from the Monday on."""
    day = MONDAY
    while True:
        if is_working_day(day.date()):
            yield day
        day += dt.timedelta(days=1)


def reminds(found: Council, by: str, *refs: str, now: dt.datetime) -> Callable[[], Reminded]:
    rows = [found.submission(ref) for ref in refs]
    return partial(remind, period=found.november, submissions=rows, by=found.people[by], now=now)


def readers() -> Counter[str]:
    """Return how many mails went to each person since they were last counted."""
    counted = Counter(message.to[0].partition(" <")[0] for message in mail.outbox)
    mail.outbox.clear()
    return counted


def test_of_two_who_remind_at_once_one_does_and_everybody_has_one_mail(found: Council) -> None:
    for now in islice(mornings(), ROUNDS):
        outcomes = at_once(
            reminds(found, "team", "1.1", "2.1", now=now), reminds(found, "second of the team", "1.1", "2.1", now=now)
        )
        done, told = sorted(outcomes, key=lambda outcome: len(outcome.submissions), reverse=True)
        assert [row.definition.ref for row in done.submissions] == ["1.1", "2.1"]
        assert not told.submissions
        events = Event.objects.filter(what="remind", at=now)
        assert events.count() == 2
        name = events[0].by.get_full_name()  # type: ignore[union-attr]
        assert told.refused == [
            f"Nobody was reminded of {ref} again: {name} did so today at {timezone.localtime(now):%H:%M}."
            for ref in ("1.1", "2.1")
        ]
        assert at_once(partial(send_news, now=now), partial(send_news, now=now)).count(2) <= 1
        assert readers() == {"Olive Owner": 1, "Otto Owner": 1}


def test_reminded_by_two_people_at_once_of_two_figures_an_owner_has_one_mail_a_day_and_misses_nothing(
    found: Council,
) -> None:
    Role.objects.filter(person=found.people["other owner"]).update(person=found.people["owner"])
    days = mornings()
    for now, next_day in islice(zip(days, days, strict=False), ROUNDS):

        def reminds_and_sends(by: str, ref: str, now: dt.datetime = now) -> None:
            reminds(found, by, ref, now=now)()
            send_news(now=now)

        assert at_once(
            partial(reminds_and_sends, "team", "1.1"), partial(reminds_and_sends, "second of the team", "2.1")
        ) == [None, None]
        assert readers() == {"Olive Owner": 1}
        send_reminders(now=next_day)
        assert readers()["Olive Owner"] <= 1
        told = Notice.objects.filter(recipient=found.people["owner"], events__at=now).values_list("events", flat=True)
        assert sorted(told) == sorted(Event.objects.filter(what="remind", at=now).values_list("pk", flat=True))


def test_of_two_schedulers_at_once_one_opens_the_month_and_everybody_has_one_mail(found: Council) -> None:
    Scorecard.objects.filter(pk=found.scorecard.pk).update(opens_by_rule=True)
    now = dt.datetime(2024, 1, 2, 6, tzinfo=dt.UTC)
    opened = at_once(*[partial(open_by_rule, now=now)] * 2)
    assert sorted(map(len, opened)) == [0, 1], opened
    december = Period.objects.get(scorecard=found.scorecard, month=dt.date(2023, 12, 1))
    assert Event.objects.filter(what="open_period", period=december).count() == 1
    assert december.submissions.count() == 2
    at_once(*[partial(send_reminders, now=now)] * 2)
    told = readers()
    assert {"Olive Owner", "Otto Owner"} <= told.keys()
    assert set(told.values()) == {1}


@pytest.mark.parametrize("off", [
    pytest.param((reminding, "reminded_on", lambda *_: {}), id="who has done so is not looked up"),
    pytest.param((NoticeQuerySet, "unsent", lambda rows: rows.all()), id="what is sent is not marked first"),
])  # fmt: skip
def test_without_either_guard_the_first_race_goes_red(
    off: tuple[Any, str, Any], found: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(*off)
    with pytest.raises(AssertionError):
        test_of_two_who_remind_at_once_one_does_and_everybody_has_one_mail(found)


KILLED = """
import datetime as dt, os, signal, sys
import django
django.setup()
from django.contrib.auth import get_user_model
from django.db import transaction
from measures.actions import hints, reminding
from measures.models import Period, Submission
from measures.notices import mail

def dies(*args, **about):
    os.kill(os.getpid(), signal.SIGKILL)

when, period, by, now = sys.argv[1], *map(int, sys.argv[2:4]), dt.datetime.fromisoformat(sys.argv[4])
if when == "while it is recorded":
    reminding.days_of_mail = dies
elif when == "before anybody is told of it":
    hints.tell = lambda: transaction.on_commit(dies)
else:
    hints.tell = lambda: None
    mail.send = dies
period = Period.objects.get(pk=period)
person = get_user_model().objects.get(pk=by)
reminding.remind(period=period, submissions=Submission.objects.filter(period=period), by=person, now=now)
mail.send_news(now=now)
"""


def killed(found: Council, when: str) -> None:
    """Have a process of its own remind of both figures, and die by SIGKILL at that point."""
    variables = {
        "PORTAL_STATE": str(settings.PORTAL_STATE), "DATABASE_URL": database_url(), "SECRET_KEY": "x" * 60,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }  # fmt: skip
    about = [str(found.november.pk), str(found.people["team"].pk), MONDAY.isoformat()]
    ended = run("-c", KILLED, when, *about, variables=variables)
    assert ended.returncode == -9, ended.stderr


def test_killed_while_it_is_recorded_nobody_was_reminded_and_it_can_be_done_again(found: Council) -> None:
    killed(found, "while it is recorded")
    assert not Event.objects.filter(what="remind").exists()
    assert send_news(now=MONDAY) == 0
    assert reminds(found, "team", "1.1", "2.1", now=MONDAY)().refused == []
    assert send_news(now=MONDAY) == 2


@pytest.mark.parametrize("when", ["before anybody is told of it", "with the mail written"])
def test_killed_between_recording_and_sending_the_next_round_sends_it_and_sends_it_once(
    found: Council, when: str
) -> None:
    killed(found, when)
    assert Event.objects.filter(what="remind").count() == 2
    assert not Notice.objects.filter(sent_at__isnull=False).exists()
    assert send_news(now=MONDAY + dt.timedelta(minutes=1)) == 2
    assert readers() == {"Olive Owner": 1, "Otto Owner": 1}
    assert send_news(now=MONDAY + dt.timedelta(minutes=2)) == 0
    assert "did so today at 10:00" in reminds(found, "second of the team", "1.1", now=MONDAY)().refused[0]


def test_killed_with_the_mail_written_and_found_again_on_another_day_it_is_told_in_that_day_s_mail(
    found: Council,
) -> None:
    killed(found, "with the mail written")
    assert send_reminders(now=TUESDAY) == 2
    assert readers() == {"Olive Owner": 1, "Otto Owner": 1}
    assert not Notice.objects.filter(day=MONDAY.date(), sent_at__isnull=False).exists()
