"""What Celery does for reports. Each task takes ids, fetches again and may run twice without harm."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from reports.actions.renderings import send_hint
from reports.layout import clear_leftovers
from reports.models import Rendering
from reports.rendering import render as make

MOST_AT_ONCE = 100
"""How many waiting renderings one sweep sends again; the next sweep takes the rest."""

SWEEP = 20
"""Seconds between two sweeps, after which a hint that nobody took is sent anew instead of piling up."""

log = structlog.get_logger(__name__)


@shared_task(name="reports.tasks.render", ignore_result=True)
def render(rendering_id: int) -> None:
    """Make the file that one rendering row asks for, unless another worker has it or it has ended."""
    make(rendering_id)


@shared_task(name="reports.tasks.sweep_renderings", ignore_result=True)
def sweep_renderings() -> None:
    """Send again the renderings whose hint or whose worker was lost; give up those that keep killing theirs."""
    now = timezone.now()
    given_up = Rendering.objects.all().give_up(now=now)
    if given_up:
        log.error("renderings_given_up", count=given_up)
    waiting = Rendering.objects.all().claimable(now).order_by("queued_at", "pk").values_list("pk", flat=True)
    for rendering_id in list(waiting[:MOST_AT_ONCE]):
        send_hint(rendering_id, expires=SWEEP)
    clear_leftovers()
