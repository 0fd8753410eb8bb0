"""The figures of a month as its next edition prints them: what is approved as a correction stands in its place already.

Called by what looks ahead of an edition: the numbers that it will suppress, the page on which a public text is
approved. What a later extract only proposes is in neither.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import replace

from measures.choices import RestatementState
from measures.models import Period, Population, Restatement
from measures.series import Depth, Known, Line, approved, slot_of, submitted
from reports.content.earlier import signed_with


def known_next(period: Period) -> Depth:
    """Return how far the month's next edition looks: of a month at work, as far as what may yet be approved."""
    return submitted if period.takes_changes else approved


def as_next_printed(lines: Iterable[Line], period: Period) -> list[Line]:
    """Return measures with the month's figures as its next edition prints them (two queries, none while it is at work).

    A month at work is returned as it is: its figures change without a correction.
    """
    if period.takes_changes:
        return list(lines)
    rows = Restatement.objects.filter(submission__period=period, state=RestatementState.APPROVED)
    corrected = {row.submission_id: row.revision for row in rows.select_related("revision")}
    populations = list(Population.objects.known(signed_with(period)).filter(scorecard=period.scorecard_id))
    found = []
    for line in lines:
        slot = line.slots.get(period.month)
        if slot is not None:
            stood = copy.copy(slot.submission)
            stood.pending_revision = None
            stood.published_revision = corrected.get(stood.pk, stood.published_revision)
            line = replace(  # noqa: PLW2901
                line, slots={**line.slots, period.month: slot_of(stood, Known.APPROVED, populations)}
            )
        found.append(line)
    return found
