"""Publishing what a later extract revised in earlier months: all of it at once, with the month that is signed.

Called by the signature of a month, and by the publication of a correction that overtakes it, inside its transaction.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils import timezone

from measures.actions.outcome import Refused, record
from measures.actions.standing_in import stood_in_for
from measures.models import Event, Period, Restatement, Submission
from measures.transitions import SIGNATORIES


def publish_revisions(*, period: Period, by: Any, now: dt.datetime) -> list[Submission]:
    """Publish the revised figures of the months before `period`, each with its event; return their submissions.

    The signature approves them together with the month, so that whoever loaded one of them can not sign. Raises
    `Refused` then. Must run inside a transaction that holds the scorecard.
    """
    rows = list(
        Submission.objects.filter(
            period__scorecard=period.scorecard_id, period__month__lt=period.month, pending_revision__isnull=False
        )
        .select_related("measure", "definition", "period", "pending_revision", "published_revision")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    _insist_anothers(rows, by)
    done_for = stood_in_for(by, SIGNATORIES, scorecard=period.scorecard_id, on=timezone.localdate(now))
    Submission.objects.filter(pk__in=[row.pk for row in rows]).update(
        published_revision=F("pending_revision"), pending_revision=None, version=F("version") + 1
    )
    Event.objects.bulk_create(
        Event(
            what="publish_revision",
            by=by,
            done_for=done_for,
            at=now,
            submission=row,
            measure=row.measure,
            period=row.period,
            scorecard_id=period.scorecard_id,
            revision=row.pending_revision,
            from_state=row.state,
            to_state=row.state,
            why=f"Approved together with {period}.",
            details={"with": period.key, "was": row.published_revision_id},
        )
        for row in rows
    )
    return rows


def set_aside(*, corrected: Restatement, by: Any, now: dt.datetime) -> None:
    """Drop what an extract had differently before a figure was corrected, with its event: the correction overtakes it.

    Must run inside a transaction that holds the scorecard.
    """
    slot = Submission.objects.select_related("measure", "period", "pending_revision").get(pk=corrected.submission_id)
    waiting, restated = slot.pending_revision, corrected.revision
    if waiting is None or restated is None or waiting.number > restated.number:
        return
    Submission.objects.filter(pk=slot.pk).update(pending_revision=None)
    record(
        "set_revision_aside",
        by=by,
        now=now,
        submission=slot,
        revision=waiting,
        about=f"restatement {corrected.pk}",
        why="The restatement was published in its place.",
    )


def _insist_anothers(rows: list[Submission], by: Any) -> None:
    own = [
        row
        for row in rows
        if row.pending_revision is not None
        and by.pk in (row.pending_revision.made_by_id, row.pending_revision.entered_by_id)
    ]
    if own:
        first = own[0]
        raise Refused(
            f"You loaded the revised figure of {first.definition.ref} for {first.period}, so somebody else has to sign."
        )
