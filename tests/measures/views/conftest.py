"""Somebody of the council, signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.factories.council import Council


@pytest.fixture
def signed_in(found: Council) -> Callable[[str], Client]:
    """Return a browser in which somebody of the council is signed in."""

    def browser(role: str) -> Client:
        client = Client()
        client.force_login(found.people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser
