"""Accounts that can sign in, for the tests of signing in."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from portal.accounts.models import User
from portal.signed_out import marks

PASSWORD = "three words together"
BACKEND = "django.contrib.auth.backends.ModelBackend"
NUMBERS = itertools.count(1)

Role = TypeVar("Role", bound=Hashable)


def make_account(email: str = "", name: str = "", password: str = PASSWORD, **fields: Any) -> User:
    """Save and return an account, whose email and name are its own where none is given."""
    number = next(NUMBERS)
    email = email or f"account{number}@example.gov.uk"
    return User.objects.create_user(email, name or f"Account {number}", password, **fields)


def mark(person: Any, page: str) -> str:
    """Return the mark that a form on a page has before this person."""
    return marks.SIGNER.sign(f"{person.pk} {page}")


def sessions_of(people: Mapping[Role, Any]) -> dict[Role, str]:
    """Save a session of each person, as it is when they have signed in, and return its key.

    One question for all of them; what else signing in does is done by the tests of signing in.
    """
    keys = {role: get_random_string(32) for role in people}
    expires = timezone.now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.bulk_create(
        Session(session_key=keys[role], session_data=SessionStore().encode(_held_of(person)), expire_date=expires)
        for role, person in people.items()
    )
    return keys


def _held_of(person: Any) -> dict[str, str]:
    return {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }


def browser_with(session: str) -> Client:
    """Return a new browser that has this session."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def browser_of(person: Any) -> Client:
    """Return a new browser in which a person is signed in."""
    return browser_with(sessions_of({None: person})[None])
