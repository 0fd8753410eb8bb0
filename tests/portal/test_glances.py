"""How sections stand, on the first pages of those who direct and sign: what is counted, moved and waited for."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from measures.actions.recalculate import recalculate
from measures.choices import Rag, SubmissionState
from measures.permissions import Standing
from measures.queries.glance import Glance, Progress, glances
from tests.factories.council import Council
from tests.portal.homes import home

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()  # noqa: DTZ011 - the day of the council


def of_sections(found: Council, role: str) -> dict[str, Glance]:
    seen = glances(Standing.of(found.people[role], TODAY), [found.november])
    return {glance.title: glance for glance in seen}


def test_a_director_sees_how_each_of_their_sections_stands_and_what_moved(found: Council) -> None:
    recalculate(scorecard=found.scorecard)
    assert of_sections(found, "director")["Front door"].waiting == 1
    found.put(SubmissionState.SUBMITTED, value="95")
    recalculate(scorecard=found.scorecard)
    own = of_sections(found, "director")
    assert list(own) == ["Front door"]
    glance = own["Front door"]
    assert (glance.counts, glance.waiting, glance.submitted) == ({Rag.GREEN: 1}, 0, 1)
    assert [mover.words for mover in glance.better] == ["1.1 from red to green"]
    assert glance.worse == []
    text = home(found.people["director"])
    assert "1.1 from red to green" in text
    assert "Care" not in text.partition("Your sections in")[2]


def test_a_section_counts_what_is_left_out_so_that_its_row_adds_up(found: Council) -> None:
    found.put(SubmissionState.LEFT_OUT)
    assert of_sections(found, "director")["Front door"].left_out == 1
    page = home(found.people["director"])
    headings = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)", page[page.index("app-glance") :])[:7]
    row = re.findall(r"<td class=\"app-number[^>]*>(\d+)", page[page.index("?section=") :])[:6]
    assert headings[-1] == "Left out"
    assert row[-1] == "1"


def test_a_draft_is_counted_as_not_in_yet_whatever_it_says(found: Council) -> None:
    found.put(SubmissionState.DRAFT, value="20")
    recalculate(scorecard=found.scorecard)
    glance = of_sections(found, "director")["Front door"]
    assert (glance.counts, glance.waiting) == ({}, 1)


def test_the_signatory_sees_all_sections_and_when_the_month_can_be_signed(found: Council) -> None:
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.LEFT_OUT, ref="2.1")
    recalculate(scorecard=found.scorecard)
    seen = of_sections(found, "signatory")
    assert list(seen) == ["Front door", "Care"]
    progress = Progress.of(found.november, seen.values())
    assert (progress.approved, progress.left_out, progress.outstanding) == (1, 1, 0)
    assert "Sign the month" in home(found.people["signatory"])


def test_a_measure_that_is_not_due_does_not_stop_the_signature(found: Council) -> None:
    found.put(SubmissionState.APPROVED)
    definition = found.placements
    definition.frequency = "annual"
    definition.save()
    assert Progress.of(found.november, of_sections(found, "signatory").values()).outstanding == 0
