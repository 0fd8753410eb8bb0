"""What the tests of the month share: the sample scorecard, imported once for a module and untouched by each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

if TYPE_CHECKING:
    from measures.models import Scorecard


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scorecard]:
    """The sample scorecard as the import brings it in. What a test does to it is taken back after the test."""
    from tests.factories.imports import sample_scorecard  # models can not be imported before the apps are ready

    with django_db_blocker.unblock(), transaction.atomic():
        yield sample_scorecard()
        transaction.set_rollback(True)
