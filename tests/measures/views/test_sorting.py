"""The order in which a scorecard's measures stand: by section, or the worst first, on the page as in its file."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.actions.recalculate import recalculate
from measures.choices import SubmissionState
from measures.models import MeasureDefinition
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.inputs import TargetFactory
from tests.factories.months import figure_of

SignedIn = Callable[[str], Client]
ADDRESS = reverse("measures:scorecard", args=[SLUG, NOVEMBER])
FIGURES = {"1.2": ("96", "89"), "1.3": ("50", "91"), "1.4": ("90", "90"), "1.5": ("80", "30")}
"""October and November, against a target of 90%: amber and worse, green and better, exactly on it, far from it."""


@pytest.fixture(autouse=True)
def november(found: Council) -> None:
    """Submit measures of every colour beside 1.1, which is red; of 2.1 there is no figure yet."""
    director, owner = found.people["director"], found.people["owner"]
    found.put(SubmissionState.SUBMITTED, "1.1", "79")
    for ref, (before, now) in FIGURES.items():
        definition = DefinitionFactory.create(section=found.front_door, ref=ref, title=f"Measure {ref}")
        TargetFactory.create(measure=definition.measure, figure=Decimal(90))
        figure_of(definition, OCTOBER, before, state=SubmissionState.PUBLISHED, approver=director)
        figure_of(definition, NOVEMBER, now, state=SubmissionState.SUBMITTED, by=owner, approver=director)
    recalculate(scorecard=found.scorecard)


def refs(client: Client, query: str) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>(\S+)', client.get(f"{ADDRESS}{query}").content.decode())


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ("", ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1"]),
        ("nonsense", ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1"]),
        ("status", ["1.1", "1.5", "1.2", "1.3", "1.4", "2.1"]),
        ("movement", ["1.5", "1.2", "1.1", "1.4", "1.3", "2.1"]),
        ("gap", ["1.5", "1.1", "1.2", "1.4", "1.3", "2.1"]),
    ],
)
def test_the_worst_stand_first_in_each_order_and_what_has_no_figure_last(
    signed_in: SignedIn, order: str, wanted: list[str]
) -> None:
    client = signed_in("team")
    assert refs(client, f"?sort={order}") == wanted
    assert refs(client, f"?sort={order}&view=heat") == wanted
    file = f"{reverse('measures:export', args=[SLUG, NOVEMBER, 'csv'])}?sort={order}&table=shown"
    lines = client.get(file).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == wanted


def test_the_order_is_in_the_address_beside_what_was_chosen(signed_in: SignedIn) -> None:
    page = signed_in("team").get(f"{ADDRESS}?sort=status&search=measure").content.decode()
    assert '<strong aria-current="true">Worst status</strong>' in page
    assert 'href="?sort=gap&amp;search=measure"' in page
    assert '<input type="hidden" name="sort" value="status">' in page
    assert "?sort=status&amp;search=measure&amp;table=shown" in page


@pytest.mark.parametrize(
    ("query", "told"),
    [("?sort=movement", "the smallest move that counts"), ("?sort=gap", "the gap that is still amber"), ("", "")],
)
def test_an_order_by_which_more_points_can_stand_after_fewer_says_how_it_measures(
    signed_in: SignedIn, query: str, told: str
) -> None:
    page = signed_in("team").get(f"{ADDRESS}{query}").content.decode()
    assert ("as a multiple of" in page) is bool(told)
    assert told in page


def test_the_heading_that_is_sorted_by_says_so(signed_in: SignedIn) -> None:
    def said(query: str) -> list[tuple[str, str]]:
        page = signed_in("team").get(f"{ADDRESS}{query}").content.decode()
        return re.findall(r'<th scope="col"[^>]* aria-sort="([a-z]+)">([^<]+)<', page)

    assert said("") == [("ascending", "Measure")]
    assert said("?sort=status") == said("?sort=movement") == [("other", "Status and direction")]
    assert said("?sort=gap") == [("descending", "Gap to target")]


def test_the_gap_is_shown_where_it_is_sorted_by_and_where_its_column_is_chosen(
    found: Council, signed_in: SignedIn
) -> None:
    MeasureDefinition.objects.filter(ref="1.2").update(aim="lower")
    recalculate(scorecard=found.scorecard)
    client = signed_in("team")
    for query in ("?sort=gap", "?columns=gap"):
        rows = client.get(f"{ADDRESS}{query}").context["table"].rows
        assert {row.ref: row.gap.text for row in rows} == {
            "1.1": "11 points short", "1.2": "1 point better", "1.3": "1 point better", "1.4": "on target",
            "1.5": "60 points short", "2.1": "",
        }  # fmt: skip
        assert "11 points short" in client.get(f"{ADDRESS}{query}").content.decode()
    assert "11 points short" not in client.get(ADDRESS).content.decode()
    headings = [words for _, words in client.get(f"{ADDRESS}?sort=gap").context["shown"].columns.before]
    assert headings[:2] == ["Target", "Gap to target"]  # the newest month keeps its room
    assert "11 points short" not in signed_in("other owner").get(f"{ADDRESS}?sort=gap").content.decode()


def test_another_order_has_no_sections_and_asks_the_database_no_more(signed_in: SignedIn) -> None:
    client = signed_in("team")
    asked = []
    for query in ("", "?sort=status", "?sort=movement", "?sort=gap"):
        with CaptureQueriesContext(connection) as captured:
            page = client.get(f"{ADDRESS}{query}").content.decode()
        asked.append(len(captured))
        assert ("app-fold__details" in page) is not bool(query)
    assert asked[1:] == asked[:-1]


def test_a_sorted_page_is_kept_and_another_order_is_another_page(signed_in: SignedIn) -> None:
    client = signed_in("team")
    client.get(ADDRESS)  # the browser then has the secret of its forms, which is in the tag
    tag = client.get(f"{ADDRESS}?sort=status")["ETag"]
    assert client.get(f"{ADDRESS}?sort=status", headers={"if-none-match": tag}).status_code == 304
    assert client.get(f"{ADDRESS}?sort=gap", headers={"if-none-match": tag}).status_code == 200
