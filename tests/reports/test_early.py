"""Reading a month before it is published: by those who are named, with their name across it, each time recorded."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from measures.actions.outcome import Refused
from measures.choices import Frequency, JobState, PeriodState, RoleName, SubmissionState
from measures.models import Event, MeasureDefinition, Period
from measures.permissions import Standing
from reports.actions import hand_over, publish, read_early, sign
from reports.document import signed_line
from reports.early import can_be_read_early, early_content, early_months, visible_readings
from reports.models import EarlyPdf
from reports.queries import visible_editions
from reports.readiness import readiness
from reports.rendering import render_early
from reports.tasks import SWEEP, sweep_renderings
from reports.verification import verify
from tests.factories.accounts import browser_of
from tests.factories.people import RoleFactory
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def november_of_early_readers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Round]:
    """Make the November once for the file, whose tests take back what they do to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield ready_round(measures=2)
        transaction.set_rollback(True)


@pytest.fixture
def november(november_of_early_readers: Round, db: None) -> Round:
    """A November whose two figures are approved, with an early reader, and with rows of the test's own to change."""
    return copy.deepcopy(november_of_early_readers)


def reader_of(november: Round) -> Any:
    return RoleFactory.create(
        role=RoleName.EARLY_READER.value, scorecard=november.scorecard, person__name="Lena Lead"
    ).person


def address(november: Round, name: str = "reports:early") -> str:
    return reverse(name, args=[november.scorecard.slug, november.period.month])


def readings() -> list[tuple[Any, str]]:
    return [(event.by, event.details["form"]) for event in Event.objects.filter(what="read_early").order_by("pk")]


def test_a_signed_month_that_waits_is_not_said_to_be_seen_by_nobody(november: Round) -> None:
    edition = sign(period=november.period, by=november.signatory)
    reader = browser_of(reader_of(november))
    assert reader.post(address(november), {"form": "page"}).status_code == 200
    page = browser_of(november.performance).get(edition.get_absolute_url()).content.decode()
    assert "Board members can read it once it is published, named early readers already." in page


def test_a_month_that_is_read_early_says_that_it_has_what_was_approved(november: Round) -> None:
    assert signed_line(early_content(november.period)) == "Not signed: the figures approved so far"


def test_the_page_carries_the_reader_s_name_is_recorded_and_kept_by_nobody(november: Round) -> None:
    reader = reader_of(november)
    client = browser_of(reader)
    cover = client.get(address(november))
    assert "Each time that you read it is recorded" in cover.content.decode()
    assert readings() == []
    page = client.post(address(november), {"form": "page"})
    text = page.content.decode()
    assert text.count("Not published. Read by Lena Lead") == 3
    assert "70%" in text
    assert "Not signed yet" in text
    assert "no-store" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]
    assert readings() == [(reader, "page")]
    assert 'href="/editions/' not in text.replace('href="/editions/"', "")


def asked_for(november: Round, reader: Any, browser: Client) -> EarlyPdf:
    """Ask for the PDF as the page does, and return its job."""
    answer = browser.post(address(november), {"form": "pdf"})
    job = EarlyPdf.objects.get(reader=reader)
    assert answer["Location"] == job.get_absolute_url()
    return job


def as_if_made(job: EarlyPdf, at: dt.datetime | None = None) -> None:
    """Put a file to a job, as a worker would have."""
    changes = {"state": JobState.DONE, "finished_at": at or timezone.now(), "sha256": "0" * 64, "file": b"%PDF"}
    EarlyPdf.objects.filter(pk=job.pk).update(**changes)


