"""The new address of an account holds for every way to sign in. Called by `email_views`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from measures.actions.email_changes import confirm_email_change
from measures.models import EmailChange


@transaction.atomic
def confirm_new_email(*, change: EmailChange, by: Any = None, now: dt.datetime | None = None) -> Any:
    """Confirm the change, and forget the old address wherever allauth may have kept it; return the person.

    allauth finds accounts by its own rows too: one of the old address would still sign in and reset the password.
    """
    person = confirm_email_change(change=change, by=by, now=now)
    EmailAddress.objects.filter(user=person).delete()
    return person
