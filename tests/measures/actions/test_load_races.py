"""Loads that arrive at once: the second waits for the first, finds what it did, and nothing is done twice."""

from __future__ import annotations

import os

import pytest

from measures.actions.drafts import Draft, save_draft
from measures.actions.load import Applied
from measures.actions.outcome import Overtaken, fetch
from measures.choices import SubmissionState
from measures.models import Event, Load, Revision, Scorecard
from tests.factories.catalogue import DefinitionFactory
from tests.factories.imports import NOVEMBER, OCTOBER, extract_row, loaded, owner_of, slot
from tests.factories.months import SubmissionFactory, figure_of
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))


def a_scorecard() -> Scorecard:
    """Return a scorecard of one measure: October published at 80%, November open and empty."""
    definition = DefinitionFactory.create(ref="2.2")
    scorecard: Scorecard = definition.measure.scorecard
    october = figure_of(definition, OCTOBER, "80", state=SubmissionState.PUBLISHED)
    type(october.period).objects.filter(pk=october.period_id).update(state="published", imported=True)
    SubmissionFactory.create(definition=definition, period__month=NOVEMBER)
    return scorecard


def test_of_two_loads_of_the_same_extract_one_changes_everything_and_the_other_nothing() -> None:
    for _ in range(ROUNDS):
        scorecard = a_scorecard()
        rows = [extract_row("2.2", value="79%"), extract_row("2.2", "Oct-23", value="81%")]
        results = at_once(*[lambda: loaded(scorecard, *rows)] * 2)  # noqa: B023 - both run before the next round
        assert all(isinstance(result, Applied) for result in results), results
        assert sorted(len(result.changed) for result in results) == [0, 2]
        assert Load.objects.filter(scorecard=scorecard).count() == 1
        assert Revision.objects.filter(submission__period__scorecard=scorecard, revised=True).count() == 1
        events = Event.objects.filter(scorecard=scorecard).values_list("what", flat=True)
        assert sorted(events) == ["apply_load", "load", "revise"]


def test_an_owner_who_saves_during_a_load_loses_no_text() -> None:
    for _ in range(ROUNDS):
        scorecard = a_scorecard()
        owner = owner_of(scorecard, "2.2")
        held = fetch(slot(scorecard, "2.2").pk)
        draft = Draft(figure="75%", happening="What I typed.")
        results = at_once(
            lambda: loaded(scorecard, extract_row("2.2", value="79%")),  # noqa: B023 - as above
            lambda: save_draft(submission=held, version=held.version, draft=draft, by=owner),  # noqa: B023
        )
        applied, saved = results
        assert isinstance(applied, Applied), applied
        now = slot(scorecard, "2.2")
        if isinstance(saved, Overtaken):
            assert (now.draft_figure, applied.kept) == ("79%", [])
        else:
            assert (now.draft_figure, now.draft_happening) == ("75%", "What I typed.")
            assert len(applied.kept) == 1
        moves = Event.objects.filter(submission=now).count()
        assert now.version == moves == 1
