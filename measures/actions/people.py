"""Who holds which role: giving one, ending one, and handing over what somebody held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused, insist, record
from measures.choices import ROLE_SCOPES, RoleName
from measures.models import Measure, Role, Scorecard, Section
from measures.people_permissions import may_change_role, may_end_role
from measures.permissions import Standing

DAY: Final = dt.timedelta(days=1)
Scope: TypeAlias = Scorecard | Section | Measure | None


@transaction.atomic
def give_role(
    *,
    person: Any,
    role: RoleName,
    by: Any,
    scope: Scope = None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    why: str = "",
    now: dt.datetime | None = None,
) -> Role:
    """Give a person a role on a scorecard, section or measure (the administrator's is on the site).

    A role that the person already holds there until the same day is returned as it is. A measure has one owner: giving
    it to another person ends the first one's the day before, or, from today, at once. `by` is None for the command
    line. Raises `Refused`.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    _fits(role, scope)
    if by is not None:
        scorecard = scope if isinstance(scope, Scorecard) else getattr(scope, "scorecard", None)
        scorecard_id = scorecard.pk if scorecard is not None else None
        insist(may_change_role(Standing.of(by, today), person_id=person.pk, scorecard_id=scorecard_id))
    if not person.is_active:
        raise Refused(f"The account of {person.get_full_name()} is closed.", {"person": "Select somebody else."})
    return put_in(
        person=person, role=role, scope=scope, starts=starts or today, ends=ends, why=why.strip(), by=by, now=now
    )


def _fits(role: RoleName, scope: Scope) -> None:
    wanted = ROLE_SCOPES[role]
    if (type(scope).__name__.lower() if scope is not None else None) != wanted:
        raise Refused(f"The role of {role.value} is held on {'a ' + wanted if wanted else 'the site'}.")


def put_in(
    *,
    person: Any,
    role: RoleName,
    scope: Scope,
    starts: dt.date,
    ends: dt.date | None,
    why: str,
    by: Any,
    now: dt.datetime,
    stands_in_for: Role | None = None,
) -> Role:
    """Write the row of a role and its event, and end what it takes the place of; the caller has asked who may."""
    if ends is not None and ends < starts:
        raise Refused("A role can not end before it starts.", {"ends": "Enter a date on or after the first day."})
    wanted = ROLE_SCOPES[role]
    on = {wanted: scope} if wanted else {}
    # Of two who give it at once the second finds what the first has given: a measure never has two owners.
    place: Any = type(scope) if scope is not None else get_user_model()
    place.objects.select_for_update(no_key=True).get(pk=scope.pk if scope is not None else person.pk)
    held = Role.objects.not_over(starts).filter(role=role, **on)
    if ends is not None:  # one that begins after the new one has ended is another leave, and stands
        held = held.filter(starts__lte=ends)
    mine = held.filter(person=person, stands_in_for=stands_in_for)
    if stands_in_for is None:
        same = mine.filter(starts__lte=starts, ends=ends).first()
    else:  # a leave within a longer one is stood in for already; of two that overlap no day is lost
        same = mine.filter(starts__lte=starts, ends__gte=ends).first()
        mine = mine.filter(ends__lte=ends)
    if same is not None:
        return same
    for earlier in held if role is RoleName.OWNER else mine:
        another = earlier.person_id != person.pk
        if another and earlier.starts > starts:
            raise Refused(
                f"{earlier.person.get_full_name()} becomes the owner on {earlier.starts:%-d %B %Y}. End that first.",
                {"starts": "Enter a later date, or end the other role first."},
            )
        at_once = another and starts == timezone.localdate(now)
        put_out(earlier, ends=None if at_once else starts - DAY, by=by, why=why, now=now)
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
def give_roles(
    *,
    person: Any,
    role: RoleName,
    scopes: Sequence[Scope],
    by: Any,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    why: str = "",
    now: dt.datetime | None = None,
) -> list[Role]:
    """Give a person one role on several things, on all of them or on none. Raises `Refused` as for one."""
    if not scopes:
        raise Refused("Select what the role is held on.", {"scopes": "Select at least one."})
    return [
        give_role(person=person, role=role, scope=scope, by=by, starts=starts, ends=ends, why=why, now=now)
        for scope in scopes
    ]


@transaction.atomic
def end_role(
    *, role: Role, by: Any, ends: dt.date | None = None, why: str = "", now: dt.datetime | None = None
) -> Role:
    """End a role on a day (its last), or at once without one, today then being its last day. What was delegated from it
    ends with it.

    `by` is None for the command line. Raises `Refused`; `Overtaken` where somebody else has just changed it.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if by is not None:
        insist(may_end_role(Standing.of(by, today), role))
    if ends is not None and ends < role.starts:
        raise Refused("A role can not end before it starts.", {"ends": "Enter a date on or after the first day."})
    if ends is not None and ends < today:
        sentence = "Enter today or a later date, or leave it empty to end the role at once."
        raise Refused("That day is over: the role was held after it.", {"ends": sentence})
    if role.when(today) in ("ended", "taken back"):
        raise Refused("This role has ended already.")
    if role.ends is not None and ends is not None and ends > role.ends:
        raise Refused(
            f"This role ends on {role.ends:%-d %B %Y} as it is. To lengthen it, give it again.",
            {"ends": f"Enter a date before {role.ends:%-d %B %Y}."},
        )
    return put_out(role, ends=ends, by=by, why=why.strip(), now=now)


@transaction.atomic
def end_roles(
    *, roles: Sequence[Role], by: Any, ends: dt.date | None = None, why: str = "", now: dt.datetime | None = None
) -> list[Role]:
    """End several roles on the same day, all or none. Raises `Refused` as for one."""
    return [end_role(role=role, by=by, ends=ends, why=why, now=now) for role in roles]


def put_out(role: Role, *, ends: dt.date | None, by: Any, why: str, now: dt.datetime) -> Role:
    """Write the last day of a role, or that it is taken back where it had not begun; and so of what was lent from it.

    Without a day it ends at once: it was held today until now; one that begins today is taken back. The caller has
    asked whether one may. Raises `Overtaken` where the row is no longer as it was read.
    """
    before, today = role.ends, timezone.localdate(now)
    changes: dict[str, Any] = {"withdrawn_at": now}
    if ends is None and role.starts < today:
        changes = {"ends": today, "ended_at": now}
    elif ends is not None and ends >= role.starts:
        changes = {"ends": ends}
    as_seen = Role.objects.filter(pk=role.pk, ends=role.ends, withdrawn_at=role.withdrawn_at, ended_at=role.ended_at)
    if not as_seen.update(**changes):
        raise Overtaken("Somebody else has just changed this role. Reload the page to see how it stands.")
    role.refresh_from_db(fields=["ends", "withdrawn_at", "ended_at"])
    about = _about(role)
    about["details"] |= {
        "before": before.isoformat() if before else "",
        "taken_back": role.withdrawn_at is not None,
        "at_once": role.ended_at is not None,
    }
    record("end_role", by=by, now=now, done_for=role.person, why=why, about=f"role {role.pk}", **about)
    after = today if ends is None else ends + DAY
    for lent in Role.objects.not_over(after).filter(stands_in_for=role).with_scope():
        put_out(lent, ends=ends, by=by, why=why, now=now)
    return role


@transaction.atomic
def hand_over(
    *,
    roles: Sequence[Role],
    to: Any,
    by: Any,
    starts: dt.date | None = None,
    why: str = "",
    now: dt.datetime | None = None,
) -> list[Role]:
    """Give somebody several roles of another person from a day on, all or none; where still held they end the day
    before, or, from today, at once.

    What the other stands in for is stood in for until the same day. Raises `Refused`; `Overtaken` as for one role.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    starts = starts or today
    _insist_on_handing_over(roles, to, by=by, starts=starts, today=today)
    given = []
    for role in roles:
        until = role.ends if role.stands_in_for else None
        if role.when(today) in ("current", "to come") and (role.ends is None or role.ends >= starts):
            put_out(role, ends=None if starts == today else starts - DAY, by=by, why=why.strip(), now=now)
        given.append(
            put_in(
                person=to,
                role=RoleName(role.role),
                scope=role.scope,
                starts=starts,
                ends=until,
                stands_in_for=role.stands_in_for,
                why=why.strip(),
                by=by,
                now=now,
            )
        )
    return given


def _insist_on_handing_over(roles: Sequence[Role], to: Any, *, by: Any, starts: dt.date, today: dt.date) -> None:
    """Raise `Refused` unless all of the roles can go to that person from that day on, and `by` may change each."""
    if not roles:
        raise Refused("Select what is handed over.", {"roles": "Select at least one measure, section or role."})
    if starts < today:
        raise Refused("That day is over.", {"starts": "Enter today or a later date."})
    if any(role.stands_in_for is not None and role.stands_in_for.person_id == to.pk for role in roles):
        raise Refused("Nobody stands in for themselves.", {"to": "Select another person."})
    if any(role.person_id == to.pk for role in roles):
        raise Refused("It is handed over to somebody else.", {"to": "Select another person."})
    standing = Standing.of(by, today)
    for role in roles:
        scorecard = role.of_scorecard
        scorecard_id = scorecard.pk if scorecard is not None else None
        for person_id in (role.person_id, to.pk):
            insist(may_change_role(standing, person_id=person_id, scorecard_id=scorecard_id))
    if not to.is_active:
        raise Refused(f"The account of {to.get_full_name()} is closed.", {"to": "Select somebody else."})


def _about(role: Role) -> dict[str, Any]:
    details = {
        "role": role.role,
        "held": role.in_words,
        "from": role.starts.isoformat(),
        "until": role.ends.isoformat() if role.ends else None,
        "stands_in_for": role.stands_in_for_id,
    }
    return {"measure": role.measure, "scorecard": role.of_scorecard, "details": details}
