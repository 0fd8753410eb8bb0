"""Who is told that they stand in for somebody: of each role that was lent to them. Read from the events of giving it.

Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.urls import reverse
from django.utils import timezone

from measures.models import Event, Role
from measures.notices.reminders import Line
from measures.notices.told import events_told
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=14)
"""How long after it was lent a role is still told of."""
IN_YOUR_NAME: Final = "You decide in your own name, and not on figures that you entered or submitted yourself."


def delegated_by_person(now: dt.datetime) -> dict[int, list[Line]]:
    """Return the roles that each person is to be told they were lent, by their id; none on a day of no work.

    Not of what has ended or was taken back since. Three queries at most.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return {}
    lent = Role.objects.not_over(today).filter(
        stands_in_for__isnull=False, given_at__gt=now - TOLD_FOR, given_at__lte=now, person__is_active=True
    )
    roles = {f"role {role.pk}": role for role in lent.with_scope().order_by("starts", "ends", "pk")}
    if not roles:
        return {}
    events = {event.about: event for event in Event.objects.filter(what="give_role", about__in=roles, at__lte=now)}
    told = events_told(events.values(), today)
    found: dict[int, list[Line]] = {}
    for about, role in roles.items():
        event = events.get(about)
        scorecard = role.of_scorecard
        if event is not None and scorecard is not None and (event.pk, role.person_id) not in told:
            found.setdefault(role.person_id, []).append(_line(event, role, scorecard.pk))
    return found


def _line(event: Event, role: Role, scorecard_id: int) -> Line:
    lender = role.stands_in_for.person.get_full_name() if role.stands_in_for else "somebody"
    until = f" to {role.ends:%-d %B %Y}" if role.ends else ""
    return Line(
        heading=f"You stand in for {lender} from {role.starts:%-d %B %Y}{until}",
        note=f"{role.why} {IN_YOUR_NAME}".strip(),
        text=role.in_words,
        path=reverse("home"),
        scorecard_id=scorecard_id,
        event_id=event.pk,
    )
