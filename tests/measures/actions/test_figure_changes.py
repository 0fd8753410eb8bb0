"""From what to what a figure was typed over or loaded stands in its event, and in the timeline."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from measures.actions.difference import LoadFigure
from measures.actions.drafts import Draft, save_draft
from measures.actions.load import apply_load
from measures.actions.outcome import fetch
from measures.models import Event, Submission
from measures.queries.timeline import timeline_of
from tests.factories.council import NOVEMBER, OCTOBER, Council

pytestmark = pytest.mark.django_db


def saves(found: Council, who: str, **draft: Any) -> Submission:
    slot = fetch(found.submission().pk)
    return save_draft(submission=slot, version=slot.version, draft=Draft(**draft), by=found.people[who])


def loads(found: Council, month: Any, figure: str) -> None:
    figures = [LoadFigure(found.visits.measure, month, figure, figure.rstrip("%"), "100")]
    apply_load(scorecard=found.scorecard, figures=figures, file_name="november.csv", sha256="", by=found.people["team"])


def changes(what: str) -> list[dict[str, Any]]:
    return [event.details for event in Event.objects.filter(what=what).order_by("pk")]


def test_a_saved_figure_says_what_it_was_and_one_whose_words_alone_change_does_not(found: Council) -> None:
    saves(found, "owner", figure="79%", numerator="79", denominator="100")
    saves(found, "owner", figure="79%", numerator="79", denominator="100", why="Two schools closed.")
    saves(found, "deputy", figure="", missing="not available")
    assert changes("save") == [
        {"was": "", "is": "79% (79 of 100)"},
        {},
        {"was": "79% (79 of 100)", "is": "not available"},
    ]


def test_a_loaded_figure_says_what_stood_in_its_place_and_a_revised_one_what_was_published(found: Council) -> None:
    loads(found, NOVEMBER, "79%")
    loads(found, NOVEMBER, "78%")
    loads(found, OCTOBER, "81%")
    assert changes("load") == [
        {"was": "", "is": "79% (79 of 100)"},
        {"was": "79% (79 of 100)", "is": "78% (78 of 100)"},
    ]
    published = found.submission(month=OCTOBER).published_revision
    assert published is not None
    assert published.value == Decimal(80)
    assert changes("revise") == [{"was": published.said, "is": "81% (81 of 100)"}]


def test_saves_in_a_row_are_one_line_from_the_first_to_the_last(found: Council) -> None:
    loads(found, NOVEMBER, "79%")
    for figure in ("7%", "77%"):
        saves(found, "owner", figure=figure, numerator="79", denominator="100")
    saved, loaded = timeline_of(list(Event.objects.filter(submission=found.submission()).order_by("-pk")))
    assert (saved.by, saved.body) == ("Olive Owner", "From 79% (79 of 100) to 77% (79 of 100).")
    assert (loaded.by, loaded.body) == ("Theo Team", "From nothing to 79% (79 of 100).")
