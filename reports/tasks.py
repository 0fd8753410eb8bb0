"""What Celery does for reports. Each task takes ids, fetches again and may run twice without harm."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

import structlog
from celery import shared_task
from django.utils import timezone

from measures.models import JobQuerySet
from reports.actions.early_pdfs import clear_early_pdfs, send_early_hint
from reports.actions.renderings import send_hint
from reports.layout import clear_leftovers
from reports.models import EarlyPdf, Rendering
from reports.rendering import render as make
from reports.rendering import render_early as make_early

MOST_AT_ONCE = 100
"""How many waiting renderings one sweep sends again; the next sweep takes the rest."""

SWEEP = 20
"""Seconds between two sweeps, after which a hint that nobody took is sent anew instead of piling up."""

log = structlog.get_logger(__name__)


@shared_task(name="reports.tasks.render", ignore_result=True)
def render(rendering_id: int) -> None:
    """Make the file that one rendering row asks for, unless another worker has it or it has ended."""
    make(rendering_id)


@shared_task(name="reports.tasks.render_early", ignore_result=True)
def render_early(early_pdf_id: int) -> None:
    """Make the PDF of one early reader, unless another worker has it or it has ended."""
    make_early(early_pdf_id)


@shared_task(name="reports.tasks.sweep_renderings", ignore_result=True)
def sweep_renderings() -> None:
    """Send again the files whose hint or whose worker was lost; give up those that keep killing theirs.

    Removes what early readers may no longer fetch, and what killed workers left in the state folder.
    """
    now = timezone.now()
    clear_early_pdfs(now=now)
    _sweep(Rendering.objects.all(), send_hint, now)
    _sweep(EarlyPdf.objects.all(), send_early_hint, now)
    clear_leftovers()


class Hint(Protocol):
    """Sends a job's hint."""

    def __call__(self, pk: int, /, *, expires: int | None = None) -> None:
        """Send it; it is dropped where nobody takes it within `expires` seconds."""


def _sweep(jobs: JobQuerySet[Any], send: Hint, now: dt.datetime) -> None:
    given_up = jobs.all().give_up(now=now)
    if given_up:
        log.error("renderings_given_up", count=given_up)
    waiting = jobs.all().claimable(now).order_by("queued_at", "pk").values_list("pk", flat=True)
    for pk in list(waiting[:MOST_AT_ONCE]):
        send(pk, expires=SWEEP)
