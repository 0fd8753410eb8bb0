"""Who is told of a role that was lent: whoever stands in, and whoever is stood in for where another arranged it.

Read from the events of giving it.

Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

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
    """Return the lent roles that each person is to be told of, by their id; none on a day of no work.

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
    given = Event.objects.filter(what="give_role", about__in=roles, at__lte=now).select_related("by")
    events = {event.about: event for event in given}
    told = events_told(events.values(), today)
    found: dict[int, list[Line]] = {}
    for about, role in roles.items():
        event = events.get(about)
        scorecard = role.of_scorecard
        if event is None or scorecard is None or role.stands_in_for is None:
            continue
        for person_id, line in _lines(event, role, role.stands_in_for.person, scorecard.pk):
            if (event.pk, person_id) not in told:
                found.setdefault(person_id, []).append(line)
    return found


def _lines(event: Event, role: Role, lender: Any, scorecard_id: int) -> Iterable[tuple[int, Line]]:
    """Yield who is told of one lent role, by their id, and what."""
    days = f"from {role.starts:%-d %B %Y}" + (f" to {role.ends:%-d %B %Y}" if role.ends else "")
    about: dict[str, Any] = {"text": role.in_words, "scorecard_id": scorecard_id, "event_id": event.pk}
    stands_in = f"You stand in for {lender.get_full_name()} {days}"
    yield role.person_id, Line(stands_in, note=f"{role.why} {IN_YOUR_NAME}".strip(), path=reverse("home"), **about)
    if event.by is not None and event.by_id != lender.pk:
        why = f": {role.why}" if role.why else "."
        note = f"{event.by.get_full_name()} arranged it{why} You keep the role meanwhile."
        heading = f"{role.person.get_full_name()} stands in for you {days}"
        yield lender.pk, Line(heading, note=note, path=reverse("measures:delegations"), **about)
