"""A month as a file: what the person may see, and nothing of what they may not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import SubmissionState
from measures.models import Submission
from tests.factories.council import SLUG, Council
from tests.factories.months import RevisionFactory

SignedIn = Callable[[str], Client]


def exported(client: Client, month: str = "2023-11") -> dict[str, dict[str, Any]]:
    response = client.get(reverse("measures:export", args=[SLUG, month, "json"]))
    assert response["Content-Disposition"] == f'attachment; filename="{SLUG}-{month}.json"'
    return {measure["ref"]: measure for measure in json.loads(response.content)["measures"]}


@pytest.mark.parametrize("state", [SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED])
def test_somebody_else_s_figure_is_in_no_export_before_it_is_published(
    found: Council, signed_in: SignedIn, state: SubmissionState
) -> None:
    found.put(state, value="73")
    mine = exported(signed_in("owner"))["1.1"]
    assert (mine["value"], mine["state"]) == ("73%", state)
    theirs = exported(signed_in("other owner"))["1.1"]
    assert (theirs["value"], theirs["exact"], theirs["numerator"], theirs["state"]) == (None, None, None, None)
    assert theirs["findings"] == []
    assert "73" not in json.dumps({**theirs, "benchmarks": []})


def test_a_published_month_is_exported_to_everybody_who_works_on_the_scorecard(
    found: Council, signed_in: SignedIn
) -> None:
    for role in ("owner", "other owner", "director", "team"):
        october = exported(signed_in(role), "2023-10")
        assert (october["1.1"]["value"], october["2.1"]["state"]) == ("80%", "published")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({}, ""),
        ({"table": "shown"}, "-as-shown"),
        ({"table": "shown", "view": "heat"}, "-heat-map"),
        ({"table": "shown", "view": "moved"}, "-what-moved"),
        ({"table": "shown", "view": "compare"}, "-comparators"),
        ({"table": "shown", "search": "stable"}, "-as-shown-some-measures"),
        ({"search": "stable"}, "-some-measures"),
    ],
)
def test_each_file_of_a_month_has_a_name_of_its_own(
    found: Council, signed_in: SignedIn, asked: dict[str, str], name: str
) -> None:
    given = signed_in("team").get(reverse("measures:export", args=[SLUG, "2023-11", "csv"]), asked)
    assert given["Content-Disposition"] == f'attachment; filename="{SLUG}-2023-11{name}.csv"'


@pytest.mark.parametrize(
    ("view", "months", "marked"),
    [
        ("", ("Oct-23", "Nov-23"), "Oct-23 revised; Nov-23 revised"),
        ("heat", ("Oct-23", "Nov-23"), "Oct-23 revised; Nov-23 revised"),
        ("compare", ("Nov-23",), "Nov-23 revised"),
    ],
)
def test_a_marked_figure_is_a_number_in_the_file_and_its_mark_stands_in_a_column_of_its_own(
    found: Council, signed_in: SignedIn, view: str, months: tuple[str, ...], marked: str
) -> None:
    found.put(SubmissionState.SUBMITTED)
    client, file = signed_in("team"), reverse("measures:export", args=[SLUG, "2023-11", "csv"])
    plain = client.get(f"{file}?table=shown&view={view}").content.decode("utf-8-sig")
    assert "Provisional or revised" not in plain
    october = found.submission("1.1", found.october.month)
    now = RevisionFactory.create(submission=october, number=2, value=Decimal(80), revised=True)
    Submission.objects.filter(pk=october.pk).update(approved_revision=now, published_revision=now)
    november = found.submission("1.1")
    now = RevisionFactory.create(submission=november, number=2, value=Decimal(79), revised=True)
    Submission.objects.filter(pk=november.pk).update(submitted_revision=now)
    given = client.get(f"{file}?table=shown&view={view}").content.decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(given))
    assert [first[month] for month in months] == ["80%", "79%"][-len(months) :]
    assert (first["Provisional or revised"], second["Provisional or revised"]) == (marked, "")


@pytest.mark.parametrize(("form", "start"), [("csv", b"\xef\xbb\xbfref,section"), ("xlsx", b"PK"), ("json", b"{")])
def test_each_format_is_what_it_says(found: Council, signed_in: SignedIn, form: str, start: bytes) -> None:
    response = signed_in("team").get(reverse("measures:export", args=[SLUG, "2023-11", form]))
    assert response.content.startswith(start)
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


@pytest.mark.parametrize("asked", [{"rag": "mauve"}, {"section": "nonsense", "view": "heat", "table": "shown"}])
def test_what_the_page_refuses_has_no_file(signed_in: SignedIn, asked: dict[str, str]) -> None:
    client = signed_in("team")
    given = client.get(reverse("measures:export", args=[SLUG, "2023-11", "csv"]), asked, follow=True)
    assert given.status_code == 422
    assert given.context["shown"].refused
    assert "table=" not in given.redirect_chain[0][0]


def test_the_measures_chosen_on_the_page_are_those_in_the_file(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    address = reverse("measures:export", args=[SLUG, "2023-11", "json"])
    assert [m["ref"] for m in json.loads(client.get(f"{address}?search=stable").content)["measures"]] == ["2.1"]
    page = client.get(f"{reverse('measures:scorecard', args=[SLUG, '2023-11'])}?search=stable").content.decode()
    assert f'href="{address}?search=stable"' in page
