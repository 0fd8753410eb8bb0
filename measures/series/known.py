"""How far a reader may look into a submission, and which of its revisions then speaks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import IntEnum
from typing import Final

from measures.choices import (
    SubmissionState,
)
from measures.models import (
    Revision,
    Submission,
)


class Known(IntEnum):
    """How far into a submission a reader may look."""

    NOTHING = 0
    PUBLISHED = 1
    APPROVED = 2
    SUBMITTED = 3
    DRAFT = 4


SPEAKERS: Final = ("submitted_revision", "approved_revision", "published_revision", "pending_revision")
"""The revisions that may speak for a submission."""
Depth = Callable[[Submission], Known]


def everything(submission: Submission) -> Known:
    """Look as far as the draft: for the console and for statuses that nobody is shown."""
    return Known.DRAFT


def submitted(submission: Submission) -> Known:
    """Look as far as what was submitted: what stored statuses are worked out from."""
    return Known.SUBMITTED


def approved(submission: Submission) -> Known:
    """Look as far as what was approved: what an edition is made of."""
    return Known.APPROVED


def with_revisions(month: dt.date) -> Depth:
    """Look as far as what the signature of a month would publish: the approved figures, and with them what a later
    extract has revised of the months before it.
    """

    def depth(submission: Submission) -> Known:
        revised = submission.pending_revision_id is not None and submission.period.month < month
        return Known.SUBMITTED if revised else Known.APPROVED

    return depth


def speaking_field(known: Known, state: str, *, pending: bool, published: bool) -> str | None:
    """Return which revision of a submission speaks to somebody who may look so far: the field that names it.

    `pending` and `published` tell whether the submission has such a revision.
    """
    if known >= Known.SUBMITTED and pending:
        return "pending_revision"
    if known >= Known.PUBLISHED and published:
        return "published_revision"
    if known >= Known.APPROVED and state == SubmissionState.APPROVED:
        return "approved_revision"
    if known >= Known.SUBMITTED and state == SubmissionState.SUBMITTED:
        return "submitted_revision"
    return None


def speaking(submission: Submission, known: Known) -> Revision | None:
    """Return the revision that speaks for a submission to somebody who may look so far."""
    field = speaking_field(
        known,
        submission.state,
        pending=bool(submission.pending_revision_id),
        published=bool(submission.published_revision_id),
    )
    revision: Revision | None = getattr(submission, field) if field else None
    return revision
