"""Other people's drafts: in no page, list or count of somebody who may not see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import SubmissionState
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]
SECRET = "The draft that nobody else may read."

PAGES = (
    "/",
    reverse("measures:scorecard", args=[SLUG, NOVEMBER]),
    reverse("measures:arrows", args=[SLUG, NOVEMBER]),
    reverse("measures:measure", args=[SLUG, "1.1"]),
    reverse("measures:board", args=[SLUG, NOVEMBER]),
    "/approvals/",
    "/my-measures/",
    "/editions/",
)
STATES = (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED, SubmissionState.APPROVED)
OUTSIDERS = ("other owner", "other director", "board", "administrator", "nobody", "stranger")


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("state", STATES)
def test_a_figure_on_its_way_leaks_into_no_page_of_others(
    found: Council, signed_in: SignedIn, state: SubmissionState, role: str
) -> None:
    found.put(state, value="73.7", draft_happening=SECRET)
    client = signed_in(role)
    for address in PAGES:
        page = client.get(address).content.decode()
        assert SECRET not in page
        assert "73.7" not in page
        assert "74%" not in page


@pytest.mark.parametrize("state", STATES)
def test_others_do_not_learn_which_state_it_is_in(found: Council, signed_in: SignedIn, state: SubmissionState) -> None:
    client = signed_in("other owner")
    addresses = PAGES[1:4]
    before = [client.get(address).content for address in addresses]
    found.put(state)
    after = [client.get(address).content for address in addresses]
    assert [strip(page) for page in after] == [strip(page) for page in before]


def strip(page: bytes) -> bytes:
    """Return a page without its tokens, which differ each time."""
    return b"\n".join(line for line in page.splitlines() if b"csrf" not in line.lower())


def test_the_same_figure_is_seen_by_all_once_it_is_published(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("other owner").get(reverse("measures:scorecard", args=[SLUG, "2023-10"])).content.decode()
    assert "80%" in page
