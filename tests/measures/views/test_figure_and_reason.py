"""A figure, or its counts, together with a reason for having none: kept as typed, and submitted by no way in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import RestatementState, SubmissionState
from measures.models import Restatement, Revision
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council

SignedIn = Callable[[str], Client]
SAID = "There is a {}, and a reason for having none (“not collected yet”). Leave one of the two out."
FIGURE = {"figure": "84%", "missing": "not collected yet"}
COUNTS = {"numerator": "84", "denominator": "100", "missing": "not collected yet"}
BOTH = pytest.mark.parametrize(("typed", "sentence"), [(FIGURE, SAID.format("figure")), (COUNTS, SAID.format("count"))])
WORDS = {"happening": "Said.", "why": "Said.", "doing": "Said."}


def texts(response: Any) -> str:
    return str(response.content.decode())


def kept(found: Council) -> dict[str, str]:
    draft = found.submission()
    names = ("figure", "numerator", "denominator", "missing")
    return {name: text for name in names if (text := getattr(draft, f"draft_{name}"))}


@BOTH
def test_the_page_keeps_both_and_submits_neither(
    found: Council, signed_in: SignedIn, typed: dict[str, str], sentence: str
) -> None:
    entry = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
    response = signed_in("owner").post(entry, {**typed, **WORDS, "version": "0", "do": "submit"})
    assert response.status_code == 422
    assert response.context["form"].errors["missing"] == [sentence]
    assert (found.submission().state, kept(found)) == (SubmissionState.DRAFT, typed)


@BOTH
def test_the_grid_says_it_in_the_row(found: Council, signed_in: SignedIn, typed: dict[str, str], sentence: str) -> None:
    grid, owner, pk = reverse("measures:grid", args=[SLUG, NOVEMBER]), signed_in("owner"), found.submission().pk
    cells = {f"m{pk}-{name}": text for name, text in {**typed, "happening": "Said.", "version": "0"}.items()}
    page = texts(owner.post(grid, cells, follow=True))
    assert "can not be submitted as typed" in page
    assert sentence in page
    sent = owner.post(grid, {**cells, f"m{pk}-version": "1", f"m{pk}-send": "on"})
    assert sent.status_code == 422
    assert (found.submission().state, kept(found)) == (SubmissionState.DRAFT, typed)


@BOTH
def test_the_api_keeps_both_and_submits_neither(
    found: Council, signed_in: SignedIn, typed: dict[str, str], sentence: str
) -> None:
    body = {("value" if name == "figure" else name): text for name, text in typed.items()}
    submit = reverse("api:submit", args=[SLUG, NOVEMBER, "1.1"])
    sent = signed_in("owner").post(submit, {**body, **WORDS, "version": 0}, content_type="application/json")
    assert sent.status_code == 422
    assert sentence in sent.json()["errors"]
    assert (found.submission().state, kept(found)) == (SubmissionState.DRAFT, typed)


@BOTH
def test_a_restatement_refuses_both(found: Council, signed_in: SignedIn, typed: dict[str, str], sentence: str) -> None:
    october = found.submission(month=OCTOBER)
    assert october.published_revision is not None
    row = Restatement.objects.create(
        submission=october,
        reason="Counted twice.",
        asked_by=found.people["owner"],
        published_revision=october.published_revision,
        state=RestatementState.AGREED,
    )
    page = reverse("measures:restatement", args=[row.pk])
    response = signed_in("owner").post(page, {"figure": "", **typed, **WORDS, "version": "0", "do": "submit"})
    assert response.status_code == 422
    assert response.context["figure_form"].errors["missing"] == [sentence]
    assert Revision.objects.filter(submission=october).count() == 1
