"""Running a job row: claim it, keep its lease while the work goes on, write down how it ended.

Every task whose work is a row (`models.job.Job`) calls `run_job`; the work itself is a function that is given the
`Attempt` it makes. Nothing here knows what the work is.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection
from django.utils import timezone

from measures.models import Job, JobQuerySet

log = structlog.get_logger(__name__)


class JobFailed(Exception):
    """The work can not be done. The message is the sentence that the page shows; `again` asks for another attempt."""

    def __init__(self, sentence: str, *, again: bool = True) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.again = again


class JobLost(Exception):
    """The job is no longer this attempt's: it was cancelled, or taken over after its lease ran out."""


class Attempt:
    """One attempt at a job: what the work asks and tells while it goes on."""

    def __init__(self, jobs: JobQuerySet[Any], pk: int, number: int, lease: dt.timedelta) -> None:
        self.jobs = jobs
        self.pk = pk
        self.number = number
        self.lease = lease
        self._lost = threading.Event()

    def renew(self, **changes: Any) -> None:
        """Lengthen the lease and store changes of the row (progress, say). Raises `JobLost`."""
        if not self.jobs.all().renew(self.pk, attempt=self.number, now=timezone.now(), lease=self.lease, **changes):
            self._lost.set()
            raise JobLost

    def insist(self) -> None:
        """Raise `JobLost` if a heartbeat found that the job is another's or cancelled."""
        if self._lost.is_set():
            raise JobLost

    def finish(self, **changes: Any) -> None:
        """Mark the job done, in the transaction that stores what it made. Raises `JobLost`, which undoes that."""
        if not self.jobs.all().finish(self.pk, attempt=self.number, now=timezone.now(), **changes):
            self._lost.set()
            raise JobLost


class Heartbeat:
    """Renews an attempt's lease from a thread of its own, with a connection of its own, while work goes on.

    It stops after `limit`, so that work which never ends loses the job as if its worker had died.
    """

    def __init__(self, attempt: Attempt, every: dt.timedelta, limit: dt.timedelta) -> None:
        self.attempt = attempt
        self.every = every.total_seconds()
        self.beats = int(limit / every)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat of job {attempt.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            for _ in range(self.beats):
                if self._ended.wait(self.every) or not self._beat():
                    return
        finally:
            connection.close()

    def _beat(self) -> bool:
        try:
            self.attempt.renew()
        except JobLost:
            return False
        except DatabaseError as error:  # the next beat tries again: the lease is longer than several
            log.warning("heartbeat_missed", job=self.attempt.pk, error=str(error))
            connection.close()
        return True


def run_job(
    jobs: JobQuerySet[Any],
    pk: int,
    work: Callable[[Attempt], None],
    *,
    lease: dt.timedelta,
    every: dt.timedelta | None = None,
    limit: dt.timedelta = dt.timedelta(minutes=5),
    failed: str = "The work could not be done",
) -> bool:
    """Claim a job and do its work; return whether this call finished it.

    Does nothing if another worker has the job, if it has ended or if its attempts are used up. `work` ends with
    `attempt.finish`. With `every`, a heartbeat renews the lease that often, for at most `limit`. An error leaves the
    job waiting for its next attempt or failed, with a sentence that begins with `failed`.
    """
    number = jobs.all().claim(pk, now=timezone.now(), lease=lease)
    if number is None:
        return False
    attempt = Attempt(jobs, pk, number, lease)
    try:
        if every is None:
            work(attempt)
        else:
            with Heartbeat(attempt, every, limit):
                work(attempt)
    except JobLost:
        log.info("job_lost", job=_name(jobs, pk), attempt=number)
        return False
    except JobFailed as error:
        _fail(attempt, f"{failed}: {error.sentence}", again=error.again)
        return False
    except SoftTimeLimitExceeded:
        _fail(attempt, f"{failed}: it took longer than is allowed.")
        return False
    except Exception as error:  # whatever went wrong is kept on the row, or nobody would know why it ended
        log.exception("job_failed", job=_name(jobs, pk), attempt=number)
        _fail(attempt, f"{failed}: an error that nobody expected stopped it ({type(error).__name__}).")
        return False
    return True


def _fail(attempt: Attempt, sentence: str, *, again: bool = True) -> None:
    attempt.jobs.all().fail(attempt.pk, attempt=attempt.number, now=timezone.now(), error=sentence, again=again)


def _name(jobs: JobQuerySet[Any], pk: int) -> str:
    model: type[Job] = jobs.model
    return f"{model.__name__.lower()} {pk}"
