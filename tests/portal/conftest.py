"""What every test of the site's pages needs."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts_remembered() -> None:
    """The limits of attempts count in the cache: each test starts from none."""
    cache.clear()
