"""Reading a month before it is published: given to those who are named, each time recorded."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import insist, record
from measures.models import Period
from measures.permissions import Standing
from reports.content import EditionContent
from reports.document import content_hash
from reports.early import READ, early_content, may_read_early


@transaction.atomic
def read_early(
    *,
    period: Period,
    form: str,
    by: Any,
    laid_out: tuple[EditionContent, bytes] | None = None,
    now: dt.datetime | None = None,
) -> EditionContent:
    """Return what a month says before it is published, and record who read it, as what (`form`: page or PDF).

    `laid_out` is a file that is about to be given, with what it says: it is known by its bytes from then on. Raises
    `Refused` (hidden) for whoever may not, and once the month is published.
    """
    now = now or timezone.now()
    period = Period.objects.select_related("scorecard").get(pk=period.pk)
    insist(may_read_early(Standing.of(by, timezone.localdate(now)), period))
    content, file = laid_out or (early_content(period), b"")
    details = {"form": form, "state": period.state, "sha256": content_hash(content)}
    if file:
        details["file"] = hashlib.sha256(file).hexdigest()
    record(READ, by=by, now=now, period=period, details=details)
    return content
