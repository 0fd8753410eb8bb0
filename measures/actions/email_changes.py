"""A new address for an account: asked for by the person or an administrator, confirmed by the link sent to it.

Until then the old address signs in. Events name the people; the addresses stand in the change alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.actions.hints import tell
from measures.actions.outcome import Overtaken, Refused, insist, record
from measures.models import EmailChange, Invitation
from measures.models.email_change import HOLDS
from measures.people_permissions import may_change_email
from measures.permissions import Standing

TAKEN: Final = "This address can not be used. Ask an administrator."
"""Said to whoever may not know who has an account."""


@transaction.atomic
def ask_email_change(*, person: Any, email: str, by: Any, now: dt.datetime | None = None) -> EmailChange:
    """Send a link to a new address; one asked for before stops working. Raises `Refused`.

    Whether an address is somebody else's is only said to an administrator, who sees every account: to anybody else it
    would tell who has one. Their link goes out all the same, and is refused where it leads.
    """
    now = now or timezone.now()
    standing = Standing.of(by, timezone.localdate(now))
    insist(may_change_email(standing, person))
    email = _address(email)
    _locked(person.pk)
    if email.lower() == person.email.lower():
        raise Refused("That is the address already.", {"email": "This is the address of the account already."})
    if not person.is_active:
        raise Refused(f"The account of {person.get_full_name()} is closed. Open it again first.")
    if Invitation.objects.unanswered().filter(person=person).exists() and not person.has_usable_password():
        sentence = "This person has not used their invitation. Take it back, and invite the right address."
        raise Refused(sentence, {"email": sentence})
    if standing.is_administrator and get_user_model().objects.filter(email__iexact=email).exists():
        raise Refused("The address is taken.", {"email": "There is already an account with this email address."})
    EmailChange.objects.unanswered().filter(person=person).update(withdrawn_at=now)
    change = EmailChange.objects.create(
        person=person, old=person.email, new=email, asked_by=by, asked_at=now, expires_at=now + HOLDS
    )
    record("ask_email_change", by=by, now=now, done_for=person, about=f"email change {change.pk}")
    tell()
    return change


def _locked(pk: int) -> Any:
    """Return an account, which nobody else changes until this is done."""
    accounts: Any = get_user_model()
    return accounts.objects.select_for_update().get(pk=pk)


def _address(email: str) -> str:
    """Return the address as it is kept. Raises `Refused` for what is none."""
    email = get_user_model().objects.normalize_email(email.strip())
    example = "Enter an email address in the correct format, like name@example.gov.uk."
    try:
        validate_email(email)
    except ValidationError as bad:
        raise Refused(example, {"email": example}) from bad
    if len(email) > 254:
        raise Refused(example, {"email": "Enter an email address of at most 254 characters."})
    return email


@transaction.atomic
def take_email_change_back(*, person: Any, by: Any, now: dt.datetime | None = None) -> None:
    """Stop the link to a new address. Raises `Refused` for who may not, or where none waits."""
    now = now or timezone.now()
    insist(may_change_email(Standing.of(by, timezone.localdate(now)), person))
    if not EmailChange.objects.unanswered().filter(person=person).update(withdrawn_at=now):
        raise Refused("No change of the address waits any more.")
    record("take_email_change_back", by=by, now=now, done_for=person)


@transaction.atomic
def confirm_email_change(*, change: EmailChange, by: Any = None, now: dt.datetime | None = None) -> Any:
    """Use up the link and make the new address that of the account; return the person. Raises `Overtaken`.

    What the person asked for themselves they confirm signed in, as `by`: the link alone would give the account to
    whoever reads a mistyped address. The old address is told.
    """
    now = now or timezone.now()
    if change.by_the_person and (by is None or by.pk != change.person_id):
        raise Refused("Sign in to the account whose address this changes, then follow the link again.")
    person = _locked(change.person_id)
    if not person.is_active or not EmailChange.objects.all().use_up(change.pk, now=now):
        raise Overtaken("This link has been used, or does not work any more. Ask for a new one.")
    person.email = change.new
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError as taken:
        raise Refused(TAKEN) from taken
    record("confirm_email_change", by=person, now=now, about=f"email change {change.pk}")
    tell()
    return person
