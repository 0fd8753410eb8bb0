"""A scorecard as it was known at a moment: states and revisions by their events, inputs by when they were recorded.

For a caller that has decided what may be known (`known`). What was typed and not submitted is not kept as it once
was, so that a draft of then has no figure; a figure that had been returned is the one that was submitted.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from measures.calculation.rates import in_force
from measures.choices import FigureSource, PeriodState, SubmissionState
from measures.models import (
    Event,
    MeasureDefinition,
    Period,
    Population,
    Revision,
    Scorecard,
    Submission,
    gathered,
)
from measures.models.period import PeriodQuerySet
from measures.series import Depth, Known, Line, Slot, slot_of
from measures.series.inputs import read_inputs

PUBLISHING = ("publish", "publish_revision", "publish_restatement")
"""Events that publish the revision that they name."""
OF_OTHERS = ("_restatement", "_public_text")
"""How the events end whose states are not the figure's own."""


@dataclass
class Then:
    """Where a submission stood at a moment, as its events up to then say it."""

    state: SubmissionState = SubmissionState.NOT_STARTED
    submitted: int | None = None
    approved: int | None = None
    published: int | None = None
    given: int | None = None
    """What the board had been given: not what was signed with a month that was not published yet."""
    pending: int | None = None
    submitted_at: dt.datetime | None = None
    caveat: str = ""

    def follow(self, event: Event, *, given: bool) -> None:
        """Take one event, the next in time. `given` tells whether the board had by then what it published."""
        if event.what == "submit":
            self.submitted, self.submitted_at = event.revision_id, event.at
        elif event.what == "approve":
            self.approved, self.caveat = event.revision_id, event.why
        elif event.what == "revise":
            self.pending = event.revision_id
        elif event.what in PUBLISHING:
            self.published, self.pending = event.revision_id, None
            self.given = event.revision_id if given else self.given
        if event.to_state and not event.what.endswith(OF_OTHERS):
            self.state = SubmissionState(event.to_state)
            if self.state not in (SubmissionState.APPROVED, SubmissionState.PUBLISHED):
                self.approved, self.caveat = None, ""


def lines_as_known(
    scorecard: Scorecard, through: dt.date, *, at: dt.datetime, known: Depth, measures: Iterable[int] | None = None
) -> list[Line]:
    """Return the measures with their months up to `through`, as they were known at the moment `at`.

    `known` is asked of each submission as it then stood; `measures` keeps those ids. A measure that had not been
    defined by then is left out. A fixed number of queries, whatever the size.
    """
    wanted = None if measures is None else list(measures)
    lines: list[Line] = read_inputs(scorecard, measures=wanted, at=at).lines({}, through)
    ids = [line.measure.pk for line in lines]
    definitions: dict[int, list[MeasureDefinition]] = {}
    recorded, populations, waiting = gathered(
        MeasureDefinition.objects.filter(measure__in=ids, recorded_at__lte=at).select_related("section"),
        Population.objects.known_at(at).filter(scorecard=scorecard),
        _only_signed(scorecard, at),
    )
    for definition in recorded:
        definitions.setdefault(definition.measure_id, []).append(definition)
    signed = frozenset(name for period in waiting for name in (period.pk, period.key))
    slots = _slots(scorecard, through, definitions, populations, at, known, signed)
    found = []
    for line in lines:
        own = definitions.get(line.measure.pk, [])
        holding = in_force(own, through) or next(iter(own), None)
        if holding is None:
            continue
        found.append(
            replace(
                line,
                definition=holding,
                slots=slots.get(line.measure.pk, {}),
                breaks=tuple(sorted(d.holds_from for d in own if d.breaks_comparison)),
                rebases=tuple(sorted(d.holds_from for d in own if d.rebased_at and d.rebased_at <= at)),
            )
        )
    return sorted(found, key=lambda line: line.definition.place)


