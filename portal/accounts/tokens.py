"""Tokens of the API: making one, revoking one, and finding whose one is. Called by the account's page and the API."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Refused, record
from portal.accounts.models import Token, User

MARK: Final = "psc_"
"""What every token begins with, so that one that was left in a file or a log is recognised."""
SHOWN: Final = 8
"""Characters of a token that its list shows."""
MOST: Final = 20
"""Tokens that one person may have in use."""


@transaction.atomic
def make_token(*, by: User, name: str, days: int, may_write: bool, now: dt.datetime | None = None) -> tuple[Token, str]:
    """Return a new token of the person and what it says, which is told this once. Raises `Refused`."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    if Token.objects.filter(person=by).valid(today).count() >= MOST:
        sentence = f"You have {MOST} tokens in use. Revoke one that is not needed any more."
        raise Refused(sentence, {"name": sentence})
    secret = f"{MARK}{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        person=by,
        name=name,
        fingerprint=Token.fingerprint_of(secret),
        begins=secret[:SHOWN],
        may_write=may_write,
        made_at=now,
        until=today + dt.timedelta(days=days),
    )
    about = {"name": name, "until": token.until.isoformat(), "may_write": may_write}
    record("make_token", by=by, now=now, about=f"token {token.pk}", details=about)
    return token, secret


@transaction.atomic
def revoke_token(*, token: Token, by: User, now: dt.datetime | None = None) -> None:
    """End a token at once. Raises `Refused` where it is not the person's, or has been revoked already."""
    now = now or timezone.now()
    if token.person_id != by.pk:
        raise Refused("There is no such page.", hidden=True)
    if not Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        raise Refused("This token has been revoked already.")
    record("revoke_token", by=by, now=now, about=f"token {token.pk}", details={"name": token.name})


def token_that_says(secret: str, on: dt.date) -> Token | None:
    """Return the token, with its person, that says this and opens the API on the day; None where there is none."""
    if not secret.startswith(MARK):
        return None
    valid = Token.objects.valid(on).select_related("person")
    return valid.filter(fingerprint=Token.fingerprint_of(secret)).first()
