"""Accounts that can sign in, for the tests of signing in."""

from __future__ import annotations

import itertools
from typing import Any

from portal.accounts.models import User
from portal.signed_out import marks

PASSWORD = "three words together"
NUMBERS = itertools.count(1)


def make_account(email: str = "", name: str = "", password: str = PASSWORD, **fields: Any) -> User:
    """Save and return an account, whose email and name are its own where none is given."""
    number = next(NUMBERS)
    email = email or f"account{number}@example.gov.uk"
    return User.objects.create_user(email, name or f"Account {number}", password, **fields)


def mark(person: Any, page: str) -> str:
    """Return the mark that a form on a page has before this person."""
    return marks.SIGNER.sign(f"{person.pk} {page}")
