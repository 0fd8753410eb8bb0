"""The earlier months that an extract has differently: listed beside what was published, for those who may see them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.actions.recalculate import recalculate
from measures.choices import FigureSource, SubmissionState
from measures.models import Period, Revision, Submission
from reports.actions import sign
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council

SignedIn = Callable[[str], Client]
PAGE = reverse("measures:revised", args=[SLUG, NOVEMBER])


def texts(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def revised(found: Council) -> Council:
    """October's 80% of 1.1 is 82% by a later extract."""
    october = found.submission(month=OCTOBER)
    revision = Revision.objects.create(
        submission=october, number=2, value=Decimal(82), said="82%", source=FigureSource.LOADED, revised=True
    )
    Submission.objects.filter(pk=october.pk).update(pending_revision=revision)
    return found


@pytest.mark.parametrize("who", ["director", "signatory", "team", "owner"])
def test_what_was_published_and_what_it_becomes_stand_side_by_side(
    revised: Council, signed_in: SignedIn, who: str
) -> None:
    page = texts(signed_in(who).get(PAGE))
    assert "80%" in page
    assert '82% <abbr title="revised">r</abbr>' in page
    assert "1 revised figure of" in page


def test_what_the_revision_changes_in_the_month_after_is_said_beside_it_and_in_the_queue(
    revised: Council, signed_in: SignedIn
) -> None:
    revised.put(SubmissionState.SUBMITTED, value="80")
    recalculate(scorecard=revised.scorecard)
    said = "worsening (was steady)"
    director = signed_in("director")
    assert f"November 2023 becomes {said}." in texts(director.get(PAGE))
    queue = texts(director.get(reverse("measures:queue")))
    assert f"{said.capitalize()}, because October 2023 is revised by a later extract" in queue
    assert said not in texts(signed_in("other director").get(PAGE))
    for view in ("measures:entry", "measures:approve"):
        figure = texts(director.get(reverse(view, args=[SLUG, NOVEMBER, "1.1"])))
        assert f"It becomes {said}, because October 2023 is revised." in figure


def test_the_figure_s_own_page_and_that_of_the_month_after_say_what_the_revision_changes(
    revised: Council, signed_in: SignedIn
) -> None:
    revised.put(SubmissionState.DRAFT, value="80")
    october, november = (reverse("measures:entry", args=[SLUG, month, "1.1"]) for month in (OCTOBER, NOVEMBER))
    owner = signed_in("owner")
    for address, said in (
        (october, "November 2023 becomes worsening (was steady)."),
        (november, "It becomes worsening (was steady), because October 2023 is revised."),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert said in texts(owner.get(address))
        assert len(queries) <= 15
    assert "becomes worsening" not in texts(signed_in("board").get(october))


@pytest.mark.parametrize("who", ["other owner", "other director"])
def test_others_learn_nothing_of_it(revised: Council, signed_in: SignedIn, who: str) -> None:
    page = texts(signed_in(who).get(PAGE))
    assert "82%" not in page
    assert "No figure of an earlier month was revised" in page


def test_the_director_s_queue_and_the_page_of_the_signature_lead_to_it(revised: Council, signed_in: SignedIn) -> None:
    queue = texts(signed_in("director").get(reverse("measures:queue")))
    assert PAGE in queue
    assert "the signature of the month approves them" in queue
    assert "What does wait for you" not in queue
    assert PAGE not in texts(signed_in("other director").get(reverse("measures:queue")))
    assert PAGE in texts(signed_in("signatory").get(reverse("reports:sign", args=[SLUG, NOVEMBER])))


def test_once_the_month_is_signed_it_says_what_was_approved_with_it(revised: Council, signed_in: SignedIn) -> None:
    revised.put(SubmissionState.APPROVED)
    revised.put(SubmissionState.LEFT_OUT, "2.1")
    sign(period=Period.objects.get(pk=revised.november.pk), by=revised.people["signatory"], exceptions_confirmed=True)
    page = texts(signed_in("director").get(PAGE))
    assert "approved and published together with November 2023" in page
    assert all(figure in page for figure in ("80%", "82%"))
    assert PAGE not in texts(signed_in("director").get(reverse("measures:queue")))


def test_the_pages_of_the_figure_do_not_call_it_published_while_it_waits(revised: Council, signed_in: SignedIn) -> None:
    waits = "The figure is what a later extract says. It waits to be signed."
    measure, figure = (
        reverse("measures:measure", args=[SLUG, "1.1"]), reverse("measures:entry", args=[SLUG, OCTOBER, "1.1"])
    )  # fmt: skip
    director = signed_in("director")
    assert [texts(director.get(page)).count(waits) for page in (measure, figure)] == [1, 1]
    assert waits not in texts(director.get(reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])))
    assert waits not in texts(signed_in("board").get(measure))
