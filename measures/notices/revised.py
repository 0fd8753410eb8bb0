"""Whose figures of earlier months an extract has revised: their owners are told. Read from the events of the load.

Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from django.db.models import F
from django.utils import timezone

from measures.knock_on import Moved
from measures.models import Event, Population, Scorecard, Submission
from measures.notices.held import held_on, who_answers
from measures.notices.reminders import Line, path_of
from measures.notices.told import events_told
from measures.queries.revisions import moves_of
from measures.series import submitted
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=7)
"""How long after its load a revised figure is still told of."""


def revised_by_person(now: dt.datetime) -> dict[int, list[Line]]:
    """Return whose published figures a load has differently, by their id; none on a day of no work.

    One line for the months of a measure that one load revised, while they wait to be published. Three queries at most,
    and three for each scorecard of which there is news.
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
    news: list[tuple[int, Event, list[Submission]]] = []
    for _, group in groupby(sorted(revised, key=_order), key=lambda each: (each[1].definition.ref_key, each[0].about)):
        own = list(group)
        event, row = own[-1]
        people = sorted(who_answers(held.get(row.pk, {})) - {event.by_id})
        rows = [each for _, each in own]
        news += [(person_id, event, rows) for person_id in people if (event.pk, person_id) not in told]
    moves = _moves([rows[-1] for _, _, rows in news], today)
    found: dict[int, list[Line]] = {}
    for person_id, event, rows in news:
        found.setdefault(person_id, []).append(_line(event, rows, moves.get(rows[-1].measure_id, [])))
    return found


def _moves(rows: Iterable[Submission], today: dt.date) -> dict[int, list[Moved]]:
    """Return the months that are judged otherwise because of what waits, by measure: three queries a scorecard."""
    measures: dict[Scorecard, set[int]] = {}
    for row in rows:
        measures.setdefault(row.period.scorecard, set()).add(row.measure_id)
    found: dict[int, list[Moved]] = {}
    for scorecard, own in measures.items():
        populations = list(Population.objects.current().filter(scorecard=scorecard))
        found |= moves_of(scorecard, own, through=today, known=submitted, populations=populations)
    return found


def _order(revised: tuple[Event, Submission]) -> tuple[str, str, dt.date]:
    event, row = revised
    return row.definition.ref_key, event.about, row.period.month


def _line(event: Event, rows: list[Submission], moves: list[Moved]) -> Line:
    """Return what the mail says: of which months, and which others it changes; not what they say now, unpublished."""
    last, revised = rows[-1], {row.period.month for row in rows}
    months = ", ".join(str(row.period) for row in rows)
    others = [each.month for each in moves if each.revised in revised and each.month not in revised]
    if others:
        months += f". This changes the status or direction of {', '.join(f'{month:%B %Y}' for month in others)}"
    return Line(
        heading="Earlier months that an extract has revised",
        text=f"{last.definition}: {months}",
        path=path_of(last.period, last),
        scorecard_id=last.period.scorecard_id,
        event_id=event.pk,
    )
