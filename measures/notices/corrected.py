"""Who is told of the correction of a published figure: whoever acts next on it, and whoever asked.

Read from its events. Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.urls import reverse
from django.utils import timezone

from measures.actions.outcome import name_of
from measures.choices import RoleName
from measures.models import Event, Restatement
from measures.notices.held import Held, held_on, who_answers, who_decides, who_is
from measures.notices.reminders import Line
from measures.notices.told import events_told
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=14)
"""How long after it was taken a step is still told of."""
SAID: Final = {
    "ask_restatement": "{by} asked for a restatement of {figure}",
    "agree_restatement": "{by} agreed to the restatement of {figure}: the right figure is to be entered",
    "refuse_restatement": "{by} refused the restatement of {figure}",
    "submit_restatement": "{by} submitted the corrected figure of {figure}: it waits for approval",
    "send_back_restatement": "{by} returned the corrected figure of {figure}",
    "approve_restatement": "{by} approved the corrected figure of {figure}: it can be published",
}
"""What is said of each step, without the figure, which is not published."""


def corrected_by_person(now: dt.datetime, *, done_before: dt.datetime | None = None) -> dict[int, list[Line]]:
    """Return the corrections that each person is to be told of, by their id; none on a day of no work.

    Of each the latest step, while it stands there. `done_before` leaves newer ones to the next time. Four queries at
    most.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return {}
    taken = Event.objects.filter(what__in=SAID, at__gt=now - TOLD_FOR, at__lte=done_before or now)
    latest = {event.about: event for event in taken.select_related("by").order_by("at", "pk")}
    if not latest:
        return {}
    rows = Restatement.objects.filter(pk__in=[int(about.removeprefix("restatement ")) for about in latest])
    rows = rows.select_related("submission__definition", "submission__period__scorecard").order_by("pk")
    steps = [(latest[f"restatement {row.pk}"], row) for row in rows]
    steps = [(event, row) for event, row in steps if event.to_state == row.state]
    held = held_on([row.submission for _, row in steps], today)
    told = events_told([event for event, _ in steps], today)
    found: dict[int, list[Line]] = {}
    for event, row in steps:
        for person_id in sorted(_hears(event, row, held.get(row.submission_id, {}))):
            if (event.pk, person_id) not in told:
                found.setdefault(person_id, []).append(_line(event, row))
    return found


def _hears(event: Event, row: Restatement, held: Held) -> set[int]:
    """Return the ids of the people who are to hear of a step: nobody of what they did themselves."""
    asker = {row.asked_by_id} & held.keys()
    hears = {
        "ask_restatement": who_decides(held, but=event.by_id) | who_is(RoleName.PERFORMANCE, held),
        "agree_restatement": who_answers(held) | asker,
        "refuse_restatement": who_answers(held) | asker,
        "submit_restatement": who_decides(held, but=event.by_id),
        "send_back_restatement": who_answers(held),
        "approve_restatement": who_is(RoleName.SIGNATORY, held),
    }[event.what]
    return hears - {event.by_id}


def _line(event: Event, row: Restatement) -> Line:
    period = row.submission.period
    return Line(
        heading=f"Restatements of published figures, {period}",
        text=SAID[event.what].format(by=name_of(event.by), figure=row.submission.definition),
        path=reverse("measures:restatement", args=[row.pk]),
        scorecard_id=period.scorecard_id,
        event_id=event.pk,
    )
