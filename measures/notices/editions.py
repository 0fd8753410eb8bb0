"""Who is told that a month is published: the board members of its scorecard. Read from the events of publishing.

Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.urls import reverse
from django.utils import timezone

from measures.choices import Audience, RoleName
from measures.models import Event, Period, Role
from measures.notices.reminders import Line
from measures.notices.told import events_told
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=7)
"""How long after it was published an edition is still told of."""


def editions_by_person(now: dt.datetime) -> dict[int, list[Line]]:
    """Return the editions that each board member is to be told of, by their id; none on a day of no work.

    Of the board's own edition alone, not of the public one beside it, nor of what was published of a month before this
    portal: of such a month only what corrects its first edition.
    Three queries at most.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return {}
    published = Event.objects.filter(
        what="publish_edition",
        details__audience=Audience.INTERNAL.value,
        at__gt=now - TOLD_FOR,
        at__lte=now,
    ).exclude(period__imported=True, details__number=1)
    events = list(published.select_related("period__scorecard").order_by("at", "pk"))
    if not events:
        return {}
    scorecards = {event.scorecard_id for event in events}
    board = Role.objects.current(today).filter(role=RoleName.BOARD, scorecard__in=scorecards, person__is_active=True)
    readers: dict[int | None, set[int]] = {}
    for role in board:
        readers.setdefault(role.scorecard_id, set()).add(role.person_id)
    told = events_told(events, today)
    found: dict[int, list[Line]] = {}
    for event in events:
        for person_id in sorted(readers.get(event.scorecard_id, ())):
            if event.period is not None and (event.pk, person_id) not in told:
                found.setdefault(person_id, []).append(_line(event, event.period))
    return found


def _line(event: Event, period: Period) -> Line:
    number = int(event.details["number"])
    corrects = "" if number == 1 else f", which corrects edition {number - 1}"
    return Line(
        heading=f"Published: {period.scorecard}, {period}",
        text=f"Edition {number} of {period}{corrects}",
        path=reverse("reports:edition", args=[period.scorecard.slug, period.key, number]),
        scorecard_id=period.scorecard_id,
        event_id=event.pk,
    )
