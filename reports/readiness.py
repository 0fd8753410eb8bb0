"""Whether a month can be signed: what is missing, who holds it and since when, and what the signatory has to know.

Read by the signing action and by its page. Reads the month; writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from measures.calculation.due import is_due
from measures.choices import Frequency, Missing, RoleName, SubmissionState
from measures.models import Event, Period, Role, Submission, gathered
from measures.queries.gaps import first_day_without
from measures.queries.revisions import waiting_revisions
from measures.transitions import SUBMISSION

SETTLED = (SubmissionState.APPROVED, SubmissionState.PUBLISHED, SubmissionState.LEFT_OUT)
NOTICE = dt.timedelta(days=14)
"""How long before nobody holds a figure that is told of a month whose day of approval is over."""
LISTED = 5
"""How many of the missing figures a sentence names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A figure that stops the signing: where it stands, who holds it, since when."""

    submission_id: int
    ref: str
    title: str
    state: SubmissionState
    holders: tuple[str, ...]
    since: dt.datetime | None
    nobody_from: dt.date | None = None
    """From when nobody holds it, where that is before the month is to be approved."""

    @property
    def held_by(self) -> str:
        """Return the names of those who have to act, and until when, or that nobody has the role."""
        if self.holders:
            then = f", and nobody from {self.nobody_from:%-d %B %Y}" if self.nobody_from else ""
            return " or ".join(self.holders) + then
        return "no director" if self.state is SubmissionState.SUBMITTED else "no owner"

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
    """Return what a month still needs before it can be signed. Three queries, whatever its size.

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


def slots_of(period: Period) -> QuerySet[Submission]:
    """Return the month's slots in the order of their references, with what readiness reads."""
    return Submission.objects.filter(period=period).select_related("definition", "approved_revision").in_order()


def _is_wanted(submission: Submission, period: Period) -> bool:
    due = is_due(Frequency(submission.definition.frequency), period.month)
    return due or submission.state != SubmissionState.NOT_STARTED


def _outstanding(period: Period, waiting: list[Submission]) -> Iterable[Outstanding]:
    roles, moves = gathered(
        _roles(waiting),
        Event.objects.filter(submission__in=[row.pk for row in waiting], what__in=list(SUBMISSION))
        .exclude(to_state="")
        .order_by()
        .values_list("submission")
        .annotate(last=Max("at")),
    )
    today, moved = timezone.localdate(), dict(moves)
    last_day = max(period.approve_by or today, today + NOTICE)
    holders = _holders(roles)
    for row in waiting:
        state = SubmissionState(row.state)
        key = (
            ("section", row.definition.section_id)
            if state is SubmissionState.SUBMITTED
            else ("measure", row.measure_id)
        )
        held = holders.get(key, [])
        nobody_from = first_day_without(held, today)
        yield Outstanding(
            submission_id=row.pk,
            ref=row.definition.ref,
            title=row.definition.title,
            state=state,
            holders=tuple(role.person.get_full_name() for role in held if role.starts <= today),
            since=moved.get(row.pk) or period.opened_at,
            nobody_from=nobody_from if nobody_from is not None and nobody_from <= last_day else None,
        )


def _roles(waiting: list[Submission]) -> QuerySet[Role]:
    """Return the owners of the measures and the directors of the sections, as of today and later."""
    wanted = Q(role=RoleName.OWNER, measure__in={row.measure_id for row in waiting}) | Q(
        role=RoleName.DIRECTOR, section__in={row.definition.section_id for row in waiting}
    )
    return Role.objects.not_over(timezone.localdate()).filter(wanted).select_related("person")


def _holders(roles: Iterable[Role]) -> dict[tuple[str, int], list[Role]]:
    """Return the roles of the owners by measure and of the directors by section."""
    found: dict[tuple[str, int], list[Role]] = {}
    for role in roles:
        key = ("measure", role.measure_id) if role.measure_id else ("section", role.section_id or 0)
        found.setdefault(key, []).append(role)
    return found


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
    """Yield, for each measure, the earlier months that a later extract has differently: they are published with it."""
    found = waiting_revisions(period.scorecard, before=period.month)
    for _, own in groupby(found, key=lambda waiting: waiting.submission.measure_id):
        rows = list(own)
        definition = rows[0].submission.definition
        said = "; ".join(row.sentence for row in rows)
        yield ToConfirm(definition.ref, definition.title, f"Revised by a later extract: {said}.")
