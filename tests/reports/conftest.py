"""What the tests of reports stand on."""

from __future__ import annotations

import datetime as dt

import pytest


@pytest.fixture(autouse=True)
def no_heartbeat_inside_a_transaction(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the heartbeat where a test is one transaction, whose rows no other connection can see."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        monkeypatch.setattr("reports.rendering.HEARTBEAT", dt.timedelta(days=1))
