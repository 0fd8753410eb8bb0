"""Files that were read and wait to be applied: keeping one, finding it again, taking it for good.

Called by the loading pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import insist_on_keeper
from measures.actions.outcome import Overtaken, hold_scorecard, record
from measures.choices import UploadKind
from measures.models import ColumnMapping, Period, Scorecard, Upload


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


def discard_upload(upload: Upload) -> None:
    """Throw a file away that waits. Raises `Overtaken` if it has been applied or thrown away before."""
    if not Upload.objects.all().take(upload.pk):
        raise Overtaken("This file does not wait any more. It was applied or discarded, perhaps in another window.")


@transaction.atomic
def remember_columns(
    *, scorecard: Scorecard, kind: UploadKind, columns: Mapping[str, str], by: Any, now: dt.datetime | None = None
) -> ColumnMapping:
    """Remember what the headings of a kind of file mean, beside those that are remembered already."""
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    hold_scorecard(scorecard)
    held = ColumnMapping.objects.filter(scorecard=scorecard, kind=kind).first()
    said = {**(held.columns if held else {}), **columns}
    mapping, _ = ColumnMapping.objects.update_or_create(
        scorecard=scorecard, kind=kind, defaults={"columns": said, "at": now, "by": by}
    )
    if held is None or held.columns != said:
        record("remember_columns", by=by, now=now, scorecard=scorecard, details={"kind": kind.value, "columns": said})
    return mapping


def go_on_with(upload: Upload, *, options: Mapping[str, Any], difference: Mapping[str, Any]) -> None:
    """Keep what was said of a file that waits, and what it would change by that. Raises `Overtaken` if it is gone."""
    if not Upload.objects.filter(pk=upload.pk).update(options=dict(options), difference=dict(difference)):
        raise Overtaken("This file has been applied already. Nothing was done a second time.")
    upload.options, upload.difference = dict(options), dict(difference)
