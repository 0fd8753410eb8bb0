"""A real Celery worker, really killed in the middle of laying out a report: the report is there once, or given up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from measures.choices import JobState
from portal.schedule import SCHEDULE
from reports.actions.renderings import send_hint
from reports.layout import pdf_of, working_folder
from reports.models import Edition, Format, RenderedFile, Rendering
from reports.tasks import sweep_renderings
from tests.factories.reports import long_report
from tests.processes import ROOT, database_url, environment, wait_until

BETWEEN_SWEEPS = SCHEDULE["send stale renderings again"]["schedule"].total_seconds()
"""Seconds that may pass until the scheduler looks."""

DEATHS = int(os.environ.get("KILLED_WORKERS", "1"))
"""How many of the attempts that a report has end with a worker that is really killed, the last of them at least."""

pytestmark = pytest.mark.django_db(transaction=True)


class Worker:
    """A Celery worker of one pool process, on the test's own database and broker."""

    def __init__(self) -> None:
        variables = {"PORTAL_STATE": str(settings.PORTAL_STATE), "DATABASE_URL": database_url(), "SECRET_KEY": "x" * 60}
        if os.environ.get("REDIS_URL"):
            variables["REDIS_URL"] = os.environ["REDIS_URL"]
        self.log = Path(settings.PORTAL_STATE) / f"killed-{os.urandom(4).hex()}.log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "celery",
                    "-A",
                    "portal",
                    "worker",
                    "--purge",
                    "--queues",
                    "reports",
                    "--concurrency",
                    "1",
                    "--loglevel",
                    "INFO",
                    "--without-gossip",
                    "--without-mingle",
                ],
                cwd=ROOT,
                env=environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        wait_until(lambda: " ready." in self.log.read_text(), what="the worker")

    def kill(self) -> None:
        """Kill -9 the worker and its pool process at once, and leave whatever the pool process had started."""
        for pid in [self.process.pid, *children_of(self.process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def worker() -> Iterator[Worker]:
    started = Worker()
    try:
        yield started
    finally:
        if started.process.poll() is None:
            os.killpg(started.process.pid, signal.SIGKILL)
            started.process.wait()


def children_of(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


def layouts(worker: Worker) -> list[int]:
    """Return the processes that lay out pages for a worker."""
    return [pid for pool in children_of(worker.process.pid) for pid in children_of(pool)]


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def kill_in_the_middle(job: Rendering, running: Worker) -> None:
    """Wait until the pages are being laid out, then kill the worker; the process that lays them out dies with it."""

    def being_laid_out() -> bool:
        job.refresh_from_db()
        return job.state == JobState.RUNNING and bool(layouts(running))

    wait_until(being_laid_out, within=120, what="the layout")
    child = layouts(running)[0]
    running.kill()
    wait_until(lambda: not is_alive(child), within=10, what="the end of the process that lays out")
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert not RenderedFile.objects.exists()


def left_of_the_lease(job: Rendering) -> float:
    """Return for how many seconds the dead worker's job is not yet another's."""
    assert job.lease_until is not None
    return (job.lease_until - timezone.now()).total_seconds()


def let_the_lease_run_out() -> None:
    """Go on to the moment at which the dead worker's lease has run out, and sweep as the scheduler then does."""
    Rendering.objects.filter(state=JobState.RUNNING).update(lease_until=timezone.now())
    sweep_renderings()


def test_a_worker_killed_in_the_middle_leaves_exactly_one_report_once_another_is_there() -> None:
    job = long_report()
    with worker() as first:
        send_hint(job.pk)
        kill_in_the_middle(job, first)
        silent = left_of_the_lease(job)
    with worker():
        began = time.monotonic()
        let_the_lease_run_out()
        sweep_renderings()
        wait_until(lambda: Rendering.objects.get(pk=job.pk).attempts == 2, within=60, what="the second attempt")
        # The wait for the lease and for the scheduler is not sat out: it is added to what is measured.
        assert silent + BETWEEN_SWEEPS + time.monotonic() - began < 60
        wait_until(lambda: Rendering.objects.get(pk=job.pk).is_done, within=180, what="the report")
    job.refresh_from_db()
    assert (job.attempts, job.file.attempt) == (2, 2)
    assert RenderedFile.objects.count() == 1
    content = bytes(job.file.content)
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")


def test_a_report_in_which_every_worker_dies_is_given_up_and_the_next_one_is_made() -> None:
    job = long_report()
    Rendering.objects.filter(pk=job.pk).update(attempts=Rendering.MAX_ATTEMPTS - DEATHS)
    for attempt in range(Rendering.MAX_ATTEMPTS - DEATHS + 1, Rendering.MAX_ATTEMPTS + 1):
        with worker() as running:
            send_hint(job.pk)
            kill_in_the_middle(job, running)
        assert job.attempts == attempt
        let_the_lease_run_out()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "as often as is allowed" in job.error
    with worker():
        send_hint(job.pk)
        first = Edition.objects.order_by("pk")[0]
        other = Rendering.objects.create(edition=first, format=Format.WORKBOOK, key="another")
        send_hint(other.pk)
        wait_until(lambda: Rendering.objects.get(pk=other.pk).is_done, within=180, what="the other report")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, Rendering.MAX_ATTEMPTS)
    assert list(RenderedFile.objects.values_list("rendering", flat=True)) == [other.pk]


def test_what_an_attempt_leaves_in_the_state_folder_is_removed() -> None:
    with working_folder("kept") as folder:
        assert pdf_of("<html lang=en><title>A page</title><body><h1>A page</h1>", folder).exists()
    assert not folder.exists()
