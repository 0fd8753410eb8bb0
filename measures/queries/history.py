"""Who did what, when, from which state to which, and why: of a submission, of a measure, of a whole scorecard.

As far as one person may look: an event of a submission is seen by whoever sees that submission in every state.
"""

from __future__ import annotations

from typing import Final

from django.db.models import BigIntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from measures.models import Event, Measure, Role, Scorecard, Submission
from measures.permissions import SEES_ALL_STATES, Standing
from measures.queries.scope import submissions
from measures.queries.timeline import done_words

EventRows = QuerySet[Event]
NOBODY: Final = "0"
"""Stands for what nobody did who was signed in: the scheduler or the command line."""


def submission_events(submission: Submission) -> EventRows:
    """Return what happened to one submission, and to its actions, newest first, with what a list of it reads."""
    return _listed(Event.objects.of_figure(submission))


def measure_events(standing: Standing, measure: Measure) -> EventRows | None:
    """Return what happened to a measure, in the months that the person sees in every state; None if they see none."""
    mine = submissions(standing).filter(measure=measure)
    whole = bool(standing.roles_on_measure(measure) & SEES_ALL_STATES)
    if not whole and not mine.exists():
        return None
    seen = Q(submission__in=mine.values("pk"))
    if whole:
        seen |= Q(measure=measure, submission__isnull=True)
    return _listed(Event.objects.filter(seen))


def scorecard_events(scorecard: Scorecard) -> EventRows:
    """Return everything that happened on a scorecard, for those who keep it."""
    return _listed(Event.objects.filter(scorecard=scorecard))


def people_in(events: EventRows) -> list[tuple[str, str]]:
    """Return (id, name) of those who did any of these things, by name (one query)."""
    found = {event.by_id: event.by for event in _one_a_person(events)}
    named = [(str(pk), person.get_full_name()) for pk, person in found.items() if person is not None]
    return sorted(named, key=lambda pair: pair[1].lower()) + ([(NOBODY, "The portal")] if None in found else [])


def _one_a_person(events: EventRows) -> EventRows:
    """Return one event of each person."""
    newest = events.order_by().values("by").annotate(newest=Max("pk")).values("newest")
    return Event.objects.filter(pk__in=newest).select_related("by").order_by()


def things_done_in(events: EventRows) -> list[tuple[str, str]]:
    """Return (what, its words) of the kinds of things that were done, by their words (one query)."""
    kinds = events.order_by().values_list("what", flat=True).distinct()
    return sorted(((what, done_words(what)) for what in kinds), key=lambda pair: pair[1])


def _listed(events: EventRows) -> EventRows:
    lent = Role.objects.filter(pk=OuterRef("lent_from")).values("person__name")
    named = events.annotate(lent_from=Cast(KT("details__stands_in_for"), BigIntegerField())).annotate(
        stood_in_for=Subquery(lent)
    )
    return named.select_related(
        "by", "done_for", "period", "measure__definition", "submission__definition", "revision"
    ).order_by("-at", "-pk")
