"""Whether a month can be signed: what is missing, who holds it and since when, and what the signatory has to know.

Read by the signing action and by its page. Reads the month; writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from measures.calculation.due import is_due
from measures.calculation.rules import DUE_MONTHS
from measures.choices import Frequency, Missing, SubmissionState
from measures.models import Period, Submission
from measures.queries.holding import held_in
from measures.queries.revisions import revisions_to_sign

SETTLED = (SubmissionState.APPROVED, SubmissionState.PUBLISHED, SubmissionState.LEFT_OUT)
LISTED = 5
"""How many of the missing figures a sentence names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A figure that stops the signing: where it stands, who holds it, since when."""

    submission_id: int
    ref: str
    title: str
    state: SubmissionState
    held_by: str
    """The names of those who have to act, and until when, or that nobody has the role."""
    since: dt.datetime | None

    @property
    def sentence(self) -> str:
        """Return who holds the figure and since when."""
        since = f" since {timezone.localtime(self.since):%-d %B %Y}" if self.since else ""
        stands = "a draft" if self.state is SubmissionState.DRAFT else self.state.value
        return f"{self.ref} is {stands}, with {self.held_by}{since}"


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What the signatory of a complete month has to confirm: no figure, left out, late, with a caveat, or revised."""

    ref: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a month and its signature."""

    period: Period
    outstanding: tuple[Outstanding, ...]
    exceptions: tuple[ToConfirm, ...]
    approved: int
    left_out: int

    @property
    def complete(self) -> bool:
        """Return whether every figure is approved or left out."""
        return not self.outstanding

    @property
    def sentence(self) -> str:
        """Return what is missing and who holds it; the first few by name."""
        if self.complete:
            return f"{self.period} can be signed: every figure is approved or left out with a reason."
        count = len(self.outstanding)
        begins = "1 figure is" if count == 1 else f"{count} figures are"
        named = "; ".join(item.sentence for item in self.outstanding[:LISTED])
        more = f"; and {count - LISTED} more" if count > LISTED else ""
        return f"{self.period} can not be signed yet: {begins} neither approved nor left out. {named}{more}."


def readiness(period: Period, submissions: Iterable[Submission] | None = None) -> Readiness:
    """Return what a month still needs before it can be signed. A fixed number of queries, whatever its size.

    A quarterly or annual measure that is not due and was not started is not missing.
    """
    rows = list(submissions if submissions is not None else slots_of(period))
    waiting = [row for row in rows if row.state not in SETTLED and _is_wanted(row, period)]
    return Readiness(
        period=period,
        outstanding=tuple(_outstanding(period, waiting)),
        exceptions=(*_exceptions(rows), *_revised(period)),
        approved=sum(row.state in (SubmissionState.APPROVED, SubmissionState.PUBLISHED) for row in rows),
        left_out=sum(row.state == SubmissionState.LEFT_OUT for row in rows),
    )


def waited_for() -> QuerySet[Submission]:
    """Return the slots that stop the signature of their month: what `Readiness.outstanding` lists of one month."""
    due = reduce(or_, (Q(definition__frequency=each, period__month__month__in=DUE_MONTHS[each]) for each in Frequency))
    return Submission.objects.exclude(state__in=SETTLED).filter(due | ~Q(state=SubmissionState.NOT_STARTED))


def slots_of(period: Period) -> QuerySet[Submission]:
    """Return the month's slots in the scorecard's order, with what readiness reads."""
    return Submission.objects.filter(period=period).select_related("definition", "approved_revision").in_order()


def _is_wanted(submission: Submission, period: Period) -> bool:
    due = is_due(Frequency(submission.definition.frequency), period.month)
    return due or submission.state != SubmissionState.NOT_STARTED


def _outstanding(period: Period, waiting: list[Submission]) -> Iterable[Outstanding]:
    held = held_in(period, waiting, timezone.localdate())
    for row in waiting:
        yield Outstanding(
            submission_id=row.pk,
            ref=row.definition.ref,
            title=row.definition.title,
            state=SubmissionState(row.state),
            held_by=held.by(row),
            since=held.since(row),
        )


def _exceptions(rows: list[Submission]) -> Iterable[ToConfirm]:
    for row in rows:
        definition = row.definition
        if row.state == SubmissionState.LEFT_OUT:
            yield ToConfirm(definition.ref, definition.title, f"Left out: {row.left_out_reason}")
            continue
        revision = row.approved_revision
        if revision is not None and revision.missing in Missing.unexplained():
            why = revision.happening or revision.why
            said = f"No figure, {revision.missing}" + (f": {why}" if why else ".")
            yield ToConfirm(definition.ref, definition.title, said)
        if row.caveat:
            yield ToConfirm(definition.ref, definition.title, f"Approved with a caveat: {row.caveat}")
        if row.late:
            yield ToConfirm(definition.ref, definition.title, "Submitted after the due date.")


def _revised(period: Period) -> Iterable[ToConfirm]:
    """Yield, for each measure, the earlier months that a later extract has differently: they are published with it.

    Each with what that changes: what was approved as steady may be printed as worsening.
    """
    found = revisions_to_sign(period)
    for _, own in groupby(found, key=lambda waiting: waiting.submission.measure_id):
        rows = list(own)
        definition = rows[0].submission.definition
        said = "; ".join(row.sentence for row in rows)
        moved = [sentence for row in rows for sentence in row.moves]
        yield ToConfirm(definition.ref, definition.title, " ".join((f"Revised by a later extract: {said}.", *moved)))
