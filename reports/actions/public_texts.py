"""Approving the text that the public edition prints with a figure: the numbers in it are looked at first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions import public_texts
from measures.actions.outcome import Refused, insist
from measures.models import PublicText, Submission
from measures.permissions import Standing
from measures.public_permissions import may_public_text
from reports.content.public_texts import suppressed_in


@transaction.atomic
def approve_public_text(
    *,
    submission: Submission,
    version: int,
    by: Any,
    numbers_read: Collection[str] = (),
    seen: int | None = None,
    now: dt.datetime | None = None,
) -> PublicText:
    """Approve a figure's public text.

    A number in it that the public edition suppresses, or that is small and of children, has to be among
    `numbers_read`: raises `Refused` with the warnings otherwise, or `Overtaken`, also where another figure stands now
    than the revision that was `seen`.
    """
    now = now or timezone.now()
    row = public_texts.text_of(submission)
    insist(may_public_text(Standing.of(by, timezone.localdate(now)), "approve", submission, row))
    text = row.submitted_revision.text if row is not None and row.submitted_revision is not None else ""
    warnings = suppressed_in(submission.period).quoted_in(text, submission.definition)
    unread = [each.sentence for each in warnings if each.number not in numbers_read]
    if unread:
        raise Refused(
            "The text has numbers that may not be for the public.",
            {"numbers_read": f"{' '.join(unread)} Return the text, or tick that the public may read it."},
        )
    numbers = [each.number for each in warnings]
    return public_texts.approve(submission=submission, version=version, by=by, numbers=numbers, seen=seen, now=now)
