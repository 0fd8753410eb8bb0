"""What people have been told already, read from the mail that is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from measures.choices import NoticeKind
from measures.models import Event, Notice


def events_told(events: Iterable[Event | int], today: dt.date) -> set[tuple[int, int]]:
    """Return which events stand in whose mail, by the ids of both: what went out, and what still goes out today."""
    mail = Notice.objects.filter(events__in=list(events), kind=NoticeKind.REMINDER)
    mail = mail.filter(Q(sent_at__isnull=False) | Q(day=today))
    return set(mail.values_list("events", "recipient"))