def test_the_pdf_is_made_once_by_a_worker_though_the_first_dies_and_is_read_when_it_is_handed_over(
    november: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reader_of(november)
    client = browser_of(reader)
    job = asked_for(november, reader, client)
    assert asked_for(november, reader, client) == job
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Waiting for its turn" in page
    assert f'hx-get="{job.get_absolute_url()}"' in page
    EarlyPdf.objects.all().claim(job.pk, now=timezone.now() - dt.timedelta(minutes=1), lease=dt.timedelta(seconds=30))
    hinted: list[tuple[int, int]] = []
    monkeypatch.setattr("reports.tasks.send_early_hint", lambda pk, expires: hinted.append((pk, expires)))
    sweep_renderings()
    assert hinted == [(job.pk, SWEEP)]
    assert render_early(job.pk)
    assert not render_early(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress) == (JobState.DONE, 2, 100)
    assert asked_for(november, reader, client) == job
    assert "Download the PDF" in client.get(job.get_absolute_url()).content.decode()
    assert readings() == []
    where = reverse("reports:early_pdf_download", args=[job.pk])
    response = client.post(where)
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]
    assert "not-published.pdf" in response["Content-Disposition"]
    assert client.post(where).content == response.content
    assert readings() == [(reader, "pdf")]
    today = f"{timezone.localdate():%-d %B %Y}"
    known, changed = verify(response.content), verify(response.content + b"\n")
    assert known.headline == f"This is a draft for early reading, of {today}, read by Lena Lead; not published."
    assert not known.genuine
    assert known.sentences == ("November 2023 has not been published.",)
    assert changed.headline == "This says that it is a draft for early reading; not published."
    assert changed.sentences[0].endswith(f"What it names was given to read early to Lena Lead on {today}.")
    told = [
        checked.headline == known.headline
        for person in (reader, november.performance, november.director, november.board, november.owner)
        for standing in [Standing.of(person, timezone.localdate())]
        for checked in [
            verify(response.content, editions=visible_editions(standing), readings=visible_readings(standing))
        ]
    ]
    assert told == [True, True, True, False, False]


def test_the_pdf_is_its_reader_s_alone_and_nobody_s_before_it_is_made(november: Round) -> None:
    reader = reader_of(november)
    other = RoleFactory.create(role=RoleName.EARLY_READER.value, scorecard=november.scorecard).person
    job = asked_for(november, reader, browser_of(reader))
    with pytest.raises(Refused) as unmade:
        hand_over(early_pdf=job, by=reader)
    assert unmade.value.hidden
    as_if_made(job)
    for person in (other, november.performance, november.signatory, november.board):
        assert browser_of(person).get(job.get_absolute_url()).status_code == 404
        for name in ("again", "cancel", "download"):
            assert browser_of(person).post(reverse(f"reports:early_pdf_{name}", args=[job.pk])).status_code == 404
        with pytest.raises(Refused) as refused:
            hand_over(early_pdf=job, by=person)
        assert refused.value.hidden
    assert readings() == []


@pytest.mark.parametrize("over", ["an hour later", "published"])
def test_the_pdf_is_removed_an_hour_after_it_was_made_and_once_the_month_is_published(
    november: Round, over: str
) -> None:
    reader = reader_of(november)
    client = browser_of(reader)
    job = asked_for(november, reader, client)
    as_if_made(job)
    sweep_renderings()
    assert hand_over(early_pdf=job, by=reader) == b"%PDF"
    if over == "published":
        Period.objects.filter(pk=november.period.pk).update(state=PeriodState.PUBLISHED, imported=True)
    else:
        as_if_made(job, timezone.now() - dt.timedelta(hours=1))
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.post(reverse("reports:early_pdf_download", args=[job.pk])).status_code == 404
    sweep_renderings()
    assert not EarlyPdf.objects.exists()
    assert readings() == [(reader, "pdf")]


def test_a_pdf_that_was_stopped_is_not_made_until_it_is_asked_for_again(november: Round) -> None:
    reader = reader_of(november)
    client = browser_of(reader)
    job = asked_for(november, reader, client)
    client.post(reverse("reports:early_pdf_cancel", args=[job.pk]))
    assert not render_early(job.pk)
    assert "It was stopped" in client.get(job.get_absolute_url()).content.decode()
    assert asked_for(november, reader, client).state == JobState.WAITING


