"""What was typed in one box of a figure's page while the button of another was pressed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import SubmissionState
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.imports import extract_row, loaded

SignedIn = Callable[[str], Client]
ENTRY = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
RED = {"figure": "79%", "numerator": "79", "denominator": "100", "happening": "Snow.", "doing": "A rota."}


@pytest.mark.parametrize(("box", "does"), [("text", "save"), ("query", "save"), ("text", "submit")])
def test_a_comment_or_question_stands_there_still_when_the_figure_is_saved(
    found: Council, signed_in: SignedIn, box: str, does: str
) -> None:
    loaded(found.scorecard, extract_row("1.1", value="79%"), by=found.people["team"])
    form = {"version": str(found.submission().version), **RED, "do": does, box: "Is it so?"}
    response = signed_in("owner").post(ENTRY, form)
    page = response.content.decode()
    assert response.status_code == 200
    assert "is not sent yet. Use the button under it." in page
    assert "Is it so?</textarea>" in page
    assert found.submission().state == (SubmissionState.SUBMITTED if does == "submit" else SubmissionState.DRAFT)
    assert found.submission().comments.count() == 0


def test_a_figure_is_not_submitted_while_a_question_about_it_is_not_sent(found: Council, signed_in: SignedIn) -> None:
    loaded(found.scorecard, extract_row("1.1", value="79%"), by=found.people["team"])
    form = {"version": str(found.submission().version), **RED, "do": "submit", "query": "Is it so?"}
    response = signed_in("owner").post(ENTRY, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert [each for each in ("is not sent yet", "Is it so?</textarea>", "Snow.", "A rota.") if each not in page] == []
    assert found.submission().state == SubmissionState.DRAFT
