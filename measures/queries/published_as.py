"""What was published of a figure whose status is another one by now: its target, say, has since been changed.

The live pages rate a published month by the targets as they now are, and its signed edition keeps the status that it
was signed with. So that neither seems to deny the other, a page says beside the status what was published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone

from measures.choices import Aim, PeriodState, Rag
from measures.models import Event, Status, gathered
from measures.queries.results import PublishedAs, Result
from measures.series import AnyLine

AIM_WORDS: Final = {
    Aim.HIGHER: "Higher is better",
    Aim.LOWER: "Lower is better",
    Aim.NEAR_TARGET: "Near the target is better",
    Aim.CONTEXT: "For context: neither is better",
}
NEVER: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
FINISHED: Final = (PeriodState.SIGNED, PeriodState.PUBLISHED)
READ: Final = (
    "revision_id",
    "revision__submission__period_id",
    "revision__submission__period__state",
    "rag",
    "rag_reason",
    "inputs",
    "computed_at",
)


class _Stored(NamedTuple):
    """A stored status, as `READ` has it."""

    revision: int
    period: int
    state: str
    rag: str
    sentence: str
    inputs: Mapping[str, Any]
    at: dt.datetime

    @property
    def used(self) -> tuple[Any, ...]:
        """Return the figure and the target that were compared."""
        figure, target = self.inputs.get("figure") or {}, self.inputs.get("target") or {}
        return figure.get("value"), target.get("low"), target.get("high"), target.get("amber_width")


def published_as(revisions: Iterable[int], *, at: dt.datetime | None = None) -> dict[int, PublishedAs]:
    """Return what was published of those whose status is another one now, or was at the moment `at` (one query)."""
    stored, frozen = gathered(*of_published(revisions))
    return told_apart(stored, frozen, at=at)


def of_published(revisions: Iterable[int]) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Return what `told_apart` takes, to be gathered: the statuses of published revisions, and when editions were made.

    Only of revisions that have had more than one status: few have. Of no revisions neither asks anything.
    """
    some = list(revisions)
    if not some:
        return Status.objects.none(), Event.objects.none()
    published = Status.objects.filter(
        revision__in=some,
        revision__submission__period__state__in=FINISHED,
        revision__submission__published_revision=F("revision"),
    )
    again = published.filter(current=False).order_by().values("revision")
    stored = published.filter(revision__in=again).order_by("computed_at", "pk").values_list(*READ)
    made = Event.objects.filter(measure=None, what="freeze_edition").order_by("at")
    return stored, made.values_list("period_id", "at")


def told_apart(
    stored: Iterable[tuple[Any, ...]], frozen: Iterable[tuple[int, dt.datetime]], *, at: dt.datetime | None = None
) -> dict[int, PublishedAs]:
    """Return what was published, by revision, where the last status by a moment (None is now) is another one.

    A figure is published as the first edition that there was of it has it: the later ones of its month keep that.
    """
    at = at or timezone.now()
    editions: dict[int, list[dt.datetime]] = {}
    for period, made in frozen:
        editions.setdefault(period, []).append(made)
    first: dict[int, dt.datetime] = {}
    published: dict[int, _Stored] = {}
    last: dict[int, _Stored] = {}
    for row in map(_Stored._make, stored):
        if row.at > at:
            continue
        last[row.revision] = row
        if row.revision not in first:
            first[row.revision] = next((made for made in editions.get(row.period, ()) if row.at <= made <= at), NEVER)
        if row.at <= first[row.revision]:
            published[row.revision] = row
    return {pk: _told(was, last[pk]) for pk, was in published.items() if _differ(was, last[pk])}


def with_published(results: Mapping[int, Result], told: Mapping[int, PublishedAs]) -> dict[int, Result]:
    """Return the results by revision, each with what was published where that is another one."""
    return {pk: told_beside(result, told.get(pk)) for pk, result in results.items()}


def told_beside(result: Result, was: PublishedAs | None) -> Result:
    """Return a result with what was published, where that is another one."""
    return replace(result, published=was) if was else result


def _differ(was: _Stored, now: _Stored) -> bool:
    return was.rag != now.rag or was.used != now.used


def _told(was: _Stored, now: _Stored) -> PublishedAs:
    """Return what was published, with what has changed since."""
    if was.used[1:] != now.used[1:]:
        why = "Its target has since been changed."
    elif was.used[0] != now.used[0]:
        why = "What it is worked out from has since been changed."
    else:
        why = "It has since been worked out again."
    verb = "Signed" if was.state == PeriodState.SIGNED else "Published"
    return PublishedAs(Rag(was.rag), Rag(now.rag), was.sentence, why, verb)


def defined_then(line: AnyLine, month: dt.date) -> str:
    """Return by which aim a month's figure was published, where the measure has another one by now; else empty."""
    aim = Aim(line.definition_in(month).aim)
    if aim == line.definition.aim:
        return ""
    words = AIM_WORDS[aim][0].lower() + AIM_WORDS[aim][1:]
    return (
        f"{month:%B %Y} stands as the measure was defined then: {words}. "
        "“About this measure” is how it is defined for months that were not published by then."
    )
