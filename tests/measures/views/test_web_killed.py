"""A real web process, really killed again and again while figures are submitted.

What was acknowledged is there; what was not is there whole, or is as it was before.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from measures.choices import RoleName, SubmissionState
from measures.models import Event, Revision, Submission
from tests.factories.catalogue import DefinitionFactory, SectionFactory
from tests.factories.months import PeriodFactory, SubmissionFactory
from tests.factories.people import PersonFactory, RoleFactory
from tests.processes import ROOT, database_url, environment, free_port, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes, pytest.mark.timeout(0)]

SUBMISSIONS = int(os.environ.get("KILLED_SUBMISSIONS", "40"))
"""How many figures are submitted; 200 before a change is taken in."""
CLIENTS = 4
KILLED_EVERY = 6
"""Submissions between two deaths, more or less."""
CSRF = "k" * 32


class Web:
    """Gunicorn with two processes, on the test's own database; a new one starts from what has been loaded already."""

    def __init__(self) -> None:
        self.port = free_port()
        self.log = Path(settings.PORTAL_STATE) / f"web-{os.urandom(4).hex()}.log"
        variables = {
            "PORTAL_STATE": str(settings.PORTAL_STATE),
            "DATABASE_URL": database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
        }
        if os.environ.get("REDIS_URL"):
            variables["REDIS_URL"] = os.environ["REDIS_URL"]
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "--workers", "2", "--threads", "2", "--preload", "--no-control-socket"],
                cwd=ROOT,
                env=environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        with contextlib.suppress(OSError):
            pid = self.process.pid
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def answers(self) -> bool:
        """Return whether a page comes back."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        return False

    def kill_one(self) -> bool:
        """Kill one of them without a word; return whether there was one."""
        with contextlib.suppress(IndexError, ProcessLookupError):
            os.kill(random.choice(self.workers()), signal.SIGKILL)  # noqa: S311 - any of them
            return True
        return False

    def stop(self) -> None:
        """Stop it, by force if it takes long."""
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def web() -> Iterator[Web]:
    """The web server, answering."""
    started = Web()
    try:
        wait_until(lambda: started.answers() or started.process.poll() is not None, what="the web server")
        assert started.process.poll() is None, started.log.read_text()
        yield started
    finally:
        started.stop()


class Owner:
    """Somebody at a browser who sends one form after another and notes what was acknowledged."""

    def __init__(self, web: Web, session: str, forms: list[tuple[int, str]]) -> None:
        self.web, self.session, self.forms = web, session, forms
        self.acknowledged: set[int] = set()
        self.unanswered: set[int] = set()
        self.thread = threading.Thread(target=self._send_all)
        self.thread.start()

    def _send_all(self) -> None:
        for submission, address in self.forms:
            (self.acknowledged if self._send(address) else self.unanswered).add(submission)

    def _send(self, address: str) -> bool:
        form = {
            "version": "0", "do": "submit", "figure": "95%", "numerator": "95", "denominator": "100",
            "csrfmiddlewaretoken": CSRF,
        }  # fmt: skip
        headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=30)
        try:
            connection.request("POST", address, urllib.parse.urlencode(form), headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        assert status == 302, status
        return True


def forms_to_send() -> tuple[str, list[tuple[int, str]]]:
    """Return an owner's session, and the address of the form of each of their measures."""
    section = SectionFactory.create()
    period = PeriodFactory.create(scorecard=section.scorecard)
    owner = PersonFactory.create()
    forms = []
    for number in range(SUBMISSIONS):
        definition = DefinitionFactory.create(section=section, ref=f"1.{number}")
        RoleFactory.create(person=owner, role=RoleName.OWNER.value, measure=definition.measure)
        slot = SubmissionFactory.create(definition=definition, measure=definition.measure, period=period)
        forms.append((slot.pk, reverse("measures:entry", args=[section.scorecard.slug, period.month, definition.ref])))
    client = Client()
    client.force_login(owner)
    return client.cookies[settings.SESSION_COOKIE_NAME].value, forms


def test_what_was_acknowledged_is_there_and_what_was_not_is_whole_or_absent(web: Web) -> None:
    session, forms = forms_to_send()
    owners = [Owner(web, session, forms[place::CLIENTS]) for place in range(CLIENTS)]
    killed, before = 0, 0
    while any(owner.thread.is_alive() for owner in owners):
        time.sleep(0.01)
        now = sum(len(owner.acknowledged) for owner in owners)
        if now - before > KILLED_EVERY * random.uniform(0.5, 1.5):  # noqa: S311 - when it hits is left to chance
            killed, before = killed + web.kill_one(), now
    acknowledged = set().union(*(owner.acknowledged for owner in owners))
    unanswered = set().union(*(owner.unanswered for owner in owners))
    assert len(acknowledged) + len(unanswered) == SUBMISSIONS
    assert killed > 1
    assert len(acknowledged) > SUBMISSIONS / 2
    web.stop()
    for pk, _ in forms:
        submission = Submission.objects.get(pk=pk)
        events = [(e.what, e.from_state, e.to_state) for e in Event.objects.filter(submission=pk).order_by("pk")]
        revisions = list(Revision.objects.filter(submission=pk))
        saved = ("save", "not started", "draft")
        whole = [saved, ("submit", "draft", "submitted")]
        assert events in ([], [saved], whole)
        assert submission.version == len(events)
        assert submission.state == (events[-1][2] if events else "not started")
        assert submission.draft_figure == ("95%" if events else "")
        assert revisions == ([submission.submitted_revision] if events == whole else [])
        if pk in acknowledged:
            assert submission.state == SubmissionState.SUBMITTED
