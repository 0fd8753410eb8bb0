"""The submission board: every measure of a month, where it stands, with whom, since when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from measures.calculation.due import is_due
from measures.choices import Frequency, SubmissionState
from measures.models import Finding, Period, Population, Scorecard, Submission, gathered
from measures.models.submission import SubmissionQuerySet
from measures.permissions import Standing
from measures.queries.holding import WITH_OWNER, held_in
from measures.queries.scope import submissions
from measures.series import Known, Slot, measure_facts, shown, slot_of


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class Place:
    """Where one measure of the month stands."""

    submission: Submission
    slot: Slot
    holder: str
    """Who has to act; empty where nobody has."""
    since: dt.datetime | None
    late: bool
    findings: int

    @property
    def figure(self) -> str:
        """Return the figure as it is printed, or why there is none."""
        text = shown(self.slot.facts, measure_facts(self.submission.definition))
        return text or (self.slot.facts.missing.value if self.slot.facts.missing else "")


def board_rows(standing: Standing, period: Period) -> SubmissionQuerySet:
    """Return the month's submissions that the person sees in every state, with their open findings counted."""
    return (
        submissions(standing)
        .filter(period=period)
        .annotate(open_findings=Count("findings", filter=Finding.counted("findings__")))
        .in_order()
    )


def places(rows: SubmissionQuerySet, period: Period, today: dt.date) -> list[Place]:
    """Return where each submission stands: two queries, that of the rows among them."""
    some, populations = gathered(rows, Population.objects.current().filter(scorecard=period.scorecard_id))
    found, held = [], held_in(period, some, today)
    for row in some:
        state = SubmissionState(row.state)
        known = Known.DRAFT
        found.append(
            Place(
                submission=row,
                slot=slot_of(row, known, populations),
                holder=held.by(row) if period.takes_changes else "",
                since=held.since(row),
                late=row.late or (state in WITH_OWNER and row.takes_changes() and row.is_late_on(today)),
                findings=getattr(row, "open_findings", 0),
            )
        )
    return found


def count_by_state(places_found: Iterable[Place]) -> dict[SubmissionState, int]:
    """Return how many measures are in each state, in the order of the vocabulary."""
    states = [SubmissionState(place.submission.state) for place in places_found]
    return {state: states.count(state) for state in SubmissionState if state in states}


def none_begun(counts: Mapping[SubmissionState, int]) -> bool:
    """Return whether no figure of a month has been begun, by how many are in each state."""
    return set(counts) <= {SubmissionState.NOT_STARTED}


def can_be_signed(places_found: Iterable[Place], period: Period) -> bool:
    """Return whether nothing of a month is left to be submitted or approved."""
    done = (SubmissionState.APPROVED, SubmissionState.LEFT_OUT)
    return period.takes_changes and all(
        place.submission.state in done
        or (
            place.submission.state == SubmissionState.NOT_STARTED
            and not is_due(Frequency(place.submission.definition.frequency), period.month)
        )
        for place in places_found
    )


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class Month:
    """One month of a scorecard with how many figures are in each state."""

    period: Period
    counts: dict[SubmissionState, int]
    opens: bool = False
    """Whether it is the next to open."""
    without_a_figure: int = 0
    """How many were published with a reason for having none."""

    @property
    def untouched(self) -> bool:
        """Return whether no figure of it has been begun."""
        return none_begun(self.counts)

    @property
    def total(self) -> int:
        """Return how many measures the month has."""
        return sum(self.counts.values())

    @property
    def ready(self) -> int:
        """Return how many are approved, published or left out."""
        done = (SubmissionState.APPROVED, SubmissionState.PUBLISHED, SubmissionState.LEFT_OUT)
        return sum(self.counts.get(state, 0) for state in done)

    @property
    def left_out(self) -> int:
        """Return how many are left out of the month."""
        return self.counts.get(SubmissionState.LEFT_OUT, 0)

    @property
    def printed(self) -> int:
        """Return how many of those that are ready are not left out."""
        return self.ready - self.left_out


def months_of(scorecard: Scorecard) -> list[Month]:
    """Return the months of a scorecard, newest first, with their counts (two queries)."""
    counts: dict[int, dict[SubmissionState, int]] = {}
    without: Counter[int] = Counter()
    missing = Count("pk", filter=Q(published_revision__missing__gt=""))
    rows = Submission.objects.filter(period__scorecard=scorecard).values_list("period", "state")
    for period_id, state, number, none in rows.annotate(n=Count("pk"), none=missing).order_by():
        counts.setdefault(period_id, {})[SubmissionState(state)] = number
        without[period_id] += none
    periods = Period.objects.filter(scorecard=scorecard).select_related("scorecard").newest_first()
    return [Month(each, counts.get(each.pk, {}), without_a_figure=without[each.pk]) for each in periods]
