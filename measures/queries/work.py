"""What is due from an owner or deputy: by when, what came back and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from measures.choices import PeriodState, RoleName, SubmissionState
from measures.models import Event, Period, Role, Submission, scorecard_order
from measures.models.submission import SubmissionQuerySet
from measures.permissions import Standing
from measures.queries.holding import WITH_OWNER
from measures.queries.scope import HOLDERS, submissions

RETURNS = ("send_back", "reopen")


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class Due:
    """One submission that waits for the person."""

    submission: Submission
    returned: Event | None
    """Who sent it back and why, where it came back."""
    today: dt.date

    @property
    def ref(self) -> str:
        """Return the reference."""
        return self.submission.definition.ref

    @property
    def days_left(self) -> int | None:
        """Return how many days are left until it is due; negative when it is late."""
        due = self.submission.period.due_on
        return (due - self.today).days if due else None

    @property
    def days_late(self) -> int:
        """Return by how many days it is late; 0 when it is not."""
        return max(0, -(self.days_left or 0))

    @property
    def is_late(self) -> bool:
        """Return whether the due day has passed."""
        return self.days_left is not None and self.days_left < 0


def due_rows(standing: Standing) -> SubmissionQuerySet:
    """Return the submissions that wait for the person as owner or deputy."""
    return submissions(standing).due().filter(measure__in=standing.measures_as(*HOLDERS)).in_order()


def missed_rows(standing: Standing) -> SubmissionQuerySet:
    """Return what nobody submitted before its month was closed, of the person's measures; not what was reopened."""
    held = submissions(standing).filter(measure__in=standing.measures_as(*HOLDERS), state__in=WITH_OWNER)
    return held.filter(period__state=PeriodState.CLOSED, reopened=False).in_order()


def months_in_hand(standing: Standing) -> QuerySet[Submission, int]:
    """Return the ids of the months at work in which something of the person's measures has been begun."""
    begun = Submission.objects.filter(measure__in=standing.measures_as(*HOLDERS), period__in=Period.objects.in_work())
    begun = begun.exclude(state=SubmissionState.NOT_STARTED)
    return begun.order_by().values_list("period", flat=True).distinct()


def by_month(rows: Iterable[Submission]) -> list[tuple[Period, list[Submission]]]:
    """Return submissions by their month, the oldest first."""
    found: dict[int, tuple[Period, list[Submission]]] = {}
    for row in rows:
        found.setdefault(row.period_id, (row.period, []))[1].append(row)
    return sorted(found.values(), key=lambda each: (each[0].month, each[0].scorecard.title))


def returns_of(standing: Standing) -> QuerySet[Event]:
    """Return the events that sent back what waits for the person, the last of each last.

    What came back is a draft again once something of it is saved: it still came back, until it is submitted; and again
    once what was submitted is taken back before anybody decided on it.
    """
    held = (SubmissionState.RETURNED, SubmissionState.DRAFT)
    waiting = due_rows(standing).filter(state__in=held).order_by().values("pk")
    found = Event.objects.filter(submission__in=waiting, what__in=RETURNS)
    return found.select_related("by").order_by("pk")


def due_from(
    standing: Standing, rows: Iterable[Submission] | None = None, returns: Iterable[Event] | None = None
) -> list[Due]:
    """Return what waits for the person as owner or deputy: what came back first, then by due day and place.

    `rows` and `returns` are what waits and what sent it back, where they are read; else they are asked for.
    """
    waiting = due_rows(standing) if rows is None else rows
    returned = {event.submission_id: event for event in (returns_of(standing) if returns is None else returns)}
    found = [Due(submission, returned.get(submission.pk), standing.on) for submission in waiting]
    return sorted(
        found,
        key=lambda due: (
            due.returned is None,
            due.submission.period.due_on or dt.date.max,
            due.submission.definition.place,
        ),
    )


def next_due(standing: Standing, submission: Submission) -> Submission | None:
    """Return what the person goes on with after a submission: the next in order that waits, else the first."""
    held = standing.measures_as(*HOLDERS)
    waiting = submissions(standing).due().filter(measure__in=held).exclude(pk=submission.pk)
    found = list(waiting.order_by("period__month", *scorecard_order(), "pk"))
    place = (submission.period.month, submission.definition.place)
    later = (each for each in found if (each.period.month, each.definition.place) > place)
    return next(later, found[0] if found else None)


def roles_stood_in_for(standing: Standing) -> QuerySet[Role]:
    """Return the roles of the owners in whose place the person enters figures, as their deputy."""
    measures = standing.measures_as(RoleName.DEPUTY) - standing.measures_as(RoleName.OWNER)
    return Role.objects.current(standing.on).filter(measure__in=measures, role=RoleName.OWNER).select_related("person")


def owners_stood_in_for(standing: Standing, roles: Iterable[Role] | None = None) -> list[str]:
    """Return the names of those owners; `roles` are theirs, where they are read, else they are asked for."""
    rows = roles_stood_in_for(standing) if roles is None else roles
    return sorted({role.person.get_full_name() for role in rows})
