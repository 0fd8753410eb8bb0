"""A director's sections at a glance: how many measures have each status this month, and what moved since the last.

Scoped to a person: a figure counts as far as whoever answers for its section sees it, that is from its submission.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from measures.calculation.due import is_due, months_later
from measures.choices import Frequency, Rag, RoleName, SubmissionState
from measures.models import Period, Status
from measures.models.submission import SubmissionQuerySet
from measures.permissions import Standing
from measures.queries.holding import WITH_OWNER
from measures.queries.scope import submissions

RATED: Final = (Rag.GREEN, Rag.AMBER, Rag.RED)
"""From the best to the worst."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A measure whose status is not what it was the month before."""

    ref: str
    was: Rag
    now: Rag

    @property
    def better(self) -> bool:
        """Return whether it moved to a better colour."""
        return RATED.index(self.now) < RATED.index(self.was)

    @property
    def words(self) -> str:
        """Return the move in words: "2.2 from amber to red"."""
        return f"{self.ref} from {self.was.value} to {self.now.value}"


@dataclass
class Glance:
    """One section of a month: its counts and what moved."""

    period: Period
    section_id: int
    title: str
    counts: dict[Rag | None, int] = field(default_factory=dict)
    """Of the figures that were submitted; None is one whose status is still being worked out."""
    waiting: int = 0
    """Measures that are wanted, and whose figure has not been submitted."""
    submitted: int = 0
    approved: int = 0
    left_out: int = 0
    movers: list[Mover] = field(default_factory=list)

    @property
    def outstanding(self) -> int:
        """Return how many figures stop the month from being signed."""
        return self.waiting + self.submitted

    @property
    def cells(self) -> list[tuple[Rag, int]]:
        """Return (status, count) of the three colours."""
        return [(rag, self.counts.get(rag, 0)) for rag in RATED]

    @property
    def others(self) -> int:
        """Return how many submitted figures have no rating."""
        return sum(count for rag, count in self.counts.items() if rag not in RATED)

    @property
    def worse(self) -> list[Mover]:
        """Return the measures that moved to a worse colour, those that are red now first."""
        return sorted((m for m in self.movers if not m.better), key=lambda m: -RATED.index(m.now))

    @property
    def better(self) -> list[Mover]:
        """Return the measures that moved to a better colour."""
        return [m for m in self.movers if m.better]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a month is from its signature."""

    period: Period
    approved: int
    left_out: int
    outstanding: int

    @classmethod
    def of(cls, period: Period, found: Iterable[Glance]) -> Progress:
        """Return how far a month is, from all its sections."""
        own = [glance for glance in found if glance.period.pk == period.pk]
        return cls(
            period,
            sum(glance.approved for glance in own),
            sum(glance.left_out for glance in own),
            sum(glance.outstanding for glance in own),
        )


def grouped(found: Iterable[Glance]) -> list[tuple[Period, list[Glance]]]:
    """Return the sections by the month of their scorecard."""
    by_period: dict[int, tuple[Period, list[Glance]]] = {}
    for glance in found:
        by_period.setdefault(glance.period.pk, (glance.period, []))[1].append(glance)
    return list(by_period.values())


def glances(standing: Standing, periods: Iterable[Period]) -> list[Glance]:
    """Return the sections that the person directs, or signs, in the months at work: one query."""
    seen = {(period.scorecard_id, period.month): period for period in periods}
    whole = standing.scorecards_as(RoleName.SIGNATORY)
    mine = Q(definition__section__in=standing.sections_as(RoleName.DIRECTOR)) | Q(period__scorecard__in=whole)
    months = Q(pk__in=[])
    for period in seen.values():
        both = (period.month, months_later(period.month, -1))
        months |= Q(period__scorecard=period.scorecard_id, period__month__in=both)
    found: dict[tuple[int, int], Glance] = {}
    before: dict[tuple[int, dt.date], Rag] = {}
    rows = _with_status(submissions(standing).filter(mine).filter(months)).order_by(
        "period__month", "period__scorecard__title", "definition__section__position", "definition__ref_key"
    )
    for scorecard, month, measure, section, title, ref, state, frequency, rag in rows.values_list(*READ):
        if rag:
            before[measure, month] = Rag(rag)
        if (scorecard, month) not in seen:  # the month before the first
            continue
        period = seen[scorecard, month]
        was = before.get((measure, months_later(month, -1)))
        glance = found.setdefault((period.pk, section), Glance(period, section, title))
        _count(glance, _Measure(ref, state, frequency, rag, was))
    return list(found.values())


READ: Final = (
    "period__scorecard",
    "period__month",
    "measure",
    "definition__section",
    "definition__section__title",
    "definition__ref",
    "state",
    "definition__frequency",
    "rag",
)


class _Measure(NamedTuple):
    """What is read of one measure of the month."""

    ref: str
    state: str
    frequency: str
    rag: str | None
    was: Rag | None


def _count(glance: Glance, measure: _Measure) -> None:
    state = SubmissionState(measure.state)
    glance.approved += state in (SubmissionState.APPROVED, SubmissionState.PUBLISHED)
    if state is SubmissionState.LEFT_OUT:
        glance.left_out += 1
    elif state in WITH_OWNER:
        wanted = state is not SubmissionState.NOT_STARTED or is_due(Frequency(measure.frequency), glance.period.month)
        glance.waiting += wanted
    else:
        glance.submitted += state is SubmissionState.SUBMITTED
        now = Rag(measure.rag) if measure.rag else None
        glance.counts[now] = glance.counts.get(now, 0) + 1
        if measure.was in RATED and now in RATED and measure.was is not now:
            glance.movers.append(Mover(measure.ref, measure.was, now))


def _with_status(rows: SubmissionQuerySet) -> Any:
    """Add the status of the revision that speaks for each submission to whoever answers for it."""
    speaks = Coalesce(
        "pending_revision",
        "published_revision",
        Case(
            When(state=SubmissionState.APPROVED, then=F("approved_revision")),
            When(state=SubmissionState.SUBMITTED, then=F("submitted_revision")),
        ),
    )
    current = Status.objects.current().filter(revision_id=OuterRef("speaks")).order_by()
    return rows.annotate(speaks=speaks).annotate(rag=Subquery(current.values("rag")[:1]))
