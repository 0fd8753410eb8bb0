"""Asking for an edition's files: each made once however often it is asked for, run again, cancelled.

The row is the job; Celery gets a hint once the transaction has committed, and the sweeper sends lost ones again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Refused, insist, record
from measures.choices import JobState
from measures.permissions import YES, Answer, Standing, no
from reports.actions.file_jobs import WAITING, let_wait_again, stop
from reports.content import from_data
from reports.document import RENDERER, option_of
from reports.models import Edition, Format, Rendering, fingerprint
from reports.options import FULL, Option, UnknownOption
from reports.queries import visible_editions, visible_renderings


def rendering_key(edition: Edition, form: Format, option: str) -> str:
    """Return what tells one file from another: the content, the format, the option and the renderer."""
    return fingerprint(f"{edition.sha256}\n{form.value}\n{option}\n{RENDERER}")


@transaction.atomic
def queue_rendering(
    *, edition: Edition, format: Format, option: str = FULL, by: Any, now: dt.datetime | None = None
) -> Rendering:
    """Return the rendering of an edition in a format, made and queued if there was none.

    A file that is finished is kept for good, whatever renderer made it. One that failed or was cancelled stays so
    until it is run again. `by` is None for the command line and the portal itself. Raises `Refused` (hidden) where
    the person may not read the edition.
    """
    now = now or timezone.now()
    if by is not None and not edition_is_visible(edition, by, now):
        raise Refused("There is no such page.", hidden=True)
    try:
        option = Option.parse(option).text
        done = Rendering.objects.filter(edition=edition, format=format, option=option, state=JobState.DONE).first()
        if done is not None:
            return done
        option_of(from_data(edition.data()), option)
    except UnknownOption as unknown:
        raise Refused(str(unknown)) from unknown
    if format is not Format.PDF and option != FULL:
        raise Refused(f"The {format.noun} is made whole: it has every section, measure and column.")
    rendering, made = Rendering.objects.get_or_create(
        key=rendering_key(edition, format, option),
        defaults={
            "edition": edition,
            "format": format,
            "option": option,
            "asked_by": by,
            "queued_at": now,
            "step": WAITING,
        },
    )
    if made:
        transaction.on_commit(lambda: send_hint(rendering.pk), robust=True)
    return rendering


def edition_is_visible(edition: Edition, by: Any, now: dt.datetime) -> Answer:
    """May the person read this edition?"""
    standing = Standing.of(by, timezone.localdate(now))
    if visible_editions(standing).filter(pk=edition.pk).exists():
        return YES
    return no("There is no such page.", hidden=True)


def send_hint(rendering_id: int, *, expires: int | None = None) -> None:
    """Tell Celery that a rendering waits. A broker that can not be reached is no harm: the sweeper asks again.

    A hint that nobody took within `expires` seconds is dropped by the worker.
    """
    current_app.send_task("reports.tasks.render", args=[rendering_id], ignore_result=True, expires=expires)


@transaction.atomic
def run_again(*, rendering: Rendering, by: Any, now: dt.datetime | None = None) -> Rendering:
    """Let a rendering that failed or was cancelled wait again, with its full number of attempts."""
    now = now or timezone.now()
    _insist_visible(rendering, by, now)
    let_wait_again(rendering, "report", now=now)
    _record("run_rendering_again", rendering, by=by, now=now)
    transaction.on_commit(lambda: send_hint(rendering.pk), robust=True)
    return Rendering.objects.get(pk=rendering.pk)


@transaction.atomic
def cancel(*, rendering: Rendering, by: Any, now: dt.datetime | None = None) -> Rendering:
    """Stop a rendering that waits or is being made. The worker notices at its next heartbeat and keeps nothing."""
    now = now or timezone.now()
    _insist_visible(rendering, by, now)
    stop(rendering, "report", now=now)
    _record("cancel_rendering", rendering, by=by, now=now)
    return Rendering.objects.get(pk=rendering.pk)


def _insist_visible(rendering: Rendering, by: Any, now: dt.datetime) -> None:
    if by is None:
        return
    standing = Standing.of(by, timezone.localdate(now))
    seen = visible_renderings(standing).filter(pk=rendering.pk).exists()
    insist(YES if seen else no("There is no such page.", hidden=True))


def _record(what: str, rendering: Rendering, *, by: Any, now: dt.datetime) -> None:
    record(
        what,
        by=by,
        now=now,
        period=rendering.edition.period,
        about=f"rendering {rendering.pk}",
        details={"format": rendering.format, "option": rendering.option},
    )
