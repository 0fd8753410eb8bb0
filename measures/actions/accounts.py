"""Accounts: inviting somebody, sending the link again, taking it back, closing an account and opening it again.

People are never deleted: figures, approvals, comments and events keep their name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.actions.hints import tell
from measures.actions.outcome import Overtaken, Refused, insist, record
from measures.actions.people import DAY, Scope, give_roles, put_out
from measures.choices import RoleName
from measures.models import Invitation, Role, Scorecard
from measures.models.invitation import HOLDS
from measures.people_permissions import may_deactivate, may_keep_account, may_keep_people
from measures.permissions import Standing


@transaction.atomic
def invite(
    *, email: str, name: str, by: Any, scorecard: Scorecard | None = None, now: dt.datetime | None = None
) -> tuple[Any, bool]:
    """Make an account for somebody and invite them by mail; return the person, and whether they are new.

    Somebody who has an account already is returned as they are and gets no mail. `scorecard` is the one whose team
    invites; an administrator needs none. `by` is None for the command line. Raises `Refused`.
    """
    now = now or timezone.now()
    if by is not None:
        standing = Standing.of(by, timezone.localdate(now))
        insist(may_keep_people(standing, scorecard.pk if scorecard is not None else None))
    email, name = email.strip(), " ".join(name.split())
    if not name:
        raise Refused("Enter the person’s full name.", {"name": "Enter the person’s full name."})
    person, new = _account_of(email, name)
    if not person.is_active:
        raise Refused(
            f"The account of {person.get_full_name()} is closed.",
            {"email": "This person had an account, which is closed. An administrator can open it again."},
        )
    if new:
        _send(person, scorecard=scorecard, by=by, now=now)
    return person, new


@transaction.atomic
def invite_as(
    *,
    email: str,
    name: str,
    role: RoleName,
    scopes: Sequence[Scope],
    by: Any,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    why: str = "",
    now: dt.datetime | None = None,
) -> tuple[Any, bool, list[Role]]:
    """Invite somebody to a role on several things; return the person, whether they are new, and the roles.

    The mail and their first page then say what they are. All of it or nothing: as `invite` and `people.give_roles`.
    """
    if not scopes:
        raise Refused("Select what the role is held on.", {"scopes": "Select at least one."})
    scope = scopes[0]
    scorecard = scope if isinstance(scope, Scorecard) else getattr(scope, "scorecard", None)
    person, new = invite(email=email, name=name, scorecard=scorecard, by=by, now=now)
    return (
        person,
        new,
        give_roles(person=person, role=role, scopes=scopes, by=by, starts=starts, ends=ends, why=why, now=now),
    )


def _account_of(email: str, name: str) -> tuple[Any, bool]:
    """Return the account of an address, made if there was none, and whether it was made now."""
    people: Any = get_user_model()
    known = people.objects.filter(email__iexact=email)
    if (person := known.first()) is not None:
        return person, False
    try:
        with transaction.atomic():
            return people.objects.create_user(email, name), True
    except IntegrityError:  # somebody else has made it just now
        return known.get(), False


def _send(person: Any, *, scorecard: Scorecard | None, by: Any, now: dt.datetime) -> Invitation:
    """Make a new link, which ends the one before it."""
    Invitation.objects.unanswered().filter(person=person).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        person=person, scorecard=scorecard, invited_by=by, invited_at=now, expires_at=now + HOLDS
    )
    record("invite", by=by, now=now, done_for=person, scorecard=scorecard, about=f"invitation {invitation.pk}")
    tell()
    return invitation


def _last_of(person: Any) -> Invitation:
    """Return the newest invitation, its person's row locked. Raises `Refused` where there is nothing to invite to."""
    type(person).objects.select_for_update().get(pk=person.pk)
    last = Invitation.objects.filter(person=person).select_related("scorecard").first()
    if last is None or last.accepted_at is not None or person.has_usable_password():
        raise Refused(f"{person.get_full_name()} has set a password already, and can sign in.")
    return last


