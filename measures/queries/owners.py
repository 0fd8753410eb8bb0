"""Whose figure it was: the owner of a measure in a month that is signed, who may not be its owner today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone

from measures.choices import RoleName
from measures.models import Role, Submission
from measures.queries.published_as import FINISHED
from measures.series import Line


def with_owners_of(lines: Iterable[Line], month: dt.date) -> list[Line]:
    """Return measures with whoever owned each when its figure of a signed month was submitted (one query at most).

    Of a month at work, and of one from before the portal, that is the owner of today.
    """
    known = list(lines)
    slots = {line.measure.pk: slot for line in known if (slot := line.slots.get(month)) is not None}
    signed = {pk: slot.submission for pk, slot in slots.items() if slot.submission.period.state in FINISHED}
    if not signed:
        return known
    rows = Role.objects.filter(role=RoleName.OWNER, measure__in=signed).select_related("person")
    held: dict[int | None, list[Role]] = {}
    for row in rows.order_by("-starts", "-pk"):
        held.setdefault(row.measure_id, []).append(row)
    owners = {pk: _owner(submission, held.get(pk, ())) for pk, submission in signed.items()}
    return [_owned(line, owners.get(line.measure.pk)) for line in known]


def _owned(line: Line, role: Role | None) -> Line:
    """Return a measure as owned in a role; as it is where none is known."""
    return line if role is None else replace(line, owner=role.person.get_full_name(), owner_id=role.person_id)


def _owner(submission: Submission, roles: Sequence[Role]) -> Role | None:
    """Return the role in which a figure was owned: that of whoever submitted it, else the one held then, or that day.

    One that was handed over on that very day may be written down as having ended the day before.
    """
    if submission.submitted_at is None:
        return None
    at, on = submission.submitted_at, timezone.localdate(submission.submitted_at)
    begun = [role for role in roles if role.starts <= on]
    own = [role for role in begun if role.person_id == submission.submitted_by_id]
    held = [role for role in begun if role.withdrawn_at is None and (role.ends is None or role.ends >= on)]
    then = [role for role in held if _held_at(role, at, on)]
    return next(iter([*own, *then, *held]), None)


def _held_at(role: Role, at: dt.datetime, on: dt.date) -> bool:
    """Return whether a role that was held on a day was held at a moment of it: it may have changed hands that day."""
    begun = role.starts < on or role.given_at <= at
    return begun and (role.ended_at is None or role.ended_at > at or role.ends != on)
