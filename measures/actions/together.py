"""Approving several figures in one go, or leaving several out, each as it was listed.

Each figure is decided by itself, so that one which has meanwhile changed stops nobody else's. Called by the pages of
directors and of the performance team. Calls `approvals`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from measures.actions.approvals import approve, leave_out
from measures.actions.outcome import Refused
from measures.models import Submission


@dataclass
class Together:
    """What came of it."""

    approved: list[Submission] = field(default_factory=list)
    left_out: list[Submission] = field(default_factory=list)
    refused: list[tuple[Submission, str]] = field(default_factory=list)
    """The figures that nothing was done with, each with its sentence."""


def approve_together(
    *, submissions: Iterable[tuple[Submission, int]], by: Any, now: dt.datetime | None = None
) -> Together:
    """Approve each submission at the version that was listed. What is refused is told, and the rest goes on."""
    done = Together()
    for submission, version in submissions:
        try:
            done.approved.append(approve(submission=submission, version=version, by=by, now=now))
        except Refused as refused:
            done.refused.append((submission, refused.sentence))
    return done


def leave_out_together(
    *, submissions: Iterable[tuple[Submission, int, str]], by: Any, now: dt.datetime | None = None
) -> Together:
    """Leave each submission out of its month with its reason, at the version that was listed. Raises `Refused`.

    A reason that is missing stops all of them, so that the page can ask for it; what else is refused is told, and the
    rest goes on.
    """
    rows = list(submissions)
    missing = {f"reason_{row.pk}": f"Enter why {row.definition.ref} is left out." for row, _, why in rows if not why}
    if missing:
        raise Refused("Some of the measures have no reason; it is printed in the report.", missing)
    done = Together()
    for submission, version, reason in rows:
        try:
            done.left_out.append(leave_out(submission=submission, version=version, reason=reason, by=by, now=now))
        except Refused as refused:
            done.refused.append((submission, refused.sentence))
    return done
