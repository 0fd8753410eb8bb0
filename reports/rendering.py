"""Making one file: a claimed `Rendering` row -> its `RenderedFile`, a claimed `EarlyPdf` row -> its own file.

Called by the Celery tasks and by the command. The calling process keeps the lease and supervises; the PDF is laid out
in a bounded child process that dies with it. What is made goes to a folder of this attempt's own, and into the
database in the same transaction that marks the row done.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from measures.actions.jobs import Attempt, JobFailed, run_job
from measures.models import JobQuerySet
from reports.content import EditionContent, from_data
from reports.document import html_of
from reports.layout import pdf_of, working_folder
from reports.models import EarlyPdf, Edition, Format, RenderedFile, Rendering
from reports.options import UnknownOption
from reports.workbook import workbook_of

LEASE: Final = dt.timedelta(seconds=30)
"""How long a worker may be silent before its job is another's."""
HEARTBEAT: Final = dt.timedelta(seconds=6)
LONGEST: Final = dt.timedelta(minutes=5)
"""After this the heartbeat stops, whatever the work says: Celery's own limit has then passed as well."""
LAYOUT_BEGINS: Final = 25
LAYOUT_ENDS: Final = 95
"""Percent of the whole between which the pages are laid out."""


def render(rendering_id: int) -> bool:
    """Make the file of a rendering; return whether this call did. May be called twice without harm."""
    return _run(Rendering.objects.all(), rendering_id, _make)


def render_early(early_pdf_id: int) -> bool:
    """Make the PDF of an early reader; return whether this call did. May be called twice without harm."""
    return _run(EarlyPdf.objects.all(), early_pdf_id, _make_early)


def _run(jobs: JobQuerySet[Any], pk: int, make: Callable[[Attempt], None]) -> bool:
    failed = "The report could not be made"
    return run_job(jobs, pk, make, lease=LEASE, every=HEARTBEAT, limit=LONGEST, failed=failed)


def _make(attempt: Attempt) -> None:
    rendering = Rendering.objects.select_related("edition").get(pk=attempt.pk)
    attempt.renew(step="reading the edition", progress=5)
    content = _content_of(rendering.edition)
    try:
        data = MAKERS[Format(rendering.format)](content, rendering.option, attempt)
    except UnknownOption as unknown:
        raise JobFailed(str(unknown), again=False) from unknown
    _store(attempt, data)


def _make_early(attempt: Attempt) -> None:
    early = EarlyPdf.objects.get(pk=attempt.pk)
    attempt.renew(step="writing the document", progress=10)
    html = html_of(from_data(json.loads(early.content)), watermark=early.watermark)
    data = _laid_out(html, attempt, f"early-{attempt.pk}-{attempt.number}")
    attempt.finish(step="", progress=100, file=data, sha256=hashlib.sha256(data).hexdigest())


def _content_of(edition: Edition) -> EditionContent:
    if not edition.is_whole():
        raise JobFailed("the content of this edition is not what was signed.", again=False)
    return from_data(edition.data())


def _store(attempt: Attempt, data: bytes) -> None:
    """Keep the finished file and mark the rendering done, both or neither. Raises `JobLost`."""
    with transaction.atomic():
        attempt.finish(step="", progress=100)
        RenderedFile.objects.create(
            rendering_id=attempt.pk,
            attempt=attempt.number,
            content=data,
            size=len(data),
            made_at=timezone.now(),
            sha256=hashlib.sha256(data).hexdigest(),
        )


def _pdf(content: EditionContent, option: str, attempt: Attempt) -> bytes:
    attempt.renew(step="writing the document", progress=10)
    return _laid_out(html_of(content, option), attempt, f"{attempt.pk}-{attempt.number}")


def _laid_out(html: str, attempt: Attempt, name: str) -> bytes:
    """Return a document as a PDF; how far it is stands in the attempt's row. Raises `JobLost`, `JobFailed`."""
    attempt.renew(step="laying out the pages", progress=LAYOUT_BEGINS)
    shown = 0

    def watch(percent: int) -> None:
        nonlocal shown
        attempt.insist()
        if percent > shown:
            shown = percent
            attempt.renew(progress=LAYOUT_BEGINS + (LAYOUT_ENDS - LAYOUT_BEGINS) * percent // 100)

    with working_folder(name) as folder:
        return pdf_of(html, folder, watch).read_bytes()


def _workbook(content: EditionContent, option: str, attempt: Attempt) -> bytes:
    attempt.renew(step="writing the workbook", progress=LAYOUT_BEGINS)
    return workbook_of(content)


MAKERS: Final[dict[Format, Callable[[EditionContent, str, Attempt], bytes]]] = {
    Format.PDF: _pdf,
    Format.WORKBOOK: _workbook,
}
