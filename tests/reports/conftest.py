"""What the tests of reports stand on."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.factories.reports import Round


@pytest.fixture(autouse=True)
def no_heartbeat_inside_a_transaction(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the heartbeat where a test is one transaction, whose rows no other connection can see."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        monkeypatch.setattr("reports.rendering.HEARTBEAT", dt.timedelta(days=1))


@pytest.fixture(scope="module")
def november_of_the_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Round]:
    """Make a November that the board has read once for a file, whose tests take back what they do to it."""
    from tests.factories.restating import read_by_the_board

    with django_db_blocker.unblock(), transaction.atomic():
        yield read_by_the_board()
        transaction.set_rollback(True)


@pytest.fixture
def november_read(november_of_the_file: Round, db: None) -> Round:
    """A November that the board has read, with figures of 70%, and with rows of the test's own to change."""
    return copy.deepcopy(november_of_the_file)
