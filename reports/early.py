"""The months that named people may read before they are published: which, and what they say then.

A month can be read early from when it is closed, or every figure of it is approved or left out, until it is published.
It says what the signature would publish: what has been approved, and what a later extract has revised of earlier
months. Reads; the actions that record a reading are `actions.early` and `actions.early_pdfs`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from measures.choices import Audience, PeriodState, RoleName
from measures.models import Event, Period, Role, Section
from measures.permissions import YES, Answer, Standing, no
from measures.queries.scope import WHOLE
from measures.series import with_revisions
from reports.content import EditionContent, build_content, from_data
from reports.models import EarlyPdf, Edition
from reports.readiness import waited_for

READ: Final = "read_early"
"""What the events of readings are called."""
HIDDEN: Final = no("There is no such page.", hidden=True)


def may_read_early(standing: Standing, period: Period) -> Answer:
    """May the person read the month now, before it is published? Whoever may not learns of nothing."""
    if period.scorecard_id not in standing.scorecards_as(RoleName.EARLY_READER):
        return HIDDEN
    return YES if can_be_read_early(period) else HIDDEN


def can_be_read_early(period: Period) -> bool:
    """Return whether a month is as good as finished, and not published yet."""
    return _finished().filter(pk=period.pk).exists()


def early_months(standing: Standing) -> QuerySet[Period]:
    """Return the months that the person may read before they are published, oldest first."""
    scorecards = standing.scorecards_as(RoleName.EARLY_READER)
    return _finished().filter(scorecard__in=scorecards).select_related("scorecard").order_by("month")


def _finished() -> QuerySet[Period]:
    """Return the months that are as good as finished, and not published yet."""
    complete = Q(state=PeriodState.OPEN) & ~Exists(waited_for().filter(period=OuterRef("pk")))
    return Period.objects.filter(complete | Q(state__in=(PeriodState.CLOSED, PeriodState.SIGNED)))


def early_content(period: Period) -> EditionContent:
    """Return what the month says: what was signed, or what would be if it were signed now, marked as not signed."""
    edition = Edition.objects.filter(period=period, audience=Audience.INTERNAL).order_by("number").last()
    if edition is not None:
        return from_data(edition.data())
    known = with_revisions(period.month)
    return build_content(period.scorecard, period, audience=Audience.INTERNAL, number=1, draft=True, known=known)


def visible_readings(standing: Standing) -> QuerySet[Event]:
    """Return the readings that the person may know of: their own, and those of a scorecard that they answer for."""
    whole = Q(scorecard__in=standing.scorecards_as(*WHOLE))
    directed = Section.objects.filter(pk__in=standing.sections_as(RoleName.DIRECTOR)).values("scorecard")
    return Event.objects.filter(whole | Q(scorecard__in=directed) | Q(by=standing.person_id), what=READ)


def visible_early_pdfs(standing: Standing, now: dt.datetime | None = None) -> QuerySet[EarlyPdf]:
    """Return the PDFs that are for the person alone, of months that they may still read early, until they are over."""
    months = _finished().filter(scorecard__in=standing.scorecards_as(RoleName.EARLY_READER))
    own = EarlyPdf.objects.filter(reader=standing.person_id, period__in=months)
    over = EarlyPdf.objects.over(now or timezone.now())
    return own.exclude(pk__in=over).select_related("period__scorecard").defer("content", "file")


def watermark(person: Any, now: dt.datetime | None = None) -> str:
    """Return what is printed across every page: who reads, and when."""
    return f"Not published. Read by {person.get_full_name()}, {timezone.localtime(now):%-d %B %Y}"


@dataclass(frozen=True)
class Reader:
    """Somebody who may read months of a scorecard early, and how often they have read this one."""

    person: Any
    readings: int


def readings_of(period: Period) -> tuple[list[Reader], list[Event]]:
    """Return who may read the month early, and every reading, the newest first (two queries)."""
    events = list(Event.objects.filter(period=period, what=READ).select_related("by"))
    roles = Role.objects.current(timezone.localdate()).filter(role=RoleName.EARLY_READER, scorecard=period.scorecard_id)
    people = get_user_model().objects.filter(roles__in=roles).distinct()
    readers = [Reader(person, sum(1 for event in events if event.by_id == person.pk)) for person in people]
    return sorted(readers, key=lambda reader: str(reader.person.get_full_name()).lower()), events
