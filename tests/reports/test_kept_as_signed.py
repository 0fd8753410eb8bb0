"""What a corrected edition keeps as it was signed: what was set or changed since is of the months to come."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.actions.catalogue import COMPARED, define_measure
from measures.actions.inputs import set_target
from measures.actions.people import hand_over
from measures.actions.recalculate import recalculate
from measures.choices import Aim, Audience, Rag, TargetKind
from measures.models import MeasureDefinition, Submission
from reports.content import EditionContent, from_data
from reports.models import Edition
from tests.factories.people import PersonFactory
from tests.factories.reports import NOVEMBER, Round
from tests.factories.restating import approved, fresh, published, read_by_the_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def november() -> Round:
    """A November that the board has read, with figures of 70% against targets of 90%: both are red."""
    return read_by_the_board()


def target_of(november: Round, place: int, figure: int) -> None:
    """Change the target of a measure, and have its statuses worked out again."""
    set_target(
        measure=november.definitions[place].measure,
        year=2023,
        kind=TargetKind.FIGURE,
        figure=Decimal(figure),
        said=f"{figure}%",
        why="Agreed at the budget.",
        by=november.performance,
    )
    recalculate(scorecard=november.scorecard)


def first_edition(november: Round) -> EditionContent:
    return from_data(Edition.objects.get(period=november.period, audience=Audience.INTERNAL, number=1).data())


def live_page(november: Round, client: Any) -> str:
    """Return the scorecard of November as its director reads it."""
    client.force_login(november.director)
    return str(client.get(reverse("measures:scorecard", args=[november.scorecard.slug, NOVEMBER])).content.decode())


def test_a_measure_that_is_not_restated_stands_as_it_was_signed(november: Round) -> None:
    before = first_edition(november)
    target_of(november, 1, 60)
    internal, public = published(november, approved(november, 0))
    content = from_data(internal.data())
    assert content.by_ref("1.1") == before.by_ref("1.1")
    assert (content.by_ref("1.1").rag, content.by_ref("1.1").target.shown) == (Rag.RED, "90%")
    assert {count.rag: count.now for count in content.status_counts if count.now} == {Rag.GREEN: 1, Rag.RED: 1}
    assert from_data(public.data()).by_ref("1.1").target.shown == "90%"


def test_a_restated_figure_is_rated_against_the_target_that_was_signed(november: Round) -> None:
    target_of(november, 0, 95)
    content = from_data(published(november, approved(november, 0))[0].data())
    restated = content.by_ref("1.0")
    assert (restated.current.printed, restated.rag, restated.target.shown) == ("92% r", Rag.GREEN, "90%")


def test_a_definition_of_afterwards_is_not_that_of_the_corrected_edition(november: Round) -> None:
    MeasureDefinition.objects.update(recorded_at=first_edition_made(november))
    before = first_edition(november)
    held = november.definitions[1]
    said = {name.removesuffix("_id"): getattr(held, name.removesuffix("_id")) for name in COMPARED}
    new = {**said, "aim": Aim.LOWER, "title": "Visits that were late"}
    define_measure(
        scorecard=november.scorecard, measure=held.measure, holds_from=NOVEMBER, by=november.performance, **new
    )
    recalculate(scorecard=november.scorecard)
    content = from_data(published(november, approved(november, 0))[0].data())
    assert content.by_ref("1.1") == before.by_ref("1.1")


def first_edition_made(november: Round) -> Any:
    return Edition.objects.get(period=november.period, audience=Audience.INTERNAL, number=1).made_at


def test_a_third_edition_keeps_what_the_first_was_signed_with(november: Round) -> None:
    target_of(november, 0, 95)
    published(november, approved(november, 0))
    target_of(november, 1, 60)
    content = from_data(published(november, approved(november, 1))[0].data())
    assert [(m.target.shown, m.rag) for m in content.measures] == [("90%", Rag.GREEN), ("90%", Rag.GREEN)]


def test_live_pages_go_on_saying_what_a_figure_was_published_as(november: Round, client: Any) -> None:
    target_of(november, 1, 60)
    assert "Published as Red: 70% against a target of 90%" in live_page(november, client)
    published(november, approved(november, 0))
    assert "Published as Red: 70% against a target of 90%" in live_page(november, client)


def test_live_pages_say_what_a_restated_figure_was_published_as(november: Round, client: Any) -> None:
    target_of(november, 0, 95)
    published(november, approved(november, 0))
    said = live_page(november, client)
    assert "Published as Green: 92% against a target of 90%" in said
    revision = fresh(november).published_revision
    assert revision is not None
    assert revision.statuses.get(current=True).rag == Rag.AMBER


def test_a_status_that_only_followed_its_own_target_says_nothing_of_another(november: Round, client: Any) -> None:
    published(november, approved(november, 0))
    assert "Published as" not in live_page(november, client)


def test_who_submitted_a_figure_stays_its_owner_in_a_signed_month_after_handing_it_over(
    november: Round, client: Any
) -> None:
    team, new = november.performance, PersonFactory.create(name="Nora New")
    Submission.objects.update(submitted_at=timezone.now(), submitted_by=november.owner)
    corrected = approved(november, 0)
    hand_over(roles=list(november.owner.roles.all()), to=new, by=team)
    content = from_data(published(november, corrected)[0].data())
    assert {measure.owner for measure in content.measures} == {"Tom Okafor"}
    client.force_login(team)
    address = reverse("measures:export", args=[november.scorecard.slug, NOVEMBER, "json"])
    assert {row["owner"] for row in client.get(address).json()["measures"]} == {"Tom Okafor"}


@pytest.mark.parametrize(("hours", "owner"), [(-1, "Tom Okafor"), (1, "Nora New")])
def test_what_somebody_else_submitted_on_the_day_of_a_handover_is_of_whoever_held_it_then(
    november: Round, client: Any, hours: int, owner: str
) -> None:
    noon = timezone.localtime().replace(hour=12)
    new = PersonFactory.create(name="Nora New")
    hand_over(roles=list(november.owner.roles.all()), to=new, by=november.performance, now=noon)
    Submission.objects.update(submitted_at=noon + dt.timedelta(hours=hours), submitted_by=november.performance)
    client.force_login(november.performance)
    address = reverse("measures:export", args=[november.scorecard.slug, NOVEMBER, "json"])
    assert {row["owner"] for row in client.get(address).json()["measures"]} == {owner}
