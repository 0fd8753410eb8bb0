"""What a director does with a submission: approve it, with or without a caveat, return it, leave it out.

Also the performance team's reopening of one figure of a closed month.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.checks import refresh_findings
from measures.actions.outcome import Refused, insist, move
from measures.actions.recalculate import queue_recalculation
from measures.models import Submission
from measures.permissions import Standing, may


def _reason(text: str, sentence: str) -> str:
    """Return the reason without the spaces around it; raise `Refused` if there is none."""
    reason = text.strip()
    if not reason:
        raise Refused(sentence, {"reason": sentence})
    return reason


def _permitted(action: str, submission: Submission, by: Any, now: dt.datetime) -> None:
    insist(may(Standing.of(by, timezone.localdate(now)), action, submission))


@transaction.atomic
def approve(
    *, submission: Submission, version: int, by: Any, caveat: str = "", now: dt.datetime | None = None
) -> Submission:
    """Approve the submitted revision. A caveat is printed with the figure."""
    now = now or timezone.now()
    _permitted("approve", submission, by, now)
    approved = move(
        "approve",
        submission,
        version=version,
        by=by,
        now=now,
        event={"revision": submission.submitted_revision, "why": caveat.strip()},
        approved_revision_id=submission.submitted_revision_id,
        approved_by=by,
        approved_at=now,
        caveat=caveat.strip(),
    )
    queue_recalculation(measure=approved.measure, month=approved.period.month, why="approved")
    return approved


@transaction.atomic
def send_back(
    *, submission: Submission, version: int, reason: str, by: Any, now: dt.datetime | None = None
) -> Submission:
    """Return a figure to its owner, with the reason that they will read."""
    now = now or timezone.now()
    _permitted("send_back", submission, by, now)
    reason = _reason(reason, "Enter the reason for returning it, so that the owner knows what to do.")
    returned = move(
        "send_back",
        submission,
        version=version,
        by=by,
        now=now,
        event={"why": reason, "revision": submission.submitted_revision},
        approved_revision=None,
        approved_by=None,
        approved_at=None,
        caveat="",
    )
    queue_recalculation(measure=returned.measure, month=returned.period.month, why="returned")
    return returned


@transaction.atomic
def leave_out(
    *, submission: Submission, version: int, reason: str, by: Any, now: dt.datetime | None = None
) -> Submission:
    """Leave a measure out of a month's edition, with the reason that is printed."""
    now = now or timezone.now()
    _permitted("leave_out", submission, by, now)
    reason = _reason(reason, "Enter the reason for leaving it out; it is printed in the report.")
    left_out = move(
        "leave_out", submission, version=version, by=by, now=now, event={"why": reason}, left_out_reason=reason
    )
    refresh_findings(left_out, now=now)
    queue_recalculation(measure=left_out.measure, month=left_out.period.month, why="left out")
    return left_out


@transaction.atomic
def bring_back(*, submission: Submission, version: int, by: Any, now: dt.datetime | None = None) -> Submission:
    """Put a measure that was left out back into the month, as a draft."""
    now = now or timezone.now()
    _permitted("bring_back", submission, by, now)
    brought = move("bring_back", submission, version=version, by=by, now=now, left_out_reason="")
    refresh_findings(brought, now=now)
    return brought


@transaction.atomic
def reopen(*, submission: Submission, version: int, reason: str, by: Any, now: dt.datetime | None = None) -> Submission:
    """Let one figure of a closed month change again, and only that one."""
    now = now or timezone.now()
    _permitted("reopen", submission, by, now)
    reason = _reason(reason, "Enter the reason for reopening it.")
    reopened = move(
        "reopen",
        submission,
        version=version,
        by=by,
        now=now,
        event={"why": reason},
        reopened=True,
        approved_revision=None,
        approved_by=None,
        approved_at=None,
        caveat="",
        left_out_reason="",
    )
    queue_recalculation(measure=reopened.measure, month=reopened.period.month, why="reopened")
    return reopened
