"""In whose place somebody decides: the person whose role they were lent for a period of leave.

Called by the actions that decide, for their events. Reads; writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from measures.choices import RoleName
from measures.models import Role, Submission
from measures.transitions import DIRECTORS


def stood_in_for(by: Any, roles: Collection[RoleName], *, scorecard: int, on: dt.date, section: int = 0) -> Any:
    """Return in whose place a person does what `roles` may; None where they hold one of them themselves (one query).

    The roles are those on the scorecard and on the section. Who was lent both a director's and a signatory's stands in
    for the director, who is nearer to the figure. Only these two are lent.
    """
    if not DIRECTORS.intersection(roles):
        return None
    held_here = Q(scorecard=scorecard) | Q(section=section)
    held = Role.objects.current(on).of(by).filter(held_here, role__in=list(roles))
    rows = list(held.select_related("stands_in_for__person").order_by("role", "pk"))
    if any(row.stands_in_for is None for row in rows):
        return None
    return next((row.stands_in_for.person for row in rows if row.stands_in_for is not None), None)


def decided_for(by: Any, roles: Collection[RoleName], submission: Submission, *, on: dt.date) -> Any:
    """Return in whose place a person decides on a submission; None where they do so themselves."""
    scorecard, section = submission.period.scorecard_id, submission.definition.section_id
    return stood_in_for(by, roles, scorecard=scorecard, section=section, on=on)
