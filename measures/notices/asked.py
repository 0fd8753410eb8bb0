"""What the performance team reminds people of by hand. Read from the events of reminding.

Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from measures.actions.outcome import name_of
from measures.actions.reminding import REMIND, WAITS_IN, told_of
from measures.models import Event, Submission
from measures.notices.reminders import Line, path_of
from measures.notices.told import events_told
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=7)
"""How long after it was asked for a reminder is still told of."""


def asked_by_person(now: dt.datetime) -> dict[int, list[Line]]:
    """Return what each person is reminded of by hand, by their id; none on a day of no work.

    Of figures that are still not in; the latest reminder of each. Three queries at most.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return {}
    events = Event.objects.filter(what=REMIND, at__gt=now - TOLD_FOR, at__lte=now, submission__state__in=WAITS_IN)
    about = ("by", "submission__definition", "submission__period__scorecard")
    latest = {event.submission_id: event for event in events.select_related(*about).order_by("at", "pk")}
    asked = [(event, event.submission) for event in latest.values() if event.submission is not None]
    asked = [(event, row) for event, row in asked if row.takes_changes()]
    if not asked:
        return {}
    people, told = told_of([row for _, row in asked], today), events_told([event for event, _ in asked], today)
    found: dict[int, list[Line]] = {}
    for event, row in sorted(asked, key=lambda each: each[1].definition.ref_key):
        for person in people[row.pk]:
            if (event.pk, person.pk) not in told:
                found.setdefault(person.pk, []).append(_line(event, row))
    return {pk: sorted(lines, key=lambda line: line.heading) for pk, lines in found.items()}


def without_twice(lines: dict[int, list[Line]], asked: dict[int, list[Line]]) -> dict[int, list[Line]]:
    """Return the day's lines without those that a reminder by hand says already."""
    found = {}
    for person_id, own in lines.items():
        said = {line.path for line in asked.get(person_id, ())}
        found[person_id] = [line for line in own if line.path not in said]
    return found


def _line(event: Event, row: Submission) -> Line:
    period = row.period
    due = f", due on {period.due_on:%-d %B}" if period.due_on else ""
    return Line(
        heading=f"{name_of(event.by)} reminds you: {period}{due}",
        text=str(row.definition),
        path=path_of(period, row),
        scorecard_id=period.scorecard_id,
        event_id=event.pk,
    )
