"""What pages say of a published month whose target or definition was changed afterwards, and its baseline."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.actions.catalogue import COMPARED, define_measure
from measures.actions.inputs import set_target
from measures.actions.recalculate import recalculate
from measures.choices import Aim, TargetKind
from measures.models import MeasureDefinition
from reports.actions import publish_imported_history
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.inputs import BaselineFactory

TOLD = "Published as Red: 80% against a target of 90%, more than 5 points short. Its target has since been changed."
PAGES = {
    "scorecard": reverse("measures:scorecard", args=[SLUG, OCTOBER]),
    "scorecard's file": reverse("measures:export", args=[SLUG, OCTOBER, "csv"]) + "?table=shown",
    "heat map": reverse("measures:scorecard", args=[SLUG, OCTOBER]) + "?view=heat",
    "heat map of a later month": reverse("measures:scorecard", args=[SLUG, NOVEMBER]) + "?view=heat",
    "heat map's file": reverse("measures:export", args=[SLUG, NOVEMBER, "csv"]) + "?table=shown&view=heat",
    "charts": reverse("measures:scorecard", args=[SLUG, OCTOBER]) + "?view=charts",
    "file of all": reverse("measures:export", args=[SLUG, OCTOBER, "csv"]),
    "json": reverse("measures:export", args=[SLUG, OCTOBER, "json"]),
    "what moved": reverse("measures:scorecard", args=[SLUG, OCTOBER]) + "?view=moved",
    "measure": reverse("measures:measure", args=[SLUG, "1.1"]),
    "figure": reverse("measures:entry", args=[SLUG, OCTOBER, "1.1"]),
    "scorecard as known": reverse("measures:scorecard_as_known", args=[SLUG, OCTOBER]),
    "measure as known": reverse("measures:measure_as_known", args=[SLUG, "1.1"]),
}


@pytest.fixture
def published(found: Council) -> Council:
    """The council, whose October was given to the board as an edition."""
    MeasureDefinition.objects.update(recorded_at=timezone.now())
    recalculate(scorecard=found.scorecard)
    publish_imported_history(scorecard=found.scorecard)
    return found


def told_on(page: str, client: Any, council: Council) -> str:
    """Return what a page says to the measure's director."""
    client.force_login(council.people["director"])
    return str(client.get(PAGES[page]).content.decode())


def target_of(council: Council, figure: int) -> None:
    """Change the target of measure 1.1, and have its statuses worked out again."""
    set_target(
        measure=council.visits.measure,
        year=2023,
        kind=TargetKind.FIGURE,
        figure=Decimal(figure),
        said=f"{figure}%",
        why="Agreed at the budget.",
        by=council.people["team"],
    )
    recalculate(scorecard=council.scorecard)


@pytest.mark.parametrize("page", PAGES)
def test_what_was_published_is_said_beside_a_status_whose_target_was_changed(
    page: str, published: Council, client: Any
) -> None:
    assert "Published as" not in told_on(page, client, published)
    target_of(published, 82)
    said = told_on(page, client, published)
    assert "amber" in said.lower()
    assert TOLD.removesuffix(".") in said


def test_the_counts_of_a_published_month_say_that_they_are_live_and_what_was_published(
    published: Council, client: Any
) -> None:
    assert "These counts are as the figures stand now." not in told_on("scorecard", client, published)
    target_of(published, 82)
    said = told_on("scorecard", client, published)
    assert "These counts are as the figures stand now. By the statuses that were published: Amber 0, Red 1." in said


def test_a_figure_of_the_same_colour_says_that_its_target_was_changed(published: Council, client: Any) -> None:
    target_of(published, 89)
    said = told_on("scorecard", client, published)
    assert f'title="{TOLD}">Its target has since been changed</span>' in said
    assert "Published as" not in told_on("what moved", client, published)


def test_nothing_is_said_of_a_status_that_is_as_it_was_published(published: Council, client: Any) -> None:
    target_of(published, 82)
    target_of(published, 90)
    assert "Published as" not in told_on("scorecard", client, published)


@pytest.mark.parametrize("page", PAGES)
def test_a_published_month_stands_as_it_was_defined_then(page: str, published: Council, client: Any) -> None:
    held = published.visits
    said = {name.removesuffix("_id"): getattr(held, name.removesuffix("_id")) for name in COMPARED}
    new = {**said, "aim": Aim.CONTEXT}
    team = published.people["team"]
    define_measure(scorecard=published.scorecard, measure=held.measure, holds_from=OCTOBER, by=team, **new)
    recalculate(scorecard=published.scorecard)
    shown = told_on(page, client, published)
    assert "red" in shown.lower()
    assert "Published as" not in shown
    assert ("October 2023 stands as the measure was defined then: higher is better." in shown) == (page == "measure")
    if page == "figure":
        assert "Higher is better" in shown


def test_the_baseline_of_the_scorecard_stands_beside_the_target_on_the_pages_of_its_measure(
    found: Council, client: Any
) -> None:
    BaselineFactory.create(measure=found.visits.measure)
    for page in ("measure", "figure"):
        assert "<dt>Baseline</dt><dd>85%</dd>" in told_on(page, client, found)
