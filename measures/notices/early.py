"""Who is told that they may read months before they are published: those who are named as early readers.

They hear that they were named, and of each month when it is closed or signed. Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils import timezone

from measures.choices import PeriodState, RoleName
from measures.models import Event, Period, Role
from measures.notices.reminders import Line
from measures.notices.told import events_told
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=14)
"""How long after it began a role, or a month that can be read, is still told of."""
OPENS: Final = ("close_period", "sign_period")
"""After which events a month can be read early."""


def early_by_person(now: dt.datetime) -> dict[int, list[Line]]:
    """Return what each early reader is to be told of, by their id; none on a day of no work. Five queries at most.

    Of a month once, however often it is opened again and closed; not of one that has been published since.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return {}
    roles = list(
        Role.objects.current(today)
        .filter(role=RoleName.EARLY_READER, scorecard__isnull=False, person__is_active=True)
        .select_related("scorecard")
        .order_by("pk")
    )
    if not roles:
        return {}
    found: dict[int, list[Line]] = {}
    for person_id, line in [*_named(roles, now), *_months(roles, now)]:
        found.setdefault(person_id, []).append(line)
    return found


def _named(roles: Iterable[Role], now: dt.datetime) -> Iterable[tuple[int, Line]]:
    """Yield who is to be told of their role, from the day on which it begins."""
    since = timezone.localdate(now - TOLD_FOR)
    begun = {role: max(timezone.localdate(role.given_at), role.starts) for role in roles}
    new = {f"role {role.pk}": role for role, day in begun.items() if day > since}
    events = list(Event.objects.filter(what="give_role", about__in=new, at__lte=now).order_by("pk"))
    told = events_told(events, timezone.localdate(now))
    for event in events:
        role = new[event.about]
        if role.scorecard is not None and (event.pk, role.person_id) not in told:
            until = f" until {role.ends:%-d %B %Y}" if role.ends else ""
            yield (
                role.person_id,
                Line(
                    heading=f"You are named as an early reader of {role.scorecard}",
                    text=f"You may read each month before it is published{until}. Your first page says which can be "
                    "read now. Each reading is recorded",
                    path=reverse("home"),
                    scorecard_id=role.scorecard.pk,
                    event_id=event.pk,
                ),
            )


def _months(roles: Iterable[Role], now: dt.datetime) -> Iterable[tuple[int, Line]]:
    """Yield who is to be told of which month that can be read."""
    readers: dict[int, set[int]] = {}
    for role in roles:
        readers.setdefault(role.scorecard_id or 0, set()).add(role.person_id)
    events = Event.objects.filter(
        what__in=OPENS,
        scorecard__in=readers,
        period__state__in=[PeriodState.CLOSED, PeriodState.SIGNED],
        at__gt=now - TOLD_FOR,
        at__lte=now,
    )
    latest = {event.period_id: event for event in events.select_related("period__scorecard").order_by("at", "pk")}
    if not latest:
        return
    of_month = Event.objects.filter(what__in=OPENS, period__in=latest)
    months = dict(of_month.values_list("pk", "period_id"))
    told = {(months[event_id], person_id) for event_id, person_id in events_told(months, timezone.localdate(now))}
    for event in latest.values():
        for person_id in sorted(readers[event.scorecard_id or 0]):
            if event.period is not None and (event.period.pk, person_id) not in told:
                yield person_id, _line(event, event.period)


def _line(event: Event, period: Period) -> Line:
    signed = "signed" if period.state == PeriodState.SIGNED else "not signed yet, so that it can still change"
    return Line(
        heading=f"Before it is published: {period.scorecard}, {period}",
        text=f"You may read {period} now: it is {signed}. Each reading is recorded",
        path=reverse("reports:early", args=[period.scorecard.slug, period.month]),
        scorecard_id=period.scorecard_id,
        event_id=event.pk,
    )
