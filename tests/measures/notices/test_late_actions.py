"""An action that is late is named to whoever answers for its measure, in the day's mail, until it is dealt with."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from measures.actions.actions import close_action, open_action
from measures.models import Action, Period, Role
from measures.notices.late_actions import late_actions_by_person
from measures.notices.mail import send_news, send_reminders
from tests.factories.council import SLUG, Council, council

pytestmark = pytest.mark.django_db

DUE = dt.date(2023, 12, 1)
"""A Friday."""
MONDAY = dt.datetime(2023, 12, 4, 6, 0, tzinfo=dt.UTC)


@pytest.fixture
def found() -> Council:
    """The council with nothing due for weeks, and an action on 1.1 that is."""
    made = council()
    Role.objects.update(starts=dt.date(2023, 1, 1))
    due = {"due_on": dt.date(2024, 1, 29), "approve_by": dt.date(2024, 1, 31), "opened_at": MONDAY - dt.timedelta(30)}
    Period.objects.filter(pk=made.november.pk).update(**due)
    about = {"what": "Visit the Okafors", "owner": "Team manager", "due": DUE}
    open_action(measure=made.visits.measure, by=made.people["owner"], now=MONDAY - dt.timedelta(30), **about)  # type: ignore[arg-type]
    return made


def told(found: Council, day: dt.date) -> set[str]:
    names = {person.pk: key for key, person in found.people.items()}
    return {names[pk] for pk in late_actions_by_person(day)}


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (dt.date(2023, 12, 1), False),
        (dt.date(2023, 12, 2), False),
        (dt.date(2023, 12, 4), True),
        (dt.date(2023, 12, 5), False),
        (dt.date(2023, 12, 8), False),
        (dt.date(2023, 12, 11), True),
        (dt.date(2023, 12, 18), True),
    ],
)
def test_its_owner_hears_on_the_first_working_day_after_it_and_every_fifth(
    found: Council, day: dt.date, named: bool
) -> None:
    assert told(found, day) == ({"owner"} if named else set())


def test_a_deputy_hears_where_there_is_no_owner_and_nobody_once_it_is_closed_or_has_another_date(
    found: Council,
) -> None:
    Role.objects.filter(person=found.people["owner"]).update(ends=DUE)
    assert told(found, MONDAY.date()) == {"deputy"}
    action = Action.objects.get()
    Action.objects.update(due=dt.date(2023, 12, 29))
    assert told(found, MONDAY.date()) == set()
    Action.objects.update(due=DUE)
    close_action(action=action, outcome="Done.", by=found.people["deputy"], now=MONDAY)
    assert told(found, MONDAY.date()) == set()


def test_it_stands_in_the_day_s_mail_in_text_and_html_with_a_link_and_without_what_is_done(found: Council) -> None:
    assert send_reminders(now=MONDAY) == 1
    assert send_reminders(now=MONDAY) == send_news(now=MONDAY + dt.timedelta(hours=4)) == 0
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    assert sent.subject == "Actions that are late"
    for body in (str(sent.body), str(sent.alternatives[0][0])):
        assert "1.1 % of visits in time: due on 1 December 2023" in body
        assert reverse("measures:action", args=[SLUG, Action.objects.get().pk]) in body
        assert "Okafors" not in body
