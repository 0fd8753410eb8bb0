"""Work that Celery does. The row is the job; a message on the broker is only a hint that there is one.

A worker claims a row by a conditional UPDATE with a short lease, renews the lease while it works and finishes by
naming the attempt it made. A worker that dies lets the lease run out; the sweeper then sends the row again. Every
claim uses up an attempt, so that a job which kills its worker is given up, with its reason, after a few.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from measures.choices import JobState

JobRow = TypeVar("JobRow", bound="Job")


class JobQuerySet(models.QuerySet[JobRow]):
    """Rows that are jobs."""

    def claimable(self, now: dt.datetime) -> JobQuerySet[JobRow]:
        """Return the jobs that wait, and those whose worker has gone silent."""
        return self.filter(Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now))

    def claim(self, pk: int, *, now: dt.datetime, lease: dt.timedelta) -> int | None:
        """Take one job; return the number of this attempt, or None if another worker has it or it has ended."""
        taken = (
            self.claimable(now)
            .filter(pk=pk, attempts__lt=F("granted") + self.model.MAX_ATTEMPTS)
            .update(
                state=JobState.RUNNING, attempts=F("attempts") + 1, lease_until=now + lease, started_at=now, error=""
            )
        )
        if not taken:
            return None
        attempt: int = self.filter(pk=pk).values_list("attempts", flat=True).get()
        return attempt

    def renew(self, pk: int, *, attempt: int, now: dt.datetime, lease: dt.timedelta, **changes: Any) -> bool:
        """Lengthen the lease of an attempt; return False if the job is no longer this attempt's."""
        return bool(
            self.filter(pk=pk, attempts=attempt, state=JobState.RUNNING).update(lease_until=now + lease, **changes)
        )

    def finish(self, pk: int, *, attempt: int, now: dt.datetime, **changes: Any) -> bool:
        """Mark an attempt done; return False if the job was meanwhile taken over, cancelled or ended."""
        return bool(
            self.filter(pk=pk, attempts=attempt, state=JobState.RUNNING).update(
                state=JobState.DONE, finished_at=now, lease_until=None, **changes
            )
        )

    def fail(self, pk: int, *, attempt: int, now: dt.datetime, error: str, again: bool = True) -> bool:
        """Record why an attempt failed; it waits for the next attempt, or has failed if there is none left."""
        mine = self.filter(pk=pk, attempts=attempt, state=JobState.RUNNING)
        ends = not again or mine.filter(attempts__gte=F("granted") + self.model.MAX_ATTEMPTS).exists()
        return bool(
            mine.update(
                state=JobState.FAILED if ends else JobState.WAITING,
                error=error,
                lease_until=None,
                finished_at=now if ends else None,
            )
        )

    def give_up(self, *, now: dt.datetime) -> int:
        """Fail the jobs whose workers died as often as the limit allows; return how many."""
        dead = self.claimable(now).filter(attempts__gte=F("granted") + self.model.MAX_ATTEMPTS)
        return dead.update(
            state=JobState.FAILED,
            finished_at=now,
            lease_until=None,
            error="The worker stopped in the middle of this job as often as is allowed.",
        )

    def cancel(self, pk: int, *, now: dt.datetime) -> bool:
        """Stop a job that has not ended; return whether there was anything to stop. Its worker notices by itself."""
        going = self.filter(pk=pk, state__in=[JobState.WAITING, JobState.RUNNING])
        return bool(
            going.update(state=JobState.CANCELLED, finished_at=now, lease_until=None, error="This was cancelled.")
        )

    def run_again(self, pk: int, *, now: dt.datetime) -> bool:
        """Let a failed or cancelled job wait again, with its full number of attempts; return whether it had ended so.

        The count of attempts goes on, so that a worker of the time before can never be taken for a later one.
        """
        ended = self.filter(pk=pk, state__in=[JobState.FAILED, JobState.CANCELLED])
        return bool(
            ended.update(state=JobState.WAITING, granted=F("attempts"), queued_at=now, finished_at=None, error="")
        )


class Job(models.Model):
    """What every job row has."""

    MAX_ATTEMPTS: ClassVar[int] = 5

    state = models.CharField(max_length=20, choices=JobState.choices(), default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    granted = models.PositiveSmallIntegerField(
        default=0, help_text="Attempts used before it was last asked for again; they do not count to the limit."
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True


class RecalculationQuerySet(JobQuerySet["Recalculation"]):
    """Recalculations that were asked for."""

    def unfinished(self) -> RecalculationQuerySet:
        """Return those that wait or are at work: what they would change is not as the rules say yet."""
        return self.filter(state__in=[JobState.WAITING, JobState.RUNNING])


class Recalculation(Job):
    """Statuses that have to be worked out again: of one measure from a month on, or of a whole scorecard."""

    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, related_name="recalculations")
    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, null=True, related_name="recalculations")
    month = models.DateField(null=True, blank=True, help_text="The first month touched; empty means all.")
    why = models.CharField(max_length=200)
    changed = models.PositiveIntegerField(null=True, blank=True, help_text="How many statuses it changed.")

    objects = RecalculationQuerySet.as_manager()

    class Meta:
        ordering = ("-queued_at", "-pk")

    def __str__(self) -> str:
        return f"{self.measure or self.scorecard}: {self.why}"

    def covers(self, measure: int, month: dt.date) -> bool:
        """Return whether it works out the status of that measure of its scorecard in that month."""
        return self.measure_id in (None, measure) and (self.month is None or self.month <= month)


class LastRun(models.Model):
    """When a task of the scheduler last ran, and what came of it: the pulse of the worker, and the night's result."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    fine = models.BooleanField(default=True)
    said = models.CharField(max_length=300, blank=True)

    WORKER: ClassVar[str] = "worker"
    NIGHT: ClassVar[str] = "recalculation at night"
    MORNING: ClassVar[str] = "morning round"

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name}, {self.at:%-d %B %Y %H:%M}"

    @classmethod
    def missed_today(cls, name: str, *, from_hour: int, now: dt.datetime) -> bool:
        """Return whether a task that runs daily has not run today, though it is that late (one query).

        Where it has never run, its first day is still to come.
        """
        run = cls.objects.filter(name=name).first() if timezone.localtime(now).hour >= from_hour else None
        return run is not None and timezone.localdate(run.at) < timezone.localdate(now)

    @classmethod
    def note(cls, name: str, *, now: dt.datetime, said: str = "", fine: bool = True) -> None:
        """Write down that a task has run."""
        cls.objects.update_or_create(name=name, defaults={"at": now, "said": said[:300], "fine": fine})
