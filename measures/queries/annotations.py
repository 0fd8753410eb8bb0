"""The notes on the months of a measure, as far as one person may see: all of them, or those on published months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from measures.choices import PeriodState
from measures.models import Annotation, Measure


def notes_on(measure: Measure, *, seen: Iterable[int] | None = None) -> QuerySet[Annotation]:
    """Return the notes that stand on a measure's months, the oldest month first.

    `seen` keeps those on published months and on these months, by id; None is all of them.
    """
    notes = Annotation.objects.standing().filter(measure=measure).select_related("period", "by")
    if seen is not None:
        notes = notes.filter(Q(period__state=PeriodState.PUBLISHED) | Q(period__in=list(seen)))
    return notes.order_by("period__month", "at", "pk")


def by_month(notes: Iterable[Annotation]) -> dict[dt.date, tuple[str, ...]]:
    """Return the words of notes by month, as a chart takes them."""
    found: dict[dt.date, tuple[str, ...]] = {}
    for note in notes:
        found[note.period.month] = (*found.get(note.period.month, ()), note.text)
    return found
