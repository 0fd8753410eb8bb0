"""A month that was opened by mistake: its opening is taken back while nothing has been entered for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from copy import copy
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from measures.actions.outcome import Refused, hold_scorecard, insist
from measures.actions.periods import move_period
from measures.choices import PeriodState, SubmissionState
from measures.choices.listed import listed
from measures.models import Comment, Evidence, Period, PublicText, Revision, Submission
from measures.models.submission import SubmissionQuerySet
from measures.permissions import Standing, may_period

NAMED: Final = 5
"""How many figures a refusal names."""
LEFT: Final[Sequence[tuple[str, type[Revision | Comment | Evidence | PublicText], str]]] = (
    ("has_revision", Revision, "entered before"),
    ("has_comment", Comment, "commented on"),
    ("has_file", Evidence, "a file was added"),
    ("has_public_text", PublicText, "a public text was written"),
)
"""What can be left with a figure that is not started. A query of a loaded figure is a comment too."""


def begun_in(period: Period) -> SubmissionQuerySet:
    """Return the figures of a month for which something has been entered, loaded, said or added, each with which."""
    slots = Submission.objects.filter(period=period)
    begun = slots.exclude(pk__in=slots.untouched().values("pk")).select_related("definition").in_order()
    return begun.annotate(**{name: Exists(model.objects.filter(submission=OuterRef("pk"))) for name, model, _ in LEFT})


def what_begun(row: Submission) -> str:
    """Return what was done for a figure of `begun_in`: its state, or what was left with one that nobody entered."""
    left = [words for name, _, words in LEFT if getattr(row, name)]
    return row.state if row.state != SubmissionState.NOT_STARTED else listed(left)


def later_month(period: Period) -> Period | None:
    """Return the latest month that has begun after a month; None where there is none (one query)."""
    later = Period.objects.filter(scorecard=period.scorecard_id, month__gt=period.month)
    return later.exclude(state=PeriodState.PLANNED).newest_first().first()


@transaction.atomic
def take_back_opening(*, period: Period, reason: str, by: Any, now: dt.datetime | None = None) -> Period:
    """Make an open month a planned one again, with a reason; its dates and its targets stay.

    Raises `Refused`, naming the figures, once something has been entered for it. Loads wait until the transaction ends;
    whoever saves a figure of it at the same time either comes first, or is told that it has changed.
    """
    now = now or timezone.now()
    insist(may_period(Standing.of(by, timezone.localdate(now)), "take_back", period))
    if not reason.strip():
        raise Refused("Enter the reason for taking the opening back.", {"reason": "Enter a reason."})
    hold_scorecard(period.scorecard)
    if later := later_month(period):
        raise Refused(f"{later} has begun, so {period} stays open: take the opening of {later} back first.")
    # A copy, so that the caller's period still says what the database says when this transaction is undone.
    planned = move_period("take_back", copy(period), by=by, now=now, why=reason.strip(), opened_at=None)
    Submission.objects.filter(period=period).update(version=F("version") + 1)
    if begun := list(begun_in(period)):
        raise Refused(_too_late(period, begun))
    return planned


def _too_late(period: Period, begun: list[Submission]) -> str:
    more = [f"{len(begun) - NAMED} more"] if len(begun) > NAMED else []
    named = listed([row.definition.ref for row in begun[:NAMED]] + more)
    return (
        f"The opening of {period} can not be taken back: work has begun on {named}. "
        "Nothing that people left there is thrown away. Give the month later dates, or close it."
    )
