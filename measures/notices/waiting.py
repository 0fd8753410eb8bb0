"""Whose mail has yet to be written: the reminders by hand and the roles lent of which people are not told yet.

Only reads; `mail` writes and sends. Called by the page of what was sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from measures.actions.reminding import days_of_mail
from measures.notices.asked import asked_by_person
from measures.notices.delegated import delegated_by_person
from measures.working_days import is_working_day, working_day_from


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person's next mail."""

    person: Any
    subjects: tuple[str, ...]
    day: dt.date
    """On which that mail goes out."""


def waiting_mail(now: dt.datetime, *, scorecards: Collection[int] | None = None) -> list[Waiting]:
    """Return who is still to be told what, by name: of some scorecards, or of all. Eight queries at most."""
    at = _when_told(now)
    told: dict[int, list[str]] = {}
    for lines in (asked_by_person(at), delegated_by_person(at)):
        for person_id, own in lines.items():
            subjects = [line.heading for line in own if scorecards is None or line.scorecard_id in scorecards]
            if subjects:
                told.setdefault(person_id, []).extend(subjects)
    if not told:
        return []
    people, days = get_user_model().objects.filter(pk__in=told, is_active=True), days_of_mail(told, now)
    rows = [Waiting(each, tuple(dict.fromkeys(told[each.pk])), days[each.pk]) for each in people]
    return sorted(rows, key=lambda row: row.person.get_full_name())


def _when_told(now: dt.datetime) -> dt.datetime:
    """Return a time at which mail is written: now, or on the next day on which the council works."""
    today = timezone.localdate(now)
    if is_working_day(today):
        return now
    return timezone.make_aware(dt.datetime.combine(working_day_from(today, 1), dt.time(12)))
