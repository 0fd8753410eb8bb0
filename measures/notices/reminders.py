"""What to tell whom, on which day: read from the months' dates and where each submission stands.

Before the due date and on it the owner hears, or the deputies of a measure that has none; after it the deputies too,
and then the section's director, from the working days on that the scorecard's rule says. A returned figure is named to
its owner, an approval that is due to its director, or to the signatory where a section has none. Nobody is written to
on a day on which the council does not work. Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils import timezone

from measures.choices import PeriodState, RoleName, SubmissionState
from measures.models import Period, Role, Submission
from measures.working_days import is_working_day, last_working_day_before, working_days_after

OPEN_STATES: Final = (SubmissionState.NOT_STARTED, SubmissionState.DRAFT, SubmissionState.RETURNED)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a person is told."""

    heading: str
    text: str
    path: str
    """Where it is done: an address without its host."""
    scorecard_id: int
    comment_id: int | None = None
    """The comment that it tells of."""
    event_id: int | None = None
    """The event that it tells of: a publication, a reminder by hand, a role."""
    note: str = ""
    """What is said once, above all that stands under the same heading."""


def lines_by_person(today: dt.date) -> dict[int, list[Line]]:
    """Return what each person is told on a day, by the person's id; nobody is told nothing."""
    found: dict[int, list[Line]] = {}
    if not is_working_day(today):
        return found
    periods = Period.objects.filter(state__in=[PeriodState.OPEN, PeriodState.CLOSED], due_on__isnull=False)
    for period in periods.select_related("scorecard"):
        for person_id, line in _of_period(period, today):
            found.setdefault(person_id, []).append(line)
    return found


def _of_period(period: Period, today: dt.date) -> Iterable[tuple[int, Line]]:
    submissions = list(Submission.objects.filter(period=period).select_related("definition__section").in_order())
    holders = _holders(period, submissions, today)
    if period.due_on is not None:
        late_by = working_days_after(period.due_on, today)
        waiting = [s for s in submissions if s.state in OPEN_STATES]
        yield from _reminders(period, waiting, holders, late_by, opened=period.opened_at, today=today)
    if period.approve_by is not None and working_days_after(period.approve_by, today) in (-1, 0, 1, 3, 5):
        yield from _approvals(period, [s for s in submissions if s.state == SubmissionState.SUBMITTED], holders)


def _reminders(
    period: Period,
    waiting: list[Submission],
    holders: dict[tuple[RoleName, int], list[int]],
    late_by: int,
    *,
    opened: dt.datetime | None,
    today: dt.date,
) -> Iterable[tuple[int, Line]]:
    """Yield who is told about each figure that its holder still has."""
    rule = period.scorecard
    just_opened = opened is not None and last_working_day_before(today) < timezone.localdate(opened) <= today
    for submission in waiting:
        returned = submission.state == SubmissionState.RETURNED
        told = (
            [RoleName.OWNER] if late_by > 0 or -late_by in (0, 1, rule.remind_from) or just_opened or returned else []
        )
        told += [RoleName.DEPUTY] if late_by >= rule.deputies_from else []
        heading = _heading(period, submission, late_by)
        line = Line(heading, str(submission.definition), path_of(period, submission), period.scorecard_id)
        for person_id in _told(told, holders, submission.measure_id):
            yield person_id, line
        if late_by >= rule.directors_from:
            for person_id in holders.get((RoleName.DIRECTOR, submission.definition.section_id), []):
                late = f"Late in your sections, {period}"
                yield person_id, Line(late, str(submission.definition), "/", period.scorecard_id)


def _told(
    roles: Iterable[RoleName], holders: dict[tuple[RoleName, int], list[int]], measure_id: int
) -> dict[int, None]:
    """Return who is told as holder of a measure, each once; its deputies where it has no owner."""
    own = {role: holders.get((role, measure_id), []) for role in (RoleName.OWNER, RoleName.DEPUTY)}
    own[RoleName.OWNER] = own[RoleName.OWNER] or own[RoleName.DEPUTY]
    return dict.fromkeys(person_id for role in roles for person_id in own[role])


def _heading(period: Period, submission: Submission, late_by: int) -> str:
    if submission.state == SubmissionState.RETURNED:
        return returned_in(period)
    if late_by > 0:
        return f"Overdue for {period}: it was due on {period.due_on:%-d %B}"
    return f"Due for {period} by {period.due_on:%-d %B}"


def returned_in(period: Period) -> str:
    """Return the heading of what came back in a month."""
    return f"Returned to you, {period}"


def _approvals(
    period: Period, submitted: list[Submission], holders: dict[tuple[RoleName, int], list[int]]
) -> Iterable[tuple[int, Line]]:
    """Yield what waits for a director when approval is due."""
    for submission in submitted:
        for person_id in holders.get((RoleName.DIRECTOR, submission.definition.section_id), []):
            heading = f"Waiting for your approval, {period}, by {period.approve_by:%-d %B}"
            path = f"{path_of(period, submission)}approve/"
            yield person_id, Line(heading, str(submission.definition), path, period.scorecard_id)


def path_of(period: Period, submission: Submission) -> str:
    """Return the address of a submission's page, without its host."""
    return f"/scorecards/{period.scorecard.slug}/{period.key}/{submission.definition.ref}/"


def _holders(period: Period, submissions: list[Submission], today: dt.date) -> dict[tuple[RoleName, int], list[int]]:
    """Return the people that hold each measure and decide on each section, by role and what it is held on.

    Where a section has no director the signatory decides.
    """
    found: dict[tuple[RoleName, int], list[int]] = {}
    measures = {s.measure_id for s in submissions}
    sections = {s.definition.section_id for s in submissions}
    roles = Role.objects.current(today).filter(person__is_active=True)
    for role in roles.filter(measure__in=measures, role__in=[RoleName.OWNER, RoleName.DEPUTY]):
        if role.measure_id is not None:
            found.setdefault((RoleName(role.role), role.measure_id), []).append(role.person_id)
    decides = Q(section__in=sections, role=RoleName.DIRECTOR) | Q(
        scorecard=period.scorecard_id, role=RoleName.SIGNATORY
    )
    signatories = []
    for role in roles.filter(decides):
        if role.section_id is not None:
            found.setdefault((RoleName.DIRECTOR, role.section_id), []).append(role.person_id)
        else:
            signatories.append(role.person_id)
    return {(RoleName.DIRECTOR, section): signatories for section in sections} | found
