"""Making the row of an edition: the content built, as canonical JSON, with its hash. Called by the other actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from measures.actions.outcome import record
from measures.actions.standing_in import stood_in_for
from measures.choices import Audience
from measures.models import Period, Restatement
from measures.transitions import SIGNATORIES
from reports.content import EditionContent, build_content, to_data
from reports.models import Edition, EditionCount, canonical, fingerprint


def freeze_edition(
    *,
    period: Period,
    audience: Audience,
    number: int,
    by: Any,
    now: dt.datetime,
    exceptions: Sequence[str] | None = None,
    restatements: Sequence[Restatement] = (),
) -> Edition:
    """Store one edition of a month as it stands, with its event. Must run inside a transaction.

    Of the first edition of a month published before the portal (`period.imported`) nobody is the signatory, and `by`
    only asked for it; whoever corrects such a month signs the correction.
    """
    signatory = None if period.imported and number == 1 else by
    stood_in = signed_in_place_of(signatory, period, now)
    content = build_content(
        period.scorecard,
        period,
        audience=audience,
        number=number,
        signed_by=signatory,
        signed_in_place_of=stood_in,
        signed_at=None if signatory is None else now,
        exceptions=exceptions,
        restatements=restatements,
    )
    edition = _store(content, period=period, signatory=signatory, now=now)
    record(
        "freeze_edition",
        by=by,
        done_for=stood_in,
        now=now,
        period=period,
        about=f"edition {edition.pk}",
        details={"number": number, "audience": audience.value, "sha256": edition.sha256},
    )
    return edition


def signed_in_place_of(signatory: Any, period: Period, now: dt.datetime) -> Any:
    """Return in whose place a person signs the month; None where they do so themselves or nobody signs."""
    if signatory is None:
        return None
    return stood_in_for(signatory, SIGNATORIES, scorecard=period.scorecard_id, on=timezone.localdate(now))


def _store(content: EditionContent, *, period: Period, signatory: Any, now: dt.datetime) -> Edition:
    """Write what an edition says as canonical JSON with its hash, and how many measures have which status."""
    data = to_data(content)
    text = canonical(data)
    edition = Edition.objects.create(
        scorecard=period.scorecard,
        period=period,
        number=content.number,
        audience=content.audience,
        imported=content.imported,
        content=text,
        sha256=fingerprint(text),
        decisions=data.get("decisions", []),
        reason=content.reason,
        signed_by=signatory,
        signed_at=content.signed_at,
        made_at=now,
    )
    EditionCount.objects.bulk_create(
        EditionCount(edition=edition, rag=count.rag, number=count.now) for count in content.status_counts if count.now
    )
    return edition
