"""Reading a month before it is published: given to those who are named, each time recorded."""

from __future__ import annotations

import datetime as dt
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
def read_early(*, period: Period, form: str, by: Any, now: dt.datetime | None = None) -> EditionContent:
    """Return what a month says before it is published, and record who read it, as what (`form`: the page).

    Raises `Refused` (hidden) for whoever may not, and once the month is published. The PDF is `early_pdfs`.
    """
    now = now or timezone.now()
    period = Period.objects.select_related("scorecard").get(pk=period.pk)
    insist(may_read_early(Standing.of(by, timezone.localdate(now)), period))
    content = early_content(period)
    record(
        READ,
        by=by,
        now=now,
        period=period,
        details={"form": form, "state": period.state, "sha256": content_hash(content)},
    )
    return content
