"""How the site is doing, as its administrator sees it: the worker, what waits, what failed, mail, disk, version.

Reads only, and no figure of any scorecard. Called by the administrator's part of the first page.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.timesince import timesince

from measures.choices import JobState
from measures.models import LastRun, Notice, Recalculation
from reports.models import Rendering

SILENT_AFTER: Final = dt.timedelta(minutes=3)
"""How long the worker may be silent: it sweeps every half minute."""
LONGEST_WAIT: Final = dt.timedelta(minutes=15)
NIGHT_EVERY: Final = dt.timedelta(hours=26)
LOOKED_BACK: Final = dt.timedelta(days=14)
"""How far back failed jobs and mail are told."""
MOST_UNSENT: Final = 50
MOST_FAILED: Final = 10
DATABASES: Final = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
LITTLE_DISK, NO_DISK = 0.10, 0.02

FINE = ("Fine", "circle", "green")
LOOK = ("Look at it", "triangle", "amber")
WRONG = ("Wrong", "diamond", "red")
NOT_YET = ("Not yet", "ring", "grey")
"""How a job of the night stands before its first night."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is looked at, with what is to be done where it is not fine."""

    what: str
    stands: tuple[str, str, str]
    said: str


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A piece of work that was given up."""

    what: str
    at: dt.datetime
    error: str


def health_reads(now: dt.datetime) -> dict[str, QuerySet[Any, Any]]:
    """Return what is read of the site's health and its failed jobs, for a page that reads it with other things."""
    recent = {"state": JobState.FAILED, "finished_at__gte": now - LOOKED_BACK}
    unsent = Notice.objects.unsent().exclude(error="").filter(made_at__gte=now - LOOKED_BACK)
    statuses = Recalculation.objects.filter(**recent).select_related("scorecard")
    files = Rendering.objects.filter(**recent).select_related("edition__period__scorecard").defer("edition__content")
    return {
        "runs": LastRun.objects.all(),
        "unsent": unsent.order_by("-made_at")[:MOST_UNSENT],
        "failed_statuses": statuses.order_by("-finished_at")[:MOST_FAILED],
        "failed_files": files.order_by("-finished_at")[:MOST_FAILED],
    }


def health(now: dt.datetime, read: Mapping[str, list[Any]]) -> list[Line]:
    """Return how each part stands. A fixed number of queries beside what is `read`."""
    runs = {run.name: run for run in read["runs"]}
    executor = MigrationExecutor(connection)
    age = now - _begun(executor, now)
    unrun = NOT_YET if age < NIGHT_EVERY else LOOK
    return [
        _worker(runs.get(LastRun.WORKER), now, age),
        *_queues(now),
        _night(runs.get(LastRun.NIGHT), now, unrun),
        _morning(runs.get(LastRun.MORNING), now, unrun),
        _mail(read["unsent"]),
        _disk(),
        _migrations(executor),
        Line("Version", FINE, f"{version()}, on {DATABASES.get(connection.vendor, connection.vendor)}"),
    ]


def _worker(run: LastRun | None, now: dt.datetime, age: dt.timedelta) -> Line:
    if run is None and age <= SILENT_AFTER:
        return Line("Worker and scheduler", NOT_YET, "They answer within a minute of being started.")
    if run is None:
        return Line("Worker and scheduler", WRONG, "They have not answered yet. Start the worker and the scheduler.")
    said = f"Answered {_since(run.at, now)} ago, at {_when(run.at)}."
    if now - run.at > SILENT_AFTER:
        return Line("Worker and scheduler", WRONG, f"{said} One of them has stopped: look at its log and start it.")
    return Line("Worker and scheduler", FINE, said)


def _since(at: dt.datetime, now: dt.datetime) -> str:
    """Return how long ago something was, in words: "less than a minute", "2 hours, 5 minutes"."""
    return timesince(at, now) if now - at >= dt.timedelta(minutes=1) else "less than a minute"


def _queues(now: dt.datetime) -> Iterator[Line]:
    recent = now - LOOKED_BACK
    for what, jobs in (("Statuses to work out", Recalculation.objects), ("Files to make", Rendering.objects)):
        rows: Any = jobs
        found = rows.aggregate(
            waiting=Count("pk", filter=Q(state=JobState.WAITING)),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            failed=Count("pk", filter=Q(state=JobState.FAILED, finished_at__gte=recent)),
            oldest=Min("queued_at", filter=Q(state=JobState.WAITING)),
        )
        said = f"{found['waiting']} waiting, {found['running']} at work, {found['failed']} failed in two weeks."
        stands = LOOK if found["failed"] else FINE
        if found["oldest"] and now - found["oldest"] > LONGEST_WAIT:
            stands, said = WRONG, f"{said} The oldest has waited for {timesince(found['oldest'], now)}."
        yield Line(what, stands, said)


def _begun(executor: MigrationExecutor, now: dt.datetime) -> dt.datetime:
    """Return when the portal was set up: its database's first migration."""
    applied: Any = executor.loader.applied_migrations
    return min((each.applied for each in applied.values()), default=now)


def _night(run: LastRun | None, now: dt.datetime, unrun: tuple[str, str, str]) -> Line:
    if run is None:
        return Line("Recalculation at night", unrun, "It has not run yet. It runs at 2 in the morning.")
    said = f"{_when(run.at)}. {run.said}"
    if not run.fine:
        return Line("Recalculation at night", WRONG, f"{said} Tell whoever maintains the portal.")
    return Line("Recalculation at night", FINE if now - run.at < NIGHT_EVERY else LOOK, said)


def _morning(run: LastRun | None, now: dt.datetime, unrun: tuple[str, str, str]) -> Line:
    if run is None:
        return Line("Months and reminders", unrun, "The morning round has not run yet. It runs at 6.")
    return Line("Months and reminders", FINE if now - run.at < NIGHT_EVERY else LOOK, f"{_when(run.at)}. {run.said}")


def _mail(found: Sequence[Notice]) -> Line:
    if not found:
        return Line("Mail", FINE, "Nothing failed in two weeks.")
    return Line("Mail", WRONG, f"{len(found)} could not be sent. The last: {found[0].error[:200]}")


def _disk() -> Line:
    usage = shutil.disk_usage(settings.PORTAL_STATE)
    share = usage.free / usage.total
    stands = WRONG if share < NO_DISK else LOOK if share < LITTLE_DISK else FINE
    said = f"{filesizeformat(usage.free)} free of {filesizeformat(usage.total)} where the state folder is."
    return Line("Disk", stands, said)


def _migrations(executor: MigrationExecutor) -> Line:
    left = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if left:
        said = "1 change is" if left == 1 else f"{left} changes are"
        return Line("Database", WRONG, f"{said} not made yet. Run: manage.py migrate")
    return Line("Database", FINE, "Up to date.")


def failed_jobs(now: dt.datetime, read: Mapping[str, list[Any]]) -> list[FailedJob]:
    """Return the latest jobs that were given up, newest first, of what is `read`."""
    statuses = read["failed_statuses"]
    found = [FailedJob(f"Statuses of {job.scorecard}", job.finished_at or now, job.error) for job in statuses]
    for file in read["failed_files"]:
        month = f"{file.edition.period} of {file.edition.period.scorecard}"
        found.append(FailedJob(f"{file.format.upper()} of {month}", file.finished_at or now, file.error))
    return sorted(found, key=lambda job: job.at, reverse=True)[:MOST_FAILED]


@cache
def version() -> str:
    """Return the version of the portal, as its project file says it."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def _when(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"
