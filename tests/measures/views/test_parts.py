"""The parts of a figure: entered, checked against the whole, frozen, shown, and offered again next month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import SubmissionState
from measures.models import Finding, Part, Revision
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council

SignedIn = Callable[[str], Client]
ENTRY = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
NORTH = {"kind": "locality", "name": "North", "numerator": "50", "denominator": "60", "additive": "on"}
SOUTH = {"kind": "locality", "name": "South", "numerator": "42", "denominator": "45", "additive": "on"}
WHOLE = {"figure": "92%", "numerator": "92", "denominator": "100", "happening": "Well."}


def texts(response: Any) -> str:
    return str(response.content.decode())


def sends(client: Client, found: Council, *parts: dict[str, str], do: str = "save", **typed: str) -> Any:
    rows = {f"part{number}-{name}": text for number, part in enumerate(parts) for name, text in part.items()}
    return client.post(ENTRY, {"version": str(found.submission().version), "do": do, **WHOLE, **typed, **rows})


def findings(found: Council) -> list[str]:
    return [f.message for f in Finding.objects.open().filter(submission=found.submission()) if "parts" in f.message]


def test_parts_are_kept_with_the_draft_and_frozen_with_the_figure(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    assert sends(owner, found, NORTH, SOUTH).status_code == 302
    page = texts(owner.get(ENTRY))
    assert 'value="North"' in page
    assert sends(owner, found, NORTH, SOUTH, do="submit").status_code == 302
    assert list(Part.objects.values_list("kind", "name", "numerator", "additive")) == [
        ("locality", "North", 50, True),
        ("locality", "South", 42, True),
    ]
    for who, address in (("owner", ENTRY), ("director", reverse("measures:measure", args=[SLUG, "1.1"]))):
        page = texts(signed_in(who).get(address))
        assert "South" in page
        assert '<td class="app-number">83%</td>' in page, "worked out from 50 of 60"


def test_parts_that_do_not_add_up_are_found_and_stay_found_when_explained(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sends(owner, found, NORTH, {**SOUTH, "numerator": "40"})
    said = "The parts by locality come to 90, but the whole is 92."
    assert findings(found) == [said]
    finding = Finding.objects.open().get(message=said)
    explained = {f"explanation_{finding.pk}": "Two children moved."}
    response = sends(owner, found, NORTH, {**SOUTH, "numerator": "40"}, do="submit", **explained)
    assert response.status_code == 302, texts(response)
    assert findings(found) == [said]


def test_each_breakdown_adds_up_by_itself_and_others_need_not(found: Council, signed_in: SignedIn) -> None:
    young = {"kind": "age", "name": "0 to 4", "numerator": "92", "additive": "on"}
    team = {"kind": "team", "name": "Red", "numerator": "1"}
    sends(signed_in("owner"), found, NORTH, SOUTH, young, team)
    assert findings(found) == []


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"name": "North", "numerator": "5"}, "Part 1: Enter what the figure is broken down by"),
        ({"kind": "locality", "name": "", "numerator": "5"}, "Part 1: Enter the name of the part."),
        ({"kind": "locality", "name": "x" * 201}, "Part 1: “Part” is too long: at most 200 characters"),
    ],
)
def test_a_part_that_can_not_be_kept_is_said(
    found: Council, signed_in: SignedIn, part: dict[str, str], sentence: str
) -> None:
    response = sends(signed_in("owner"), found, part, why="Typed for an hour.")
    assert response.status_code == 422
    assert sentence in texts(response)
    assert "Typed for an hour." in texts(response)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (({**NORTH, "numerator": "many"},), "North: "),
        ((NORTH, NORTH), "North stands twice among the parts by locality."),
    ],
)
def test_a_part_that_can_not_be_read_is_kept_and_not_submitted(
    found: Council, signed_in: SignedIn, parts: tuple[dict[str, str], ...], sentence: str
) -> None:
    response = sends(signed_in("owner"), found, *parts, do="submit")
    assert response.status_code == 422
    assert sentence in texts(response)
    assert len(found.submission().draft_parts) == len(parts)
    assert not Revision.objects.filter(submission=found.submission()).exists()


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"numerator": "70", "denominator": "60"}, "North: 70 is more than the 60 that it is out of."),
        ({"numerator": "5", "denominator": "0"}, "North: 5 out of 0 has no figure: one of the two counts is wrong."),
        (
            {"numerator": "5.5", "denominator": "60"},
            "North: The number counted is 5.5, and children are counted whole.",
        ),
        ({"numerator": "", "denominator": "", "value": "117%"}, "North: 117% is more than 100%."),
        ({"value": "NA"}, "North: There is a count, and a reason for having none (“not available”). Leave one of"),
    ],
)
def test_a_part_that_can_not_be_is_kept_and_not_submitted_as_a_figure_is_not(
    found: Council, signed_in: SignedIn, numbers: dict[str, str], sentence: str
) -> None:
    response = sends(signed_in("owner"), found, {**NORTH, "additive": "", **numbers}, do="submit")
    assert response.status_code == 422
    assert sentence in texts(response)
    assert found.submission().state == SubmissionState.DRAFT


def test_a_part_that_its_counts_contradict_is_explained_as_a_figure_is(found: Council, signed_in: SignedIn) -> None:
    sends(signed_in("owner"), found, {**NORTH, "additive": "", "value": "80%"})
    said = "North: The figure entered is 80%, but 50 out of 60 gives 83%."
    assert Finding.objects.open().filter(submission=found.submission(), message=said, severity="warning").exists()


def test_last_months_parts_are_offered_to_begin_with(found: Council, signed_in: SignedIn) -> None:
    october = Revision.objects.get(submission=found.submission(month=OCTOBER))
    Part.objects.create(revision=october, kind="locality", name="North", numerator=40, additive=True)
    page = texts(signed_in("owner").get(ENTRY))
    assert 'value="North"' in page
    assert 'value="40"' not in page


def test_a_form_that_knows_of_no_parts_leaves_them_as_they_are(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sends(owner, found, NORTH, SOUTH)
    sends(owner, found, why="Snow.")
    assert len(found.submission().draft_parts) == 2
    assert found.submission().state == SubmissionState.DRAFT


def test_who_only_comments_has_not_typed_the_parts_that_are_offered(found: Council, signed_in: SignedIn) -> None:
    comment = reverse("measures:comment", args=[SLUG, NOVEMBER, "1.1"])
    offered = {"part0-kind": "locality", "part0-name": "North", "part0-numerator": "", "part0-additive": "on"}
    sent = {"version": "0", "figure": "", "text": "Is it so?", **offered}
    assert signed_in("owner").post(comment, sent).status_code == 302
    assert found.submission().state == SubmissionState.NOT_STARTED
    assert found.submission().comments.count() == 1


def test_the_box_of_a_part_that_adds_up_is_the_same_when_it_is_held_and_when_it_is_sent_back(
    found: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    sends(owner, found, NORTH)
    held = owner.get(ENTRY).context["form"].parts[0]["additive"]
    refused = sends(owner, found, NORTH, do="submit", figure="abc")
    assert refused.status_code == 422
    back = refused.context["form"].parts[0]["additive"]
    assert "checked" in str(held)
    assert str(held) == str(back)
