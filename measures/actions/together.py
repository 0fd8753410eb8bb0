"""Approving several figures in one go: those that were listed as unremarkable, each as it was listed.

Each figure is approved by itself, so that one which has meanwhile changed stops nobody else's. Called by the
director's page. Calls `approvals`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from measures.actions.approvals import approve
from measures.actions.outcome import Refused
from measures.models import Submission


@dataclass
class Together:
    """What came of it."""

    approved: list[Submission] = field(default_factory=list)
    refused: list[tuple[Submission, str]] = field(default_factory=list)
    """The figures that were not approved, each with its sentence."""


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
