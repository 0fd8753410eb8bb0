"""The scorecard as its readers ask for it: which rows, which view, what an owner sees of others'."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.recalculate import recalculate
from measures.choices import SubmissionState
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]
ADDRESS = reverse("measures:scorecard", args=[SLUG, NOVEMBER])


@pytest.fixture(autouse=True)
def november(found: Council) -> None:
    """Submit 1.1 as red (it was red) and 2.1 as newly red."""
    found.put(SubmissionState.SUBMITTED, "1.1", "79")
    found.put(SubmissionState.SUBMITTED, "2.1", "60")
    recalculate(scorecard=found.scorecard)


def text(client: Client, query: str = "") -> str:
    return client.get(f"{ADDRESS}{query}").content.decode()


def test_all_measures_stand_in_their_sections_with_status_and_direction(signed_in: SignedIn) -> None:
    page = text(signed_in("team"))
    assert page.index("Front door") < page.index("1.1 % of visits in time") < page.index("2.1 % of stable placements")
    assert "Red: 79% against a target of 90%" in page
    assert "Worsening" in page


def test_an_owner_sees_others_figures_only_as_published(signed_in: SignedIn) -> None:
    table = signed_in("owner").get(ADDRESS).context["table"]
    shown = {row.ref: ([cell.text for cell in row.months], row.state) for row in table.rows}
    assert shown == {"1.1": (["80%", "79%"], SubmissionState.SUBMITTED), "2.1": (["93%", ""], None)}


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("?search=2.1", ["2.1"]),
        ("?search=visits", ["1.1"]),
        ("?rag=red", ["1.1", "2.1"]),
        ("?rag=green", ["1.1", "2.1"]),  # nothing is green, so it is no choice and the whole is shown
        ("?state=submitted", ["1.1", "2.1"]),
        ("?direction=worsening", ["2.1"]),
        ("?section=nonsense", ["1.1", "2.1"]),
    ],
)
def test_the_rows_asked_for_in_the_address_are_shown(signed_in: SignedIn, query: str, refs: list[str]) -> None:
    table = signed_in("team").get(f"{ADDRESS}{query}").context["table"]
    assert [row.ref for row in table.rows] == refs


def test_what_can_be_chosen_names_nothing_that_the_reader_may_not_see(signed_in: SignedIn) -> None:
    form = signed_in("other owner").get(ADDRESS).context["filter"]
    assert form.fields["state"].choices == [("", "Any"), ("submitted", "Submitted")]
    form = signed_in("owner").get(f"{ADDRESS}?direction=worsening").context["filter"]
    assert "worsening" not in dict(form.fields["direction"].choices)


def test_what_moved_names_the_newly_red(signed_in: SignedIn) -> None:
    moved = signed_in("team").get(f"{ADDRESS}?view=moved").context["moved"]
    assert [move.row.ref for move in moved.newly_red] == ["2.1"]


def test_the_heat_map_has_a_word_beside_each_colour(signed_in: SignedIn) -> None:
    page = text(signed_in("team"), "?view=heat")
    assert '<span class="govuk-visually-hidden">Red</span>' in page


def test_a_month_that_never_was_is_no_page(signed_in: SignedIn) -> None:
    for month in ("2023-13", "1999-01", "2024-05"):
        assert signed_in("team").get(f"/scorecards/{SLUG}/{month}/").status_code == 404
