"""What the board says of a month: whether it can be signed, and nothing as published before it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import Frequency, SubmissionState
from measures.models import MeasureDefinition, Period
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


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (SubmissionState.APPROVED, True),
        (SubmissionState.LEFT_OUT, True),
        (SubmissionState.SUBMITTED, False),
        (SubmissionState.RETURNED, False),
        (SubmissionState.NOT_STARTED, False),
    ],
)
def test_the_board_and_the_team_s_home_say_when_the_month_can_be_signed(
    found: Council, signed_in: SignedIn, state: SubmissionState, says: bool
) -> None:
    found.put(SubmissionState.APPROVED)
    found.put(state, "2.1")
    for page in (signed_in("team").get(BOARD), signed_in("team").get("/")):
        assert ("November 2023 can be signed." in page.content.decode()) is says


def test_a_measure_that_is_not_due_does_not_keep_the_month_from_being_ready(
    found: Council, signed_in: SignedIn
) -> None:
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.NOT_STARTED, "2.1")
    MeasureDefinition.objects.filter(pk=found.placements.pk).update(frequency=Frequency.QUARTERLY)
    assert "November 2023 can be signed." in signed_in("team").get(BOARD).content.decode()


def test_a_month_that_is_signed_no_longer_can_be(signed: Council, signed_in: SignedIn) -> None:
    home = signed_in("team").get("/").content.decode()
    assert "can be signed" not in signed_in("team").get(BOARD).content.decode() + home
    assert "Owners submit by" not in home
    assert all(
        f'href="{reverse(f"measures:{page}", args=[SLUG])}"' in home for page in ("restatements", "audit", "loads")
    )


def test_a_blank_of_a_month_that_is_over_is_no_figure_and_no_longer_something_to_start(
    found: Council, signed_in: SignedIn
) -> None:
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.NOT_STARTED, "2.1")
    MeasureDefinition.objects.filter(pk=found.placements.pk).update(frequency=Frequency.QUARTERLY)
    assert "Not started" in signed_in("team").get(BOARD).content.decode()
    sign(period=Period.objects.get(pk=found.november.pk), by=found.people["signatory"], exceptions_confirmed=True)
    board = signed_in("team").get(BOARD).content.decode()
    assert "No figure" in board
    assert "Not started" not in board
