"""Who is reminded of an action that is still open after its day: whoever answers for its measure.

On the first working day after it and every fifth from then on, until it is closed or has another date. Only reads;
`mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.urls import reverse

from measures.choices import RoleName
from measures.models import Action, Role
from measures.notices.reminders import Line
from measures.working_days import is_working_day, working_days_after

EVERY: Final = 5
"""After how many working days a late action is named again."""
HEADING: Final = "Actions that are late"


def late_actions_by_person(today: dt.date) -> dict[int, list[Line]]:
    """Return the late actions that each person is reminded of on a day, by their id (two queries)."""
    if not is_working_day(today):
        return {}
    rows = Action.objects.open().filter(due__lt=today).select_related("measure__definition", "measure__scorecard")
    late = [row for row in rows.order_by("due", "pk") if working_days_after(row.due, today) % EVERY == 1]
    if not late:
        return {}
    holders = _holders({row.measure_id for row in late}, today)
    found: dict[int, list[Line]] = {}
    for row in late:
        for person_id in holders.get(row.measure_id, ()):
            found.setdefault(person_id, []).append(_line(row))
    return found


def _line(action: Action) -> Line:
    """Return what the mail says: of which measure and by when, not what is done: it is not published."""
    scorecard = action.measure.scorecard
    return Line(
        heading=HEADING,
        text=f"{action.measure.definition}: due on {action.due:%-d %B %Y}",
        path=reverse("measures:action", args=[scorecard.slug, action.pk]),
        scorecard_id=scorecard.pk,
    )


def _holders(measures: set[int], today: dt.date) -> dict[int, list[int]]:
    """Return the owner of each measure, or its deputies where it has none."""
    held: dict[int, dict[RoleName, list[int]]] = {}
    roles = Role.objects.current(today).filter(
        measure__in=measures, role__in=[RoleName.OWNER, RoleName.DEPUTY], person__is_active=True
    )
    for role in roles.order_by("pk"):
        held.setdefault(role.measure_id or 0, {}).setdefault(RoleName(role.role), []).append(role.person_id)
    return {pk: own.get(RoleName.OWNER) or own[RoleName.DEPUTY] for pk, own in held.items()}
