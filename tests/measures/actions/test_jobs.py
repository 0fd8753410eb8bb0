"""Running a job row: who gets it, what an error leaves on it, what keeps it alive."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.utils import timezone

from measures.actions.jobs import Attempt, JobFailed, run_job
from measures.choices import JobState
from measures.models import Recalculation
from tests.factories.catalogue import ScorecardFactory

LEASE = dt.timedelta(seconds=30)


def waiting() -> Recalculation:
    return Recalculation.objects.create(scorecard=ScorecardFactory.create(), why="a test")


def finishes(attempt: Attempt) -> None:
    attempt.finish(changed=3)


def run(job: Recalculation, work: object = finishes, **kwargs: object) -> bool:
    ran = run_job(Recalculation.objects.all(), job.pk, work, lease=LEASE, failed="It failed", **kwargs)  # type: ignore[arg-type]
    job.refresh_from_db()
    return ran


@pytest.mark.django_db
def test_work_that_finishes_marks_its_row_done() -> None:
    job = waiting()
    assert run(job)
    assert (job.state, job.attempts, job.changed, job.lease_until) == (JobState.DONE, 1, 3, None)
    assert not run(job)


@pytest.mark.django_db
def test_an_error_that_may_pass_leaves_the_row_waiting_with_its_reason() -> None:
    def fails(attempt: Attempt) -> None:
        raise JobFailed("the disk is full.")

    job = waiting()
    assert not run(job, fails)
    assert (job.state, job.error) == (JobState.WAITING, "It failed: the disk is full.")
    assert run(job)
    assert (job.state, job.error, job.attempts) == (JobState.DONE, "", 2)


@pytest.mark.django_db
def test_an_error_that_will_not_pass_ends_the_row_at_once() -> None:
    def fails(attempt: Attempt) -> None:
        raise JobFailed("there is nothing to do.", again=False)

    job = waiting()
    run(job, fails)
    assert (job.state, job.attempts) == (JobState.FAILED, 1)


@pytest.mark.django_db
def test_an_error_that_nobody_expected_is_kept_by_its_name_and_tried_to_the_limit() -> None:
    def fails(attempt: Attempt) -> None:
        raise ZeroDivisionError

    job = waiting()
    for _ in range(Recalculation.MAX_ATTEMPTS + 3):
        run(job, fails)
    assert (job.state, job.attempts) == (JobState.FAILED, Recalculation.MAX_ATTEMPTS)
    assert job.error == "It failed: an error that nobody expected stopped it (ZeroDivisionError)."


@pytest.mark.django_db
def test_work_whose_row_was_cancelled_meanwhile_finishes_nothing() -> None:
    job = waiting()

    def is_cancelled(attempt: Attempt) -> None:
        Recalculation.objects.all().cancel(job.pk, now=timezone.now())
        attempt.finish(changed=3)

    assert not run(job, is_cancelled)
    assert (job.state, job.changed) == (JobState.CANCELLED, None)


@pytest.mark.django_db
def test_attempts_go_on_counting_when_a_failed_row_is_run_again() -> None:
    job = waiting()
    Recalculation.objects.filter(pk=job.pk).update(state=JobState.FAILED, attempts=5)
    assert Recalculation.objects.all().run_again(job.pk, now=timezone.now())
    assert run(job)
    assert (job.attempts, job.granted) == (6, 5)
    assert not Recalculation.objects.all().run_again(job.pk, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_lengthens_the_lease_while_the_work_goes_on() -> None:
    job = waiting()
    leases: list[dt.datetime] = []

    def takes_its_time(attempt: Attempt) -> None:
        for _ in range(2):
            lease = Recalculation.objects.get(pk=job.pk).lease_until
            assert lease is not None
            leases.append(lease)
            time.sleep(0.6)
        attempt.finish()

    assert run(job, takes_its_time, every=dt.timedelta(seconds=0.1))
    assert leases[0] < leases[1]


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_tells_the_work_that_its_row_was_cancelled() -> None:
    job = waiting()
    noticed = []

    def looks_up(attempt: Attempt) -> None:
        Recalculation.objects.all().cancel(job.pk, now=timezone.now())
        for _ in range(100):
            time.sleep(0.05)
            attempt.insist()
        noticed.append("never")

    assert not run(job, looks_up, every=dt.timedelta(seconds=0.1))
    assert noticed == []
    assert job.state == JobState.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_of_work_that_never_ends_stops_so_that_another_worker_takes_over() -> None:
    job = waiting()

    def hangs(attempt: Attempt) -> None:
        time.sleep(0.8)
        later = timezone.now() + LEASE + dt.timedelta(seconds=-0.3)
        assert Recalculation.objects.all().claim(job.pk, now=later, lease=LEASE) == 2
        attempt.finish(changed=1)

    assert not run(job, hangs, every=dt.timedelta(seconds=0.1), limit=dt.timedelta(seconds=0.2))
    assert (job.state, job.attempts, job.changed) == (JobState.RUNNING, 2, None)
