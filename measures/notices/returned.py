"""Who is told that a figure came back: its owner and whoever submitted it. Read from the events of returning it.

The day's reminders name it every morning until it is sent again; this tells of it on the day. Only reads; `mail` writes
and sends.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from measures.actions.outcome import name_of
from measures.choices import SubmissionState
from measures.models import Event, Submission
from measures.notices.held import held_on, who_answers
from measures.notices.reminders import Line, path_of, returned_in
from measures.notices.told import events_told
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=7)
"""How long after it came back a figure is told of in this way."""


def returned_by_person(now: dt.datetime, *, done_before: dt.datetime | None = None) -> dict[int, list[Line]]:
    """Return the figures that came back to each person, by their id; none on a day of no work.

    Of figures that still wait for them and can be changed; the latest return of each. `done_before` leaves newer ones
    to the next time. Three queries at most.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return {}
    events = Event.objects.filter(
        to_state=SubmissionState.RETURNED,
        submission__state=SubmissionState.RETURNED,
        at__gt=now - TOLD_FOR,
        at__lte=done_before or now,
    )
    about = ("by", "submission__definition", "submission__period__scorecard")
    latest = {event.submission_id: event for event in events.select_related(*about).order_by("at", "pk")}
    came_back = [(event, event.submission) for event in latest.values() if event.submission is not None]
    came_back = [(event, row) for event, row in came_back if row.takes_changes()]
    if not came_back:
        return {}
    held, told = held_on([row for _, row in came_back], today), events_told([event for event, _ in came_back], today)
    found: dict[int, list[Line]] = {}
    for event, row in sorted(came_back, key=lambda each: each[1].definition.ref_key):
        own = held.get(row.pk, {})
        hears = who_answers(own) | {pk for pk in own if pk == row.submitted_by_id}
        for person_id in sorted(hears - {event.by_id}):
            if (event.pk, person_id) not in told:
                found.setdefault(person_id, []).append(_line(event, row))
    return found


def _line(event: Event, row: Submission) -> Line:
    """Return what the mail says: who returned what, not why: the figure is not published."""
    return Line(
        heading=returned_in(row.period),
        text=f"{row.definition}, by {name_of(event.by)}",
        path=path_of(row.period, row),
        scorecard_id=row.period.scorecard_id,
        event_id=event.pk,
    )
