"""The sample accounts of the demonstration: who they are and signing in as one. Called by the views and a tag.

There are none unless PORTAL_DEMO is on. The list itself is made where the demonstration is
(PORTAL_DEMO_ACCOUNTS names it), because only that knows the roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SampleAccount(Protocol):
    """One sample account, as the sign-in page lists it."""

    name: str
    role: str
    what_to_do: str
    email: str
    password: str


def sample_accounts() -> Sequence[SampleAccount]:
    """Return the sample accounts, in the order in which the page shows them; none outside the demonstration."""
    source = getattr(settings, "PORTAL_DEMO_ACCOUNTS", "")
    if not getattr(settings, "PORTAL_DEMO", False) or not source:
        return []
    accounts: Sequence[SampleAccount] = import_string(source)()
    return accounts


def sample_account(email: str) -> SampleAccount | None:
    """Return the sample account with this email, or None."""
    return next((account for account in sample_accounts() if account.email == email), None)
