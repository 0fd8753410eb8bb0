"""Who holds what, in one go: the owners of measures and the directors of sections by their address of email."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from measures.actions.accounts import invite
from measures.actions.inputs import insist_on_keeper
from measures.actions.outcome import Refused
from measures.actions.people import give_role
from measures.choices import RoleName
from measures.models import Measure, Scorecard, Section


@dataclass(frozen=True)
class Holding:
    """What somebody is to hold; `name` is the box in which it was entered."""

    scope: Measure | Section | Scorecard
    role: RoleName
    email: str
    name: str


def name_from(email: str) -> str:
    """Return the name that an address seems to be of: 'olive.o-neil@council.example' is Olive O-Neil."""
    return " ".join(part.capitalize() for part in email.partition("@")[0].replace("_", ".").split(".") if part)


@transaction.atomic
def give_out(
    *,
    scorecard: Scorecard,
    holdings: Sequence[Holding],
    invite_new: bool,
    by: Any,
    now: dt.datetime | None = None,
) -> tuple[int, int]:
    """Give everybody what they are to hold, all of it or nothing; return how many roles, and how many were invited.

    `invite_new` makes an account for an address that nobody has and sends it an invitation. Raises `Refused`, naming
    each box that is wrong.
    """
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    wrong: dict[str, str] = {}
    people: dict[str, Any] = {}
    invited = 0
    emails = {holding.email.lower() for holding in holdings}
    accounts: Any = get_user_model()
    found = accounts.objects.annotate(address=Lower("email")).filter(address__in=emails)
    known = {person.address: person for person in found}
    for holding in holdings:
        email = holding.email.lower()
        person = people.get(email) or known.get(email)
        try:
            if person is None and not invite_new:
                wrong[holding.name] = f"Nobody has an account with {holding.email}. Tick the box below to invite them."
                continue
            if person is None:
                person, _ = invite(
                    email=holding.email, name=name_from(holding.email), scorecard=scorecard, by=by, now=now
                )
                invited += 1
            people[email] = person
            give_role(person=person, role=holding.role, scope=holding.scope, by=by, now=now)
        except Refused as refused:
            wrong[holding.name] = next(iter(refused.fields.values()), refused.sentence)
    if wrong:
        raise Refused("Nothing was given out yet.", wrong)
    return len(holdings), invited
