"""A figure that was changed after it was loaded says so wherever it is looked at, and is looked at by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions.difference import LoadFigure
from measures.actions.drafts import Draft, save_draft, submit
from measures.actions.load import apply_load
from measures.actions.outcome import fetch
from measures.actions.recalculate import recalculate
from measures.permissions import Standing
from measures.queries.queue import unremarkable_for, waiting_for
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]
ENTRY, APPROVE = (reverse(f"measures:{page}", args=[SLUG, NOVEMBER, "1.1"]) for page in ("entry", "approve"))
MEASURE = reverse("measures:measure", args=[SLUG, "1.1"])
WAS = "it was 91%, 91 of 100"


@pytest.fixture(autouse=True)
def loaded(found: Council) -> None:
    """Load 91 of 100 for 1.1, and 94 of 100 for 2.1."""
    figures = [
        LoadFigure(definition.measure, NOVEMBER, f"{count}%", str(count), "100")
        for definition, count in ((found.visits, 91), (found.placements, 94))
    ]
    team = found.people["team"]
    apply_load(scorecard=found.scorecard, figures=figures, file_name="november.csv", sha256="", by=team)


def saved(found: Council, ref: str, **changes: Any) -> None:
    slot = fetch(found.submission(ref).pk)
    draft = replace(Draft.of(slot), happening="Visits were made in time.", **changes)
    owner = found.people["owner" if ref == "1.1" else "other owner"]
    save_draft(submission=slot, version=slot.version, draft=draft, by=owner)


def sent(found: Council, ref: str, **changes: str) -> None:
    saved(found, ref, **changes)
    slot = fetch(found.submission(ref).pk)
    submit(submission=slot, version=slot.version, by=slot.draft_by)
    recalculate(scorecard=found.scorecard)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_draft_says_what_it_was_loaded_as(found: Council, signed_in: SignedIn) -> None:
    saved(found, "1.1")
    assert "after it was loaded" not in page(signed_in("owner"), ENTRY)
    saved(found, "1.1", figure="92%", numerator="92")
    assert f"Changed by Olive Owner after it was loaded: {WAS}" in page(signed_in("owner"), ENTRY)


def test_a_submitted_figure_says_whether_it_is_as_it_was_loaded(found: Council, signed_in: SignedIn) -> None:
    sent(found, "1.1", figure="92%", numerator="92")
    sent(found, "2.1")
    for who, address in (("owner", ENTRY), ("director", APPROVE)):
        assert f"Changed by Olive Owner after it was loaded: {WAS}" in page(signed_in(who), address)
    assert f"Changed by Olive Owner: {WAS}" in page(signed_in("owner"), MEASURE)
    for address in (ENTRY, APPROVE):
        other = page(signed_in("signatory"), address.replace("1.1", "2.1"))
        assert "The figure is as it was loaded." in other
        assert "Entered by" not in other


def test_a_figure_that_was_changed_is_not_approved_among_the_unremarkable(found: Council) -> None:
    sent(found, "1.1", figure="92%", numerator="92")
    sent(found, "2.1")
    standing = Standing.of(found.people["signatory"], timezone.localdate())
    reasons = {row.submission.definition.ref: row.reasons for row in waiting_for(standing)}
    assert reasons == {"1.1": [f"changed after it was loaded: {WAS}"], "2.1": []}
    assert [row.submission.definition.ref for row in unremarkable_for(standing)] == ["2.1"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"figure": "91 %", "numerator": " 91"}, False),  # written otherwise
        ({"figure": ""}, False),  # worked out from the same counts
        ({"figure": "", "numerator": "93"}, True),
        ({"denominator": "101"}, True),
        ({"figure": "", "numerator": "", "denominator": "", "missing": "not available"}, True),
    ],
)
def test_numbers_are_compared_and_not_how_they_are_written(
    found: Council, signed_in: SignedIn, changes: dict[str, str], says: bool
) -> None:
    saved(found, "1.1", **changes)
    assert (WAS in page(signed_in("owner"), ENTRY)) is says
