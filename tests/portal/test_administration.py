"""The administrator's first page: accounts, how the site is doing, who is locked out; and no figure of anybody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as now_set
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.actions.outcome import Refused
from measures.choices import JobState, SubmissionState
from measures.models import Event, LastRun, Notice, Recalculation
from measures.tasks import recalculate_all, recalculate_waiting
from measures.views.access import read_all
from portal.accounts.release import lockouts, release
from portal.health import health, health_reads
from tests.factories.accounts import browser_of, make_account
from tests.factories.council import Council
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


@pytest.fixture
def administrator(found: Council) -> Client:
    return browser_of(found.people["administrator"])


def page(client: Client) -> str:
    return client.get("/").content.decode()


def stands(what: str, now: dt.datetime | None = None) -> tuple[str, str]:
    """Return how a part of the site stands, and what is said of it."""
    now = now or timezone.now()
    line = next(line for line in health(now, read_all(health_reads(now))) if line.what == what)
    return line.stands[0], line.said


def locked_out(email: str = "ann.lee@example.gov.uk") -> None:
    for _ in range(now_set.AXES_FAILURE_LIMIT):
        Client().post("/account/sign-in/", {"login": email, "password": "wrong"})


def test_there_is_something_to_do_and_no_figure(found: Council, administrator: Client) -> None:
    found.put(SubmissionState.SUBMITTED, value="71")
    text = page(administrator)
    assert "Invite somebody" in text
    assert "How the site is doing" in text
    assert "71%" not in text
    assert "% of visits in time" not in text


def test_nobody_else_sees_it(found: Council) -> None:
    for role in ("team", "signatory", "board", "nobody"):
        client = browser_of(found.people[role])
        assert "How the site is doing" not in page(client)


def test_accounts_are_counted_by_how_they_stand(found: Council, administrator: Client) -> None:
    PersonFactory.create(is_active=False)
    assert "?account=closed" in page(administrator)


def set_up() -> dt.datetime:
    """Return when the portal was set up."""
    applied: Any = MigrationRecorder(connection).applied_migrations()
    first: dt.datetime = min(each.applied for each in applied.values())
    return first


def test_the_worker_that_swept_a_moment_ago_is_alive_and_one_that_is_silent_is_not() -> None:
    assert stands("Worker and scheduler", set_up() + dt.timedelta(minutes=1))[0] == "Not yet"
    assert stands("Worker and scheduler", set_up() + dt.timedelta(minutes=10))[0] == "Wrong"
    recalculate_waiting()
    assert stands("Worker and scheduler")[0] == "Fine"
    later = timezone.now() + dt.timedelta(minutes=10)
    assert stands("Worker and scheduler", later)[0] == "Wrong"


def test_the_night_s_recalculation_says_what_came_of_it(found: Council) -> None:
    for what in ("Recalculation at night", "Months and reminders"):
        assert stands(what, set_up() + dt.timedelta(hours=20))[0] == "Not yet"
        assert stands(what, set_up() + dt.timedelta(hours=30))[0] == "Look at it"
    recalculate_all()
    recalculate_all()
    assert stands("Recalculation at night") == ("Fine", f"{_now()}. Nothing had changed.")
    LastRun.note(LastRun.NIGHT, now=timezone.now(), said="social-care: 3 statuses had drifted", fine=False)
    assert stands("Recalculation at night")[0] == "Wrong"


@pytest.mark.parametrize(("left", "said"), [(1, "1 change is not made yet"), (2, "2 changes are not made yet")])
def test_changes_of_the_database_that_were_not_made_are_counted(
    monkeypatch: pytest.MonkeyPatch, left: int, said: str
) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [None] * left)
    assert stands("Database") == ("Wrong", f"{said}. Run: manage.py migrate")


def _now() -> str:
    return f"{timezone.localtime(LastRun.objects.get(name=LastRun.NIGHT).at):%-d %B %Y, %H:%M}"


def test_what_waits_too_long_and_what_failed_is_told_with_its_reason(found: Council, administrator: Client) -> None:
    long_ago = timezone.now() - dt.timedelta(hours=1)
    Recalculation.objects.create(scorecard=found.scorecard, why="a test", queued_at=long_ago)
    assert stands("Statuses to work out")[0] == "Wrong"
    Recalculation.objects.update(state=JobState.FAILED, finished_at=timezone.now(), error="The disk is full.")
    assert stands("Statuses to work out")[0] == "Look at it"
    assert "The disk is full." in page(administrator)


def test_mail_that_could_not_be_sent_is_told(found: Council) -> None:
    assert stands("Mail")[0] == "Fine"
    Notice.objects.create(
        recipient=found.people["owner"], day=timezone.localdate(), subject="Due", text="", html="", error="No route."
    )
    assert stands("Mail") == ("Wrong", "1 could not be sent. The last: No route.")


def test_disk_database_and_version_are_told() -> None:
    assert "free of" in stands("Disk")[1]
    assert stands("Database") == ("Fine", "Up to date.")
    assert stands("Version")[1].startswith("1.")


def test_somebody_locked_out_is_let_in_again_and_it_is_recorded(found: Council, administrator: Client) -> None:
    person = make_account(email="ann.lee@example.gov.uk")
    locked_out()
    assert "ann.lee@example.gov.uk" in page(administrator)
    answer = administrator.post("/release/", {"email": "ann.lee@example.gov.uk"})
    assert answer.status_code == 302
    assert lockouts(timezone.now()) == []
    signs_in = Client().post("/account/sign-in/", {"login": person.email, "password": "three words together"})
    assert signs_in.status_code == 302
    event = Event.objects.get(what="release_lockout")
    assert (event.by, event.done_for) == (found.people["administrator"], person)


def test_a_few_wrong_passwords_lock_nobody_out() -> None:
    Client().post("/account/sign-in/", {"login": "ann.lee@example.gov.uk", "password": "wrong"})
    assert lockouts(timezone.now()) == []


@pytest.mark.parametrize("who", ["team", "owner", "signatory"])
def test_only_an_administrator_releases(found: Council, who: str) -> None:
    locked_out()
    with pytest.raises(Refused) as refused:
        release(email="ann.lee@example.gov.uk", by=found.people[who])
    assert refused.value.hidden
    assert lockouts(timezone.now())


def test_what_is_locked_no_more_is_said_so(found: Council) -> None:
    with pytest.raises(Refused, match="not locked out any more"):
        release(email="ann.lee@example.gov.uk", by=found.people["administrator"])


def test_the_page_asks_as_much_however_much_there_is(found: Council, administrator: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(administrator)
        return len(captured)

    page(administrator)
    few = asked()
    for number in range(8):
        make_account()
        job: Any = {"state": JobState.FAILED, "finished_at": timezone.now(), "error": f"Reason {number}"}
        Recalculation.objects.create(scorecard=found.scorecard, why="a test", **job)
    locked_out()
    assert asked() == few
    assert few <= 15, few
