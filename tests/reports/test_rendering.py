"""Making an edition's files: once, whatever dies or is asked for twice; a sentence where it can not be done."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from measures.actions.outcome import Refused
from measures.choices import JobState
from reports.actions import cancel, queue_rendering, run_again, sign
from reports.models import Edition, Format, RenderedFile, Rendering
from reports.rendering import LAYOUT_BEGINS, render
from reports.tasks import sweep_renderings
from tests.factories.reports import long_report, ready_round
from tests.processes import wait_until

pytestmark = pytest.mark.django_db


def signed(**kwargs: Any) -> Edition:
    november = ready_round(**kwargs)
    return sign(period=november.period, by=november.signatory)


def pdf_of(edition: Edition) -> Rendering:
    return Rendering.objects.get(edition=edition, format=Format.PDF)


def test_a_rendering_makes_one_file_with_its_hash() -> None:
    job = pdf_of(signed())
    assert render(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress) == (JobState.DONE, 1, 100)
    content = bytes(job.file.content)
    assert content.startswith(b"%PDF-")
    assert job.file.sha256 == hashlib.sha256(content).hexdigest()
    assert job.file.size == len(content)


def test_asking_again_for_what_is_finished_makes_nothing() -> None:
    edition = signed()
    job = pdf_of(edition)
    render(job.pk)
    assert queue_rendering(edition=edition, format=Format.PDF, by=None) == job
    assert not render(job.pk)
    assert Rendering.objects.filter(format=Format.PDF).count() == RenderedFile.objects.count() == 1


def test_two_workers_that_get_the_same_hint_make_it_once() -> None:
    job = pdf_of(signed())
    now = timezone.now()
    assert Rendering.objects.all().claim(job.pk, now=now, lease=dt.timedelta(seconds=30)) == 1
    assert not render(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 1)


def test_a_job_whose_worker_went_silent_is_taken_over() -> None:
    job = pdf_of(signed())
    Rendering.objects.all().claim(job.pk, now=timezone.now() - dt.timedelta(minutes=1), lease=dt.timedelta(seconds=30))
    assert render(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.file.attempt) == (JobState.DONE, 2, 2)


def test_a_worker_that_comes_back_late_leaves_the_newer_attempt_alone() -> None:
    job = pdf_of(signed())
    long_ago = timezone.now() - dt.timedelta(minutes=1)
    jobs = Rendering.objects.all()
    jobs.claim(job.pk, now=long_ago, lease=dt.timedelta(seconds=30))
    jobs.claim(job.pk, now=timezone.now(), lease=dt.timedelta(seconds=30))
    assert not jobs.finish(job.pk, attempt=1, now=timezone.now())
    assert not jobs.fail(job.pk, attempt=1, now=timezone.now(), error="too late")
    assert not jobs.renew(job.pk, attempt=1, now=timezone.now(), lease=dt.timedelta(seconds=30))


def test_an_edition_whose_content_is_not_what_was_signed_is_not_printed() -> None:
    edition = signed()
    forged = Edition.objects.create(
        scorecard=edition.scorecard,
        period=edition.period,
        number=2,
        content="{}",
        sha256=edition.sha256,
        reason="A figure was wrong.",
        signed_by=edition.signed_by,
        signed_at=edition.signed_at,
    )
    job = Rendering.objects.create(edition=forged, format=Format.PDF, key="forged")
    assert not render(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error == "The report could not be made: the content of this edition is not what was signed."


def test_a_report_that_takes_too_long_is_tried_as_often_as_is_allowed_and_says_why(settings: Any) -> None:
    settings.REPORT_SECONDS = 0
    job = pdf_of(signed())
    for _ in range(Rendering.MAX_ATTEMPTS + 2):
        assert not render(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, Rendering.MAX_ATTEMPTS)
    assert job.error == (
        "The report could not be made: laying out the pages took longer than the 0 seconds that a report may take."
    )
    assert not RenderedFile.objects.exists()


def test_a_report_that_needs_too_much_memory_says_so(settings: Any) -> None:
    settings.REPORT_MEMORY = 150 * 1024 * 1024
    job = pdf_of(signed())
    assert not render(job.pk)
    job.refresh_from_db()
    assert job.error == ("The report could not be made: laying out the pages needed more memory than a report may use.")


def test_a_job_that_kills_every_worker_is_given_up_with_its_reason() -> None:
    job = pdf_of(signed())
    for minutes in (30, 20, 10):
        begun = timezone.now() - dt.timedelta(minutes=minutes)
        assert Rendering.objects.all().claim(job.pk, now=begun, lease=dt.timedelta(seconds=30))
    sweep_renderings()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error == "The worker stopped in the middle of this job as often as is allowed."
    assert not render(job.pk)


def test_a_failed_report_can_be_run_again_with_all_its_attempts() -> None:
    job = pdf_of(signed())
    for minutes in (30, 20, 10):
        begun = timezone.now() - dt.timedelta(minutes=minutes)
        Rendering.objects.all().claim(job.pk, now=begun, lease=dt.timedelta(seconds=30))
    Rendering.objects.all().give_up(now=timezone.now())
    job = run_again(rendering=job, by=None)
    assert (job.state, job.attempts, job.granted) == (JobState.WAITING, 3, 3)
    assert render(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.DONE, 4, "")


def test_a_cancelled_report_is_not_made_until_it_is_asked_for_again() -> None:
    job = cancel(rendering=pdf_of(signed()), by=None)
    assert job.state == JobState.CANCELLED
    assert not render(job.pk)
    assert not RenderedFile.objects.exists()
    with pytest.raises(Refused, match="has ended already"):
        cancel(rendering=job, by=None)
    assert run_again(rendering=job, by=None).state == JobState.WAITING
    assert render(job.pk)


def test_a_finished_report_can_not_be_run_again() -> None:
    job = pdf_of(signed())
    render(job.pk)
    with pytest.raises(Refused, match="finished already"):
        run_again(rendering=job, by=None)


def test_a_report_that_the_edition_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match=r"This edition has no measure 9\.9\."):
        queue_rendering(edition=signed(), format=Format.PDF, option="measure:9.9", by=None)


def test_a_board_member_can_not_ask_for_the_files_of_an_edition_before_it_is_published() -> None:
    november = ready_round()
    edition = sign(period=november.period, by=november.signatory)
    with pytest.raises(Refused) as refused:
        queue_rendering(edition=edition, format=Format.PDF, by=november.board)
    assert refused.value.hidden


@pytest.mark.django_db(transaction=True)
def test_a_report_that_is_cancelled_while_it_is_laid_out_stops_and_keeps_nothing() -> None:
    job = long_report()

    def cancels() -> None:
        try:
            wait_until(lambda: Rendering.objects.get(pk=job.pk).progress >= LAYOUT_BEGINS, what="the layout")
            cancel(rendering=Rendering.objects.get(pk=job.pk), by=None)
        finally:
            connection.close()

    somebody = threading.Thread(target=cancels)
    somebody.start()
    assert not render(job.pk)
    somebody.join()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.CANCELLED, "This was cancelled.")
    assert not RenderedFile.objects.exists()
    assert not list((Path(settings.PORTAL_STATE) / "renderings").glob(f"{job.pk}-*"))


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_start_at_once_exactly_one_makes_the_report() -> None:
    job = pdf_of(signed())
    barrier = threading.Barrier(2)
    made: list[bool] = []

    def works() -> None:
        try:
            barrier.wait(10)
            made.append(render(job.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=works) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert sorted(made) == [False, True]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)
    assert RenderedFile.objects.count() == 1