@transaction.atomic
def invite_again(*, person: Any, by: Any, now: dt.datetime | None = None) -> Invitation:
    """Send a new link to somebody who has not used theirs; the one before stops working. Raises `Refused`."""
    now = now or timezone.now()
    insist(may_keep_account(Standing.of(by, timezone.localdate(now)), person))
    last = _last_of(person)
    if not person.is_active:
        type(person).objects.filter(pk=person.pk).update(is_active=True)
    return _send(person, scorecard=last.scorecard, by=by, now=now)


@transaction.atomic
def take_invitation_back(*, person: Any, by: Any, why: str = "", now: dt.datetime | None = None) -> None:
    """Stop the link of somebody who has not used it, close the account and end its roles. Raises `Refused`."""
    now = now or timezone.now()
    insist(may_keep_account(Standing.of(by, timezone.localdate(now)), person))
    _last_of(person)
    if not Invitation.objects.unanswered().filter(person=person).update(withdrawn_at=now):
        raise Refused(f"The invitation of {person.get_full_name()} has been taken back already.")
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    person.is_active = False
    record("take_invitation_back", by=by, now=now, done_for=person, why=why.strip())
    for role in Role.objects.not_over(timezone.localdate(now)).of(person).with_scope():
        put_out(role, ends=timezone.localdate(now) - DAY, by=by, why=why.strip(), now=now)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str, name: str = "", now: dt.datetime | None = None) -> Any:
    """Use up the link, set the password that its person has chosen, and put their name right where they said it.

    Raises `Overtaken` where the link works no more.
    """
    now = now or timezone.now()
    if not invitation.person.is_active or not Invitation.objects.all().use_up(invitation.pk, now=now):
        raise Overtaken("This link has been used, or does not work any more. Ask for a new one.")
    person = invitation.person
    person.set_password(password)
    person.save(update_fields=["password"])
    record("accept_invitation", by=person, now=now, about=f"invitation {invitation.pk}")
    if name.strip():
        rename(person=person, name=name, by=person, now=now)
    return person


@transaction.atomic
def deactivate(*, person: Any, by: Any, why: str = "", now: dt.datetime | None = None) -> list[Role]:
    """Close the account of somebody who leaves and end their roles today; return the roles that they held.

    Nothing of theirs is removed: figures, approvals, comments and events keep their name. What nobody holds now is
    listed by `queries.gaps.vacancies`. `by` is None for the command line.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if by is not None:
        insist(may_deactivate(Standing.of(by, today), person))
    if not type(person).objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Refused(f"The account of {person.get_full_name()} is closed already.")
    person.is_active = False
    record("deactivate", by=by, now=now, done_for=person, why=why.strip())
    held = list(Role.objects.not_over(today + DAY).of(person).with_scope())
    for role in held:
        put_out(role, ends=today, by=by, why=why.strip(), now=now)
    Invitation.objects.unanswered().filter(person=person).update(withdrawn_at=now)
    return held


@transaction.atomic
def open_account_again(*, person: Any, by: Any, why: str = "", now: dt.datetime | None = None) -> None:
    """Let somebody sign in again whose account was closed. Their roles are given anew. Raises `Refused`."""
    now = now or timezone.now()
    insist(may_deactivate(Standing.of(by, timezone.localdate(now)), person))
    if not type(person).objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise Refused(f"The account of {person.get_full_name()} is open already.")
    person.is_active = True
    record("open_account_again", by=by, now=now, done_for=person, why=why.strip())


@transaction.atomic
def rename(*, person: Any, name: str, by: Any, now: dt.datetime | None = None) -> None:
    """Change the name that pages print: one's own, or by who keeps the account. Editions keep the name they froze."""
    now = now or timezone.now()
    if by.pk != person.pk:
        insist(may_keep_account(Standing.of(by, timezone.localdate(now)), person))
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter the full name.", {"name": "Enter the full name."})
    if len(name) > 150:
        raise Refused("The name is too long.", {"name": "Enter a name of at most 150 characters."})
    if name == person.name:
        return
    person.name = name
    person.save(update_fields=["name"])
    record("rename", by=by, now=now, done_for=person)
