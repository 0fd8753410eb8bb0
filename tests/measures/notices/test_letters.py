"""Mail with a link: it is headed and worded with the name that the council has given the portal."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import Settings

from measures.actions.accounts import invite
from measures.actions.email_changes import ask_email_change, confirm_email_change
from measures.models import EmailChange
from measures.notices.letters import send_letters, send_password_link
from measures.notices.mail import write_notice
from measures.notices.reminders import Line
from tests.factories.catalogue import ScorecardFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_every_mail_that_names_the_portal_says_the_councils_name_for_it(settings: Settings) -> None:
    settings.PORTAL_SERVICE_NAME = name = "Adult social care scorecard"
    invite(email="ann.lee@council.example", name="Ann Lee", by=None)
    ben = PersonFactory.create()
    ask_email_change(person=ben, email="ben.roy@council.example", by=ben)
    send_letters()
    confirm_email_change(change=EmailChange.objects.get(), by=ben)
    send_letters()
    send_password_link(ben, link="/account/password/reset/key/x/")
    assert sorted(sent.subject for sent in mail.outbox) == [
        f"Confirm your new email address for the {name}",
        f"Set a new password for the {name}",
        f"You are invited to the {name}",
        f"Your email address for the {name} was changed",
    ]
    for sent in mail.outbox:
        assert isinstance(sent, EmailMultiAlternatives)
        for body in (sent.body, sent.alternatives[0][0]):
            assert f"the {name}" in str(body)
    scorecard, now = ScorecardFactory.create(), timezone.now()
    lines = [Line(heading, "1.1", "/", scorecard.pk) for heading in ("Due", "Late")]
    notice = write_notice(ben, lines, dt.date(2023, 12, 4), now=now)
    assert notice.subject == f"2 things wait for you in the {name}"
    assert f"Your page in the {name}" in notice.text
