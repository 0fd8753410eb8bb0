"""The catalogue: measures, and what they mean from a month on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from measures.actions.catalogue import COMPARED, add_scorecard, define_measure
from measures.actions.outcome import Refused
from measures.choices import SubmissionState
from measures.models import Event, Measure, MeasureDefinition, Recalculation, Scorecard, Section
from tests.factories.council import NOVEMBER, OCTOBER, Council, council

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Council:
    return council()


def said_of(definition: MeasureDefinition, **changes: Any) -> dict[str, Any]:
    """Return what a definition says, as the action takes it."""
    said = {name: getattr(definition, name) for name in COMPARED if name != "section_id"}
    return {**said, "section": definition.section, **changes}


def defined(found: Council, holds_from: dt.date = NOVEMBER, **changes: Any) -> MeasureDefinition:
    return define_measure(
        scorecard=found.scorecard, measure=found.visits.measure, holds_from=holds_from, by=found.people["team"],
        why="The indicator changed.", **said_of(found.visits, **changes),
    )  # fmt: skip


def test_a_second_scorecard_stands_beside_the_first(found: Council) -> None:
    made = add_scorecard(slug="adults", title="Adults", by=found.people["team"])
    assert Scorecard.objects.count() == 3
    assert Event.objects.get(what="add_scorecard").scorecard == made


def test_two_scorecards_do_not_share_a_short_name(found: Council) -> None:
    with pytest.raises(Refused, match="There already is a scorecard called social-care"):
        add_scorecard(slug="social-care", title="Another", by=found.people["team"])


def test_a_measure_is_added_with_its_section(found: Council) -> None:
    said = said_of(found.visits, ref="3.1", section="Leaving care")
    made = define_measure(scorecard=found.scorecard, holds_from=NOVEMBER, by=None, **said)
    assert made.measure.definition == made
    section = Section.objects.get(title="Leaving care")
    assert (made.section, section.position) == (section, 3)


def test_saying_the_same_again_changes_nothing(found: Council) -> None:
    assert defined(found) == found.visits
    assert MeasureDefinition.objects.filter(measure=found.visits.measure).count() == 1
    assert not Event.objects.filter(what="define_measure").exists()


def test_a_new_definition_holds_from_its_month_and_earlier_months_keep_the_old_one(found: Council) -> None:
    new = defined(found, title="% of visits within 10 days")
    assert found.submission().definition == new
    assert found.submission(month=OCTOBER).definition == found.visits
    assert Measure.objects.get(pk=found.visits.measure_id).definition == new
    assert Recalculation.objects.get().month == NOVEMBER


def test_a_month_that_is_published_keeps_the_definition_it_was_published_by(found: Council) -> None:
    published = found.put(SubmissionState.APPROVED)
    published.state, published.published_revision = SubmissionState.PUBLISHED, published.approved_revision
    published.save()
    defined(found, title="% of visits within 10 days")
    assert found.submission().definition == found.visits


def test_a_new_definition_does_not_reach_back_behind_the_one_in_force(found: Council) -> None:
    defined(found, title="% of visits within 10 days")
    with pytest.raises(Refused, match="The definition in force began in November 2023") as refused:
        defined(found, title="% of visits within 5 days")
    assert set(refused.value.fields) == {"holds_from"}


def test_two_measures_do_not_share_a_reference(found: Council) -> None:
    with pytest.raises(Refused, match=r"Another measure has the reference 2\.1"):
        defined(found, ref="2.1")


def test_who_changed_a_definition_and_why_is_an_event(found: Council) -> None:
    defined(found, title="% of visits within 10 days")
    event = Event.objects.get(what="define_measure")
    assert (event.by, event.why, event.measure) == (
        found.people["team"], "The indicator changed.", found.visits.measure,
    )  # fmt: skip
