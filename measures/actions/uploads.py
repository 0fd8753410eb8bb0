"""Files that were read and wait to be applied: keeping one, finding it again, taking it for good.

Called by the loading pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Overtaken
from measures.choices import UploadKind
from measures.models import Period, Scorecard, Upload


@transaction.atomic
def keep_upload(
    *,
    scorecard: Scorecard,
    kind: UploadKind,
    file_name: str,
    content: bytes,
    sha256: str,
    difference: Mapping[str, Any],
    by: Any,
    options: Mapping[str, Any] | None = None,
    period: Period | None = None,
    now: dt.datetime | None = None,
) -> Upload:
    """Keep a file that was read without a problem, and forget those that nobody came back for."""
    now = now or timezone.now()
    Upload.objects.expired(now).delete()
    return Upload.objects.create(
        scorecard=scorecard,
        period=period,
        kind=kind,
        file_name=file_name[:255],
        content=content,
        sha256=sha256,
        options=dict(options or {}),
        difference=dict(difference),
        by=by,
        at=now,
    )


def take_upload(upload: Upload) -> None:
    """Take a file out because it is being applied, inside the transaction that applies it.

    Raises `Overtaken` if it has been applied before (a button pressed twice).
    """
    if not Upload.objects.all().take(upload.pk):
        raise Overtaken("This file has been applied already. Nothing was done a second time.")
