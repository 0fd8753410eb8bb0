"""What an edition's files and an early reader's PDF have in common as jobs: they wait again, and they are stopped."""

from __future__ import annotations

import datetime as dt
from typing import Final

from measures.actions.outcome import Refused
from reports.models import EarlyPdf, Rendering

WAITING: Final = "waiting for its turn"


def let_wait_again(job: Rendering | EarlyPdf, called: str, *, now: dt.datetime) -> None:
    """Let a file that failed or was cancelled wait again, with its full number of attempts. `called` is what it is."""
    jobs = type(job).objects.all()
    if not jobs.run_again(job.pk, now=now):
        raise Refused(f"This {called} is being made or is finished already. Reload the page to see how far it is.")
    jobs.filter(pk=job.pk).update(progress=0, step=WAITING)


def stop(job: Rendering | EarlyPdf, called: str, *, now: dt.datetime) -> None:
    """Stop a file that waits or is being made. The worker notices at its next heartbeat and keeps nothing."""
    if not type(job).objects.all().cancel(job.pk, now=now):
        raise Refused(f"This {called} has ended already, so there is nothing to stop. Reload the page to see how.")
