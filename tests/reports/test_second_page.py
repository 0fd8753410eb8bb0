"""The second page of the summary: the red measures, what is being done about them, and what else there is to know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measures.choices import Audience, Rag
from reports.content import EditionContent
from reports.content.cautions import cautions
from reports.content.measure_model import Commentary, MeasureContent
from reports.document import html_of
from reports.fitting import PAGE
from reports.options import SUMMARY
from reports.second_page import MOST_REDS, second_page
from tests.factories.editions import of_size, sample_edition, with_measures

pytestmark = pytest.mark.django_db


def with_reds(count: int, **changes: object) -> EditionContent:
    """Return an edition with so many measures, all of them red."""
    return with_measures(of_size(sample_edition(), count), lambda measure: _red(measure, changes))


def _red(measure: MeasureContent, changes: dict[str, object]) -> MeasureContent:
    return replace(measure, rag=Rag.RED, **changes)  # type: ignore[arg-type]


def test_the_board_reads_what_is_being_done_about_each_red_measure_and_what_else_there_is_to_know() -> None:
    content = sample_edition()
    page = second_page(content)
    assert page.doing
    assert [red.measure for red in page.reds] == list(content.reds)
    assert {red.doing for red in page.reds} == {"Weekly tracking by the service manager until January."}
    assert page.cautions == cautions(content)


def test_open_actions_stand_where_nothing_else_is_said_of_what_is_being_done() -> None:
    own = next(measure for measure in sample_edition().measures if measure.ref == "2.2")
    content = with_reds(1, commentary=Commentary(), actions=own.actions)
    assert second_page(content).reds[0].doing == "Recruit to three posts (Head of service, by 31 January 2024)"


def test_the_public_page_has_the_sections_beside_what_there_is_to_know_and_nothing_of_what_is_being_done() -> None:
    content = sample_edition(Audience.PUBLIC)
    page = second_page(content)
    assert not page.doing
    assert len(page.sections) == len(content.sections)
    assert "What is being done" not in html_of(content, SUMMARY)


def test_what_the_page_has_no_room_for_is_left_out_the_least_important_first() -> None:
    said = Commentary(doing="The service manager tracks each case every week. " * 9)
    few, more, most = (second_page(with_reds(count, commentary=said)) for count in (3, 10, 60))
    assert few.sections
    assert not more.sections
    assert few.doing
    assert more.doing
    assert len(few.reds[0].doing) > len(more.reds[0].doing)
    assert not most.doing
    assert (len(most.reds), most.more) == (MOST_REDS, 60 - MOST_REDS)
    assert max(page.height for page in (few, more, most)) <= PAGE


def test_red_measures_with_long_titles_are_counted_where_the_page_is_full() -> None:
    page = second_page(with_reds(14, title="A measure of which the title is long " * 9, rag_reason="Red: far. " * 40))
    assert 3 < len(page.reds) < MOST_REDS
    assert len(page.reds) + page.more == 14
