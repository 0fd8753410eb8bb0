"""Whose figures of earlier months an extract has revised: their owners are told. Read from the events of the load.

Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Final

from django.db.models import F
from django.utils import timezone

from measures.models import Event, Submission
from measures.notices.held import held_on, who_answers
from measures.notices.reminders import Line, path_of
from measures.notices.told import events_told
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=7)
"""How long after its load a revised figure is still told of."""


def revised_by_person(now: dt.datetime) -> dict[int, list[Line]]:
    """Return whose published figures a load has differently, by their id; none on a day of no work.

    One line for the months of a measure that one load revised, while they wait to be published. Three queries at most.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return {}
    events = Event.objects.filter(
        what="revise", at__gt=now - TOLD_FOR, at__lte=now, submission__pending_revision=F("revision")
    )
    about = ("submission__definition", "submission__period__scorecard")
    revised = [(event, event.submission) for event in events.select_related(*about) if event.submission is not None]
    if not revised:
        return {}
    held, told = held_on([row for _, row in revised], today), events_told([event for event, _ in revised], today)
    found: dict[int, list[Line]] = {}
    for _, group in groupby(sorted(revised, key=_order), key=lambda each: (each[1].definition.ref_key, each[0].about)):
        own = list(group)
        event, row = own[-1]
        for person_id in sorted(who_answers(held.get(row.pk, {})) - {event.by_id}):
            if (event.pk, person_id) not in told:
                found.setdefault(person_id, []).append(_line(event, [each for _, each in own]))
    return found


def _order(revised: tuple[Event, Submission]) -> tuple[str, str, dt.date]:
    event, row = revised
    return row.definition.ref_key, event.about, row.period.month


def _line(event: Event, rows: list[Submission]) -> Line:
    """Return what the mail says: of which months, not what they say now: it is not published."""
    last = rows[-1]
    months = ", ".join(str(row.period) for row in rows)
    return Line(
        heading="Earlier months that an extract has revised",
        text=f"{last.definition}: {months}",
        path=path_of(last.period, last),
        scorecard_id=last.period.scorecard_id,
        event_id=event.pk,
    )
