"""The words of a month that is signed: no page says that anything of it is published before it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import SubmissionState
from measures.models import Period
from reports.actions import publish, sign
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]
BOARD = reverse("measures:board", args=[SLUG, NOVEMBER])
SCORECARD = reverse("measures:scorecard", args=[SLUG, NOVEMBER])
SHOWN = reverse("measures:export", args=[SLUG, NOVEMBER, "csv"])


@pytest.fixture
def signed(found: Council) -> Council:
    """A council whose November is signed and not published."""
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.LEFT_OUT, "2.1")
    found.november.refresh_from_db()
    sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True)
    return found


def stages(signed_in: SignedIn) -> dict[str, bool]:
    """Return whether each place that says where figures stand says that one is published."""
    team = signed_in("team")
    pages = {"board": team.get(BOARD), "home": team.get("/"), "owner": signed_in("owner").get("/")}
    pages |= {"scorecard": team.get(SCORECARD), "asked": team.get(f"{SCORECARD}?state=published")}
    said = {name: page.content.decode() for name, page in pages.items()}
    said["file"] = team.get(f"{SHOWN}?table=shown").content.decode()
    return {name: re.search(r"\bPublished\b", text) is not None for name, text in said.items()}


def test_figures_are_called_signed_until_their_month_is_published(signed: Council, signed_in: SignedIn) -> None:
    assert not [name for name, says in stages(signed_in).items() if says]
    publish(period=Period.objects.get(pk=signed.november.pk), by=signed.people["team"])
    assert all(stages(signed_in).values())
