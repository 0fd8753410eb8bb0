"""What happened to a figure, as its timeline says it."""

from __future__ import annotations

import pytest

from measures.models import Event, Revision
from measures.queries.timeline import happening, timeline_of
from measures.transitions import PERIOD, RESTATEMENT, SUBMISSION
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def title(what: str) -> str:
    return happening(Event(what=what)).title


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("approve", "Approved"),
        ("save", "Saved a draft"),
        ("sign_period", "Signed the month"),
        ("ask_restatement", "Asked for a restatement"),
        ("agree_restatement", "Agreed to the restatement"),
        ("publish_revision", "Signed as revised, with the month"),
        ("revise", "Revised by a later extract"),
        ("close_action", "Closed an action"),
    ],
)
def test_each_event_is_said_in_words(what: str, said: str) -> None:
    assert title(what) == said


def test_every_transition_is_said_by_the_words_of_its_table() -> None:
    for names, suffix in ((SUBMISSION, ""), (PERIOD, "_period"), (RESTATEMENT, "_restatement")):
        for name, transition in names.items():
            assert title(f"{name}{suffix}").lower().startswith(transition.done.removesuffix(" of"))


def test_an_event_of_a_revision_says_its_figure_before_its_reason() -> None:
    revised = Event(what="revise", why="A later extract.", revision_id=2)
    told = timeline_of([revised, Event(what="save", revision_id=None)], [Revision(pk=2, said="79%")])
    assert [each.body for each in told] == ["Figure 79%. A later extract.", ""]
    assert timeline_of([revised], [Revision(pk=2)])[0].body.startswith("Figure worked out from its counts. ")
    assert happening(revised, Revision(pk=2, missing="not available")).body.startswith("Figure not available. ")


def test_whoever_acted_in_anothers_place_is_named_with_them() -> None:
    team, owner = PersonFactory.create(name="Theo Team"), PersonFactory.create(name="Olive Owner")
    assert happening(Event(what="submit", by=team, done_for=owner)).by == "Theo Team, in the place of Olive Owner"
    assert happening(Event(what="open_period")).by == "The portal"
