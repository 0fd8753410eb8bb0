"""Deciding in a director's place for a period of leave; `people.end_role` ends it early."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from measures.actions.hints import tell
from measures.actions.outcome import Refused, insist
from measures.actions.people import put_in
from measures.choices import RoleName
from measures.models import Role
from measures.people_permissions import may_delegate
from measures.permissions import Standing

LONGEST: Final = dt.timedelta(days=184)
"""The longest leave, half a year: whoever is away for longer is replaced, so that the role itself says who decides."""


@transaction.atomic
def delegate(
    *,
    role: Role,
    to: Any,
    starts: dt.date,
    ends: dt.date,
    by: Any,
    why: str = "",
    now: dt.datetime | None = None,
) -> Role:
    """Let somebody decide in a director's or signatory's place for a period of leave (both days included).

    The holder delegates, or the performance team for them, but never to whoever arranges it; the holder keeps the role
    meanwhile. What was delegated is not delegated on. Raises `Refused` with the field to correct.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    # As it is now, and ended by nobody meanwhile: what is lent from it has to end with it.
    role = Role.objects.with_scope().select_for_update(of=("self",)).get(pk=role.pk)
    insist(may_delegate(Standing.of(by, today), role))
    _insist_on_leave(role, starts, ends, first=today if by is not None else starts)
    _insist_on_another(role, to, by)
    given = put_in(
        person=to,
        role=RoleName(role.role),
        scope=role.scope,
        starts=starts,
        ends=ends,
        stands_in_for=role,
        why=why.strip(),
        by=by,
        now=now,
    )
    tell()
    return given


def _insist_on_leave(role: Role, starts: dt.date, ends: dt.date, *, first: dt.date) -> None:
    """Raise `Refused`, naming each day that is wrong, unless these are the days of a leave within the role's own.

    `first` is the first day on which it may begin; the last day is judged from there where it begins earlier.
    """
    wrong, sentences = {}, []
    if starts < first:
        wrong["starts"] = "Enter today or a later date."
        sentences.append("That day is over.")
        starts = first
    if ends < starts:
        wrong["ends"] = "Enter a date on or after the first day." if not wrong else "Enter today or a later date."
        sentences.append("The leave ends before it starts.")
    elif ends - starts >= LONGEST:
        last = starts + LONGEST - dt.timedelta(days=1)
        wrong["ends"] = f"Enter a date up to {last:%-d %B %Y}. For longer than that, give the role to somebody else."
        sentences.append("A leave is half a year at most.")
    elif role.ends is not None and ends > role.ends:
        wrong["ends"] = f"Enter a date up to {role.ends:%-d %B %Y}, when it ends."
        sentences.append("The role itself ends before that.")
    if wrong:
        raise Refused(" ".join(sentences), wrong)


def _insist_on_another(role: Role, to: Any, by: Any) -> None:
    """Raise `Refused` unless the role goes to somebody with an account who neither holds nor arranges it."""
    if to.pk == role.person_id:
        raise Refused("A role is delegated to somebody else.", {"to": "Select another person."})
    if by is not None and to.pk == by.pk:
        raise Refused("Nobody lets themselves stand in for another.", {"to": "Select another person."})
    if not to.is_active:
        raise Refused(f"{to.get_full_name()} can not sign in.", {"to": "Select somebody who has an account."})


@transaction.atomic
def delegate_several(
    *,
    roles: Sequence[Role],
    to: Any,
    starts: dt.date,
    ends: dt.date,
    by: Any,
    why: str = "",
    now: dt.datetime | None = None,
) -> list[Role]:
    """Let somebody decide in the place of all these roles, or of none. Raises `Refused` as for one."""
    if not roles:
        raise Refused("Select what is delegated.", {"roles": "Select at least one section or role."})
    return [delegate(role=role, to=to, starts=starts, ends=ends, by=by, why=why, now=now) for role in roles]
