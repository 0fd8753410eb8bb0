"""Who holds which role: giving one, ending one, delegating one for a time, and what is done when somebody leaves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Refused, insist, record
from measures.choices import ROLE_SCOPES, RoleName
from measures.models import Measure, Role, Scorecard, Section
from measures.permissions import Standing, may_deactivate, may_delegate


@transaction.atomic
def give_role(
    *,
    person: Any,
    role: RoleName,
    by: Any,
    scope: Scorecard | Section | Measure | None = None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    stands_in_for: Role | None = None,
    why: str = "",
    now: dt.datetime | None = None,
) -> Role:
    """Give a person a role on a scorecard, section or measure (the administrator's is on the site).

    A role that the person already holds there is returned as it is. A measure has one owner: giving it to another
    person ends the first one's the day before. Raises `Refused` for the wrong kind of scope.
    """
    now = now or timezone.now()
    starts = starts or timezone.localdate(now)
    wanted = ROLE_SCOPES[role]
    if (type(scope).__name__.lower() if scope is not None else None) != wanted:
        raise Refused(f"The role of {role.value} is held on {'a ' + wanted if wanted else 'the site'}.")
    on = {wanted: scope} if wanted else {}
    held = Role.objects.current(starts).filter(role=role, **on)
    mine = held.filter(person=person, stands_in_for=stands_in_for, ends=ends).first()
    if mine is not None:
        return mine
    if role is RoleName.OWNER:
        for earlier in held:
            end_role(role=earlier, ends=max(starts - dt.timedelta(days=1), earlier.starts), by=by, now=now)
    given = Role.objects.create(
        person=person,
        role=role,
        starts=starts,
        ends=ends,
        stands_in_for=stands_in_for,
        given_by=by,
        given_at=now,
        why=why,
        **on,
    )
    record("give_role", by=by, now=now, done_for=person, why=why, about=f"role {given.pk}", **_about(given))
    return given


@transaction.atomic
def end_role(*, role: Role, ends: dt.date, by: Any, why: str = "", now: dt.datetime | None = None) -> Role:
    """End a role on a day (its last)."""
    now = now or timezone.now()
    if ends < role.starts:
        raise Refused("A role can not end before it starts.", {"ends": "Enter a date on or after the first day."})
    role.ends = ends
    role.save(update_fields=["ends"])
    record("end_role", by=by, now=now, done_for=role.person, why=why, about=f"role {role.pk}", **_about(role))
    return role


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
    insist(may_delegate(Standing.of(by, timezone.localdate(now)), role))
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
    return give_role(
        person=to,
        role=RoleName(role.role),
        scope=role.scorecard or role.section,
        starts=starts,
        ends=ends,
        stands_in_for=role,
        why=why.strip(),
        by=by,
        now=now,
    )


@transaction.atomic
def deactivate(*, person: Any, by: Any, why: str = "", now: dt.datetime | None = None) -> list[Role]:
    """Close the account of somebody who leaves and end their roles today; return the roles that they held.

    Nothing of theirs is removed: figures, approvals, comments and events keep their name. What nobody holds now is
    listed by `queries.people.vacancies`. `by` is None for the command line.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if by is not None:
        insist(may_deactivate(Standing.of(by, today), person))
    if not type(person).objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Refused(f"The account of {person.get_full_name()} is closed already.")
    person.is_active = False
    record("deactivate", by=by, now=now, done_for=person, why=why.strip())
    held = list(
        Role.objects.of(person)
        .exclude(ends__lte=today)
        .select_related("scorecard", "section__scorecard", "measure__scorecard", "person")
    )
    for role in held:
        end_role(role=role, ends=max(today, role.starts), by=by, why=why.strip(), now=now)
    return held


def _about(role: Role) -> dict[str, Any]:
    measure = role.measure
    scorecard = role.scorecard or (role.section.scorecard if role.section else None)
    if measure is not None:
        scorecard = measure.scorecard
    return {"measure": measure, "scorecard": scorecard, "details": {"role": role.role}}