def test_a_pdf_that_can_not_be_made_says_why_and_can_be_tried_again(november: Round, settings: Any) -> None:
    settings.REPORT_SECONDS = 0
    reader = reader_of(november)
    client = browser_of(reader)
    job = asked_for(november, reader, client)
    EarlyPdf.objects.filter(pk=job.pk).update(attempts=EarlyPdf.MAX_ATTEMPTS - 1)
    assert not render_early(job.pk)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "laying out the pages took longer than the 0 seconds" in page
    assert "It was tried 3 times" in page
    client.post(reverse("reports:early_pdf_again", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, job.file) == (JobState.WAITING, None)


def test_what_is_only_submitted_is_not_in_it(november: Round) -> None:
    slot = november.submissions[1]
    type(slot).objects.filter(pk=slot.pk).update(
        state=SubmissionState.SUBMITTED, approved_revision=None, approved_by=None, approved_at=None
    )
    reader = reader_of(november)
    assert browser_of(reader).get(address(november)).status_code == 404
    Period.objects.filter(pk=november.period.pk).update(state=PeriodState.CLOSED)
    content = read_early(period=november.period, form="page", by=reader)
    assert content.by_ref("1.0").current.printed == "70%"
    assert content.by_ref("1.1").figure(november.period.month).printed == ""


def test_a_signed_month_is_read_as_it_was_signed_and_no_more_once_it_is_published(november: Round) -> None:
    reader = reader_of(november)
    edition = sign(period=november.period, by=november.signatory)
    content = read_early(period=november.period, form="page", by=reader)
    assert content.signed_by == "Ruth Calder"
    assert Event.objects.get(what="read_early").details["sha256"] == edition.sha256
    publish(period=Period.objects.get(pk=november.period.pk), by=november.performance)
    with pytest.raises(Refused) as refused:
        read_early(period=november.period, form="page", by=reader)
    assert refused.value.hidden
    assert browser_of(reader).get(address(november)).status_code == 404
    assert browser_of(reader).get(edition.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("who", ["board", "owner", "director", "signatory", "performance"])
def test_nobody_else_reads_it_early(november: Round, who: str) -> None:
    person = getattr(november, who)
    for response in (
        browser_of(person).get(address(november)), browser_of(person).post(address(november), {"form": "page"})
    ):  # fmt: skip
        assert response.status_code == 404
    assert readings() == []


def test_the_first_page_of_the_reader_leads_there_and_that_of_the_board_does_not(november: Round) -> None:
    assert address(november) in browser_of(reader_of(november)).get("/").content.decode()
    assert address(november) not in browser_of(november.board).get("/").content.decode()


def test_who_may_read_and_who_has_is_listed_for_the_team_and_the_directors(november: Round) -> None:
    reader = reader_of(november)
    read_early(period=november.period, form="page", by=reader)
    for person in (november.performance, november.director, november.signatory):
        page = browser_of(person).get(address(november, "reports:early_readings")).content.decode()
        assert "Lena Lead: read it 1 time" in page
    for person in (november.board, november.owner, reader):
        assert browser_of(person).get(address(november, "reports:early_readings")).status_code == 404


def test_a_month_that_nobody_finished_is_not_offered(november: Round) -> None:
    slot = november.submissions[0]
    type(slot).objects.filter(pk=slot.pk).update(state=SubmissionState.DRAFT)
    period = november.period
    assert not can_be_read_early(period)
    reader = reader_of(november)
    assert list(early_months(Standing.of(reader, timezone.localdate()))) == []


@pytest.mark.parametrize("frequency", Frequency)
@pytest.mark.parametrize("state", SubmissionState)
def test_a_month_is_finished_where_nothing_is_outstanding(
    november: Round, state: SubmissionState, frequency: Frequency
) -> None:
    slot = november.submissions[0]
    MeasureDefinition.objects.filter(pk=slot.definition_id).update(frequency=frequency)
    changes = {"left_out_reason": "None."} if state is SubmissionState.LEFT_OUT else {}
    type(slot).objects.filter(pk=slot.pk).update(state=state, published_revision=slot.approved_revision, **changes)
    for month in (9, 11):
        Period.objects.filter(pk=november.period.pk).update(month=dt.date(2023, month, 1))
        period = Period.objects.get(pk=november.period.pk)
        assert can_be_read_early(period) == readiness(period).complete
