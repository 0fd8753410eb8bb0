"""Where the report's last parts stand: one after the other, in tables that fill their pages."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.choices import Severity
from reports.content import EditionContent
from reports.content.measure_model import FindingContent
from reports.document import html_of
from reports.fitting import GAP, PAGE
from reports.flow import ABOVE_THE_ROWS, BESIDE, EMPTY, HEADING, PLAIN, SENTENCE, Flow, Rows
from reports.options import FULL, Extra
from reports.pdf import to_pdf
from reports.widths import width
from tests.factories.editions import of_size, sample_edition, with_measures

HEIGHTS = st.lists(st.floats(5, 60), max_size=60)


def rows(*heights: float) -> Rows[int]:
    return Rows(tuple(range(len(heights))), heights)


@given(st.lists(HEIGHTS, min_size=1, max_size=3), st.floats(0, PAGE))
def test_every_row_is_printed_once_in_order_on_a_page_that_has_room_for_it(
    lists: list[list[float]], left: float
) -> None:
    laid = Flow(left).part(SENTENCE, *(rows(*heights) for heights in lists))
    left = PAGE if laid.level == "page" else left
    left -= HEADING + SENTENCE
    for heights, tables in zip(lists, laid.lists, strict=True):
        assert [row for table in tables for row in table.rows] == list(range(len(heights)))
        for table in tables:
            left = PAGE if table.begins_page else left
            left -= ABOVE_THE_ROWS + sum(heights[row] for row in table.rows)
            assert left >= 0
            left -= GAP


def test_a_part_begins_a_page_where_no_table_fits_below_its_heading() -> None:
    assert Flow(HEADING + EMPTY - 1).part(0, rows(*[6.0] * 20)).level == "page"
    assert Flow(PAGE).part(0, rows(*[6.0] * 20)).level == "part"


def test_a_short_table_is_not_divided_and_a_long_one_fills_its_page() -> None:
    short = Flow(50).part(0, rows(*[6.0] * 5))
    assert (short.level, len(short.tables)) == ("page", 1)
    long = Flow(90).part(0, rows(*[6.0] * 40))
    assert long.level == "part"
    assert [len(table.rows) for table in long.tables] == [10, 27, 3]


def test_what_is_kept_whole_moves_to_the_next_page_unless_no_page_holds_it() -> None:
    assert Flow(150).part(0, rows(*[6.0] * 25), whole=True).level == "page"
    assert Flow(150).part(0, rows(*[6.0] * 60), whole=True).level == "part"


def test_a_row_is_as_high_as_its_longest_cell() -> None:
    assert PLAIN.row([("short", 60), ("word " * 60, 60)]) > 4 * PLAIN.row([("short", 60), ("short", 60)])


def test_bold_words_are_as_wide_as_they_are_printed() -> None:
    words = "What is being done, by whom and when: "
    room = width(words, PLAIN.size) * 3 + BESIDE + 1
    assert PLAIN.row([(words * 3, room)]) < PLAIN.row([(((words, 700),) * 3, room)])


def pages(content: EditionContent) -> list[str]:
    option = FULL + "".join(f"+{extra.value}" for extra in Extra)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(to_pdf(html_of(content, option)))).pages]


def found_often(content: EditionContent) -> EditionContent:
    """Return an edition with three long findings on each of its measures."""
    far = "It is far from the month before. " * 6
    long = (FindingContent("unusual", Severity.WARNING, far, ("It is because of the snow.",)),) * 3
    return with_measures(content, lambda measure: replace(measure, findings=long))


@pytest.mark.django_db
def test_the_pages_of_a_long_table_are_full() -> None:
    printed = pages(found_often(of_size(sample_edition(), 45)))
    found = [count for page in printed if (count := page.count("because of the snow"))]
    assert sum(found) == 3 * 45
    assert min(found[1:-1]) >= max(found) - 1