def _slots(
    scorecard: Scorecard,
    through: dt.date,
    definitions: Mapping[int, list[MeasureDefinition]],
    populations: Iterable[Population],
    at: dt.datetime,
    known: Depth,
    signed: frozenset[int | str],
) -> dict[int, dict[dt.date, Slot]]:
    """Return the months by measure. `signed` are those of which the board had been given nothing, as events name them:
    by id and by key.
    """
    rows = list(
        Submission.objects.filter(
            period__scorecard=scorecard, period__month__lte=through, measure__in=list(definitions)
        ).select_related("period", "definition__section")
    )
    revisions = {r.pk: r for r in Revision.objects.filter(submission__in=rows, made_at__lte=at).order_by("number")}
    thens = _thens(rows, revisions, at, signed)
    found: dict[int, dict[dt.date, Slot]] = {}
    for row in rows:
        own = definitions.get(row.measure_id, [])
        published = thens[row.pk].published is not None and row.definition in own
        # What was published stays as it was defined then.
        definition = row.definition if published else in_force(own, row.period.month) or next(iter(own), None)
        if definition is None:
            continue
        then = _as_it_stood(row, definition, thens[row.pk], revisions)
        depth = known(then)
        if depth < Known.APPROVED:
            then.published_revision = revisions.get(thens[row.pk].given or 0)
        if depth is not Known.NOTHING:
            found.setdefault(row.measure_id, {})[row.period.month] = _slot_then(then, depth, populations)
    return found


def _slot_then(then: Submission, depth: Known, populations: Iterable[Population]) -> Slot:
    """Return a submission as it stood; one that had been returned says what was submitted."""
    if then.state != SubmissionState.RETURNED:
        return slot_of(then, depth, populations)
    submitted = copy.copy(then)
    submitted.state = SubmissionState.SUBMITTED.value
    return replace(slot_of(submitted, depth, populations), submission=then)


def _thens(
    rows: Iterable[Submission], revisions: Mapping[int, Revision], at: dt.datetime, signed: frozenset[int | str]
) -> dict[int, Then]:
    """Return where each submission stood. Imported history was published as it came in, without an event of its own."""
    found = {row.pk: Then() for row in rows}
    for revision in revisions.values():
        if revision.source == FigureSource.IMPORTED:
            then = found[revision.submission_id]
            then.state, then.published, then.given = SubmissionState.PUBLISHED, revision.pk, revision.pk
    events = Event.objects.filter(submission__in=list(found), at__lte=at).order_by("at", "pk")
    for event in events:
        if event.submission_id is not None:
            month = event.details.get("with") or event.period_id
            found[event.submission_id].follow(event, given=month not in signed)
    return found


def _only_signed(scorecard: Scorecard, at: dt.datetime) -> PeriodQuerySet:
    """Return the months of which the board had been given nothing at a moment."""
    periods = Period.objects.filter(scorecard=scorecard, imported=False)
    return periods.exclude(Q(state=PeriodState.PUBLISHED) & (Q(published_at=None) | Q(published_at__lte=at)))


def _as_it_stood(
    row: Submission, definition: MeasureDefinition, then: Then, revisions: Mapping[int, Revision]
) -> Submission:
    """Return a copy of a submission as it stood; it is never stored."""
    stood = copy.copy(row)
    stood.definition = definition
    stood.state = then.state.value
    stood.submitted_revision = revisions.get(then.submitted or 0)
    stood.approved_revision = revisions.get(then.approved or 0)
    stood.published_revision = revisions.get(then.published or 0)
    stood.pending_revision = revisions.get(then.pending or 0)
    stood.submitted_at = then.submitted_at
    stood.late = then.submitted_at is not None and row.is_late_on(timezone.localdate(then.submitted_at))
    stood.caveat = then.caveat
    for name in ("figure", "numerator", "denominator", "missing", "happening", "why", "doing"):
        setattr(stood, f"draft_{name}", "")
    return stood
