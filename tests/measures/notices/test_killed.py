"""The day's news while its sender is killed, and sent by two at once: everybody has one mail, once, with all of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial

import pytest
from django.conf import settings
from django.core import mail

from measures.actions.approvals import send_back
from measures.actions.delegations import delegate
from measures.choices import SubmissionState
from measures.models import Notice, Period, Role
from measures.notices.mail import send_news, send_reminders
from tests.factories.council import Council, council
from tests.processes import database_url, run
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]

MONDAY = dt.datetime(2023, 12, 4, 10, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
KILLED = """
import datetime as dt, os, signal, sys
import django
django.setup()
from measures.notices import mail

def dies(*args, **about):
    os.kill(os.getpid(), signal.SIGKILL)

when, now = sys.argv[1], dt.datetime.fromisoformat(sys.argv[2])
if when == "while it is written":
    mail.render_to_string = dies
elif when == "with the mail written":
    mail.send = dies
mail.send_news(now=now)
"""


@pytest.fixture
def found() -> Council:
    """The council on that Monday: a figure came back to Olive and to Otto, and Olive stands in for Dan."""
    made = council()
    Role.objects.update(starts=dt.date(2023, 1, 1))
    due = {"due_on": dt.date(2024, 1, 29), "approve_by": dt.date(2024, 1, 31), "opened_at": MONDAY - 30 * DAY}
    Period.objects.filter(pk=made.november.pk).update(**due)
    for ref, who in (("1.1", "director"), ("2.1", "other director")):
        figure = made.put(SubmissionState.SUBMITTED, ref)
        send_back(submission=figure, version=figure.version, reason="Why?", by=made.people[who], now=MONDAY)
    dan = made.people["other director"]
    starts, ends = MONDAY.date(), MONDAY.date() + 7 * DAY
    delegate(role=dan.roles.get(), to=made.people["owner"], starts=starts, ends=ends, by=dan, now=MONDAY)
    return made


def told() -> tuple[Counter[str], int]:
    """Return how many mails each person had, and how often one says that Olive stands in."""
    readers = Counter(message.to[0].partition(" <")[0] for message in mail.outbox)
    return readers, sum("You stand in for Dan Director" in str(message.body) for message in mail.outbox)


EACH_ONE = (Counter({"Olive Owner": 1, "Otto Owner": 1}), 1)


def killed(when: str) -> None:
    """Have a process of its own send the news, and die by SIGKILL at that point."""
    variables = {
        "PORTAL_STATE": str(settings.PORTAL_STATE), "DATABASE_URL": database_url(), "SECRET_KEY": "x" * 60,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }  # fmt: skip
    ended = run("-c", KILLED, when, (MONDAY + HOUR).isoformat(), variables=variables)
    assert ended.returncode == -9, ended.stderr


@pytest.mark.parametrize("when", ["while it is written", "with the mail written"])
def test_killed_before_it_is_sent_the_next_round_sends_it_and_sends_it_once(found: Council, when: str) -> None:
    killed(when)
    assert not Notice.objects.filter(sent_at__isnull=False).exists()
    assert send_news(now=MONDAY + HOUR) == 2
    assert send_news(now=MONDAY + 2 * HOUR) == 0
    assert told() == EACH_ONE


def test_killed_with_the_mail_written_and_found_again_on_another_day_it_is_told_in_that_day_s_mail(
    found: Council,
) -> None:
    killed("with the mail written")
    assert send_reminders(now=MONDAY + DAY) == 2
    assert send_news(now=MONDAY + DAY + HOUR) == 0
    assert told() == EACH_ONE


def test_of_two_who_send_at_once_each_mail_is_sent_by_one(found: Council) -> None:
    at_once(partial(send_news, now=MONDAY + HOUR), partial(send_news, now=MONDAY + HOUR))
    assert told() == EACH_ONE
