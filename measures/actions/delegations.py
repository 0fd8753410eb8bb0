"""Deciding in a director's place for a period of leave; `people.end_role` ends it early."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.hints import tell
from measures.actions.outcome import Refused, insist
from measures.actions.people import put_in
from measures.choices import RoleName
from measures.models import Role
from measures.people_permissions import may_delegate
from measures.permissions import Standing


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

    The holder delegates, or the performance team for them; the holder keeps the role meanwhile. What was delegated is
    not delegated on. Raises `Refused` with the field to correct.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    insist(may_delegate(Standing.of(by, today), role))
    if ends < starts:
        raise Refused("The leave ends before it starts.", {"ends": "Enter a date on or after the first day."})
    if role.ends is not None and ends > role.ends:
        raise Refused(
            "The role itself ends before that.", {"ends": f"Enter a date up to {role.ends:%-d %B %Y}, when it ends."}
        )
    if to.pk == role.person_id:
        raise Refused("A role is delegated to somebody else.", {"to": "Select another person."})
    if not to.is_active:
        raise Refused(f"{to.get_full_name()} can not sign in.", {"to": "Select somebody who has an account."})
    if starts < today and by is not None:
        raise Refused("That day is over.", {"starts": "Enter today or a later date."})
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
