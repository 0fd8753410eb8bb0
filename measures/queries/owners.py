"""Whose figure it was: the owner of a measure in a month that is signed, who may not be its owner today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from django.utils import timezone

from measures.choices import PeriodState, RoleName
from measures.models import Role, Submission
from measures.series import Line

FINISHED: Final = (PeriodState.SIGNED, PeriodState.PUBLISHED)


def with_owners_of(lines: Iterable[Line], month: dt.date) -> list[Line]:
    """Return measures with whoever owned each when its figure of a signed month was submitted (one query).

    Of a month at work, and of one from before the portal, that is the owner of today.
    """
    known = list(lines)
    slots = {line.measure.pk: slot for line in known if (slot := line.slots.get(month)) is not None}
    signed = {pk: slot.submission for pk, slot in slots.items() if slot.submission.period.state in FINISHED}
    rows = Role.objects.filter(role=RoleName.OWNER, measure__in=signed).select_related("person")
    held: dict[int | None, list[Role]] = {}
    for role in rows.order_by("-starts", "-pk"):
        held.setdefault(role.measure_id, []).append(role)
    found = []
    for line in known:
        role = _owner(signed[line.measure.pk], held.get(line.measure.pk, ())) if line.measure.pk in signed else None
        owner = {"owner": role.person.get_full_name(), "owner_id": role.person_id} if role is not None else {}
        found.append(replace(line, **owner) if owner else line)
    return found


def _owner(submission: Submission, roles: Sequence[Role]) -> Role | None:
    """Return the role in which a figure was owned: that of whoever submitted it, else the one held on that day.

    A role that was handed over on that very day is written down as having ended the day before.
    """
    if submission.submitted_at is None:
        return None
    on = timezone.localdate(submission.submitted_at)
    begun = [role for role in roles if role.starts <= on]
    own = (role for role in begun if role.person_id == submission.submitted_by_id)
    held = (role for role in begun if role.withdrawn_at is None and (role.ends is None or role.ends >= on))
    return next(own, None) or next(held, None)
