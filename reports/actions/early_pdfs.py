"""The PDF that an early reader asks for: queued and made like an edition's files, handed to its reader, removed.

The row is the job and holds the file. The reading is recorded when the file is first handed over.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Refused, insist, record
from measures.models import Period
from measures.permissions import Standing
from reports.actions.file_jobs import WAITING, let_wait_again, stop
from reports.content import to_data
from reports.document import RENDERER
from reports.early import READ, early_content, may_read_early, visible_early_pdfs, watermark
from reports.models import EarlyPdf, canonical, fingerprint


@transaction.atomic
def queue_early_pdf(*, period: Period, by: Any, now: dt.datetime | None = None) -> EarlyPdf:
    """Return the PDF of what a month says now, for one reader, made and queued if there was none.

    One that failed or was cancelled stays so until it is run again. Raises `Refused` (hidden) for whoever may not read
    the month early.
    """
    now = now or timezone.now()
    period = Period.objects.select_related("scorecard").get(pk=period.pk)
    insist(may_read_early(Standing.of(by, timezone.localdate(now)), period))
    clear_early_pdfs(now=now)
    content, across = canonical(to_data(early_content(period))), watermark(by, now)
    early_pdf, made = EarlyPdf.objects.get_or_create(
        key=fingerprint(f"{content}\n{by.pk}\n{across}\n{RENDERER}"),
        defaults={
            "period": period,
            "reader": by,
            "watermark": across,
            "content": content,
            "queued_at": now,
            "step": WAITING,
        },
    )
    if made:
        transaction.on_commit(lambda: send_early_hint(early_pdf.pk), robust=True)
    return early_pdf


def send_early_hint(early_pdf_id: int, *, expires: int | None = None) -> None:
    """Tell Celery that an early reader's PDF waits; the sweeper sends a lost hint again."""
    current_app.send_task("reports.tasks.render_early", args=[early_pdf_id], ignore_result=True, expires=expires)


@transaction.atomic
def run_early_pdf_again(*, early_pdf: EarlyPdf, by: Any, now: dt.datetime | None = None) -> EarlyPdf:
    """Let a PDF that failed or was cancelled wait again, with its full number of attempts."""
    now = now or timezone.now()
    _own(early_pdf, by, now)
    let_wait_again(early_pdf, "PDF", now=now)
    _record("run_rendering_again", early_pdf, by=by, now=now)
    transaction.on_commit(lambda: send_early_hint(early_pdf.pk), robust=True)
    return EarlyPdf.objects.get(pk=early_pdf.pk)


@transaction.atomic
def cancel_early_pdf(*, early_pdf: EarlyPdf, by: Any, now: dt.datetime | None = None) -> EarlyPdf:
    """Stop a PDF that waits or is being made. The worker notices at its next heartbeat and keeps nothing."""
    now = now or timezone.now()
    _own(early_pdf, by, now)
    stop(early_pdf, "PDF", now=now)
    _record("cancel_rendering", early_pdf, by=by, now=now)
    return EarlyPdf.objects.get(pk=early_pdf.pk)


@transaction.atomic
def hand_over(*, early_pdf: EarlyPdf, by: Any, now: dt.datetime | None = None) -> bytes:
    """Return the finished file to its reader; the first time, record that they read it, with the hash of its bytes.

    Raises `Refused` (hidden) for anybody else, for one that is not finished and one that is over.
    """
    now = now or timezone.now()
    own = _own(early_pdf, by, now)
    held = EarlyPdf.objects.filter(pk=own.pk).first()
    if held is None or held.file is None:
        raise Refused("There is no such page.", hidden=True)
    if EarlyPdf.objects.filter(pk=own.pk, read_at=None).update(read_at=now):
        said = {"form": "pdf", "state": own.period.state, "sha256": fingerprint(held.content), "file": held.sha256}
        record(READ, by=by, now=now, period=own.period, details=said)
    return bytes(held.file)


def clear_early_pdfs(*, now: dt.datetime) -> int:
    """Remove the PDFs that nobody may fetch any more; return how many. One that is being made just then is lost."""
    return EarlyPdf.objects.over(now).delete()[0]


def _own(early_pdf: EarlyPdf, by: Any, now: dt.datetime) -> EarlyPdf:
    own = visible_early_pdfs(Standing.of(by, timezone.localdate(now)), now).filter(pk=early_pdf.pk).first()
    if own is None:
        raise Refused("There is no such page.", hidden=True)
    return own


def _record(what: str, early_pdf: EarlyPdf, *, by: Any, now: dt.datetime) -> None:
    about = f"early PDF {early_pdf.pk}"
    record(what, by=by, now=now, period=early_pdf.period, about=about, details={"format": "pdf", "option": "early"})
