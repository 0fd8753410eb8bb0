"""What fits where in the printed report: tables of a page, the summary's two columns."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.choices import Severity
from reports.content.measure_model import FindingContent
from reports.content.summary import Group, Item
from reports.fitting import TALLEST_TABLE, in_columns, row_height, tables_of
from reports.paper import in_short, quality_tables
from tests.factories.editions import sample_edition


@given(st.lists(st.floats(1, 150), max_size=40), st.floats(0, TALLEST_TABLE))
def test_tables_keep_every_row_in_order_and_are_never_higher_than_their_pages_hold(
    heights: list[float], room: float
) -> None:
    tables = tables_of(heights, lambda height: height, room=room)
    assert [height for table in tables for height in table] == heights
    assert all(len(table) == 1 or sum(table) <= TALLEST_TABLE for table in tables)
    for table, following in pairwise(tables[1:]):
        assert sum(table) + following[0] > TALLEST_TABLE, "a table ended before it was full"
    if tables and sum(tables[0]) > room:
        assert tables[0][0] > room, "the first table has a page of its own only where its first row needs it"


def test_a_row_is_as_high_as_its_longest_cell() -> None:
    assert row_height(("short", 60), ("word " * 60, 60)) > 4 * row_height(("short", 60), ("short", 60))


def _groups(*sizes: int) -> list[Group]:
    measure: Any = sample_edition().measures[0]
    return [Group(f"List {i}", (Item(measure, "Red: so it is."),) * size, "") for i, size in enumerate(sizes)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sizes", "columns"),
    [
        ((0, 0, 0, 0, 11), [[0, 1], [2, 3, 4]]),
        ((0, 6, 0, 0, 16), [[0, 1, 2], [3, 4]]),
        ((9, 9, 0, 0, 0), [[0, 1], [2, 3, 4]]),
        ((0, 0, 0, 0, 22), [[0, 1, 2, 3], [4]]),
    ],
)
def test_the_summarys_lists_part_where_most_of_them_is_printed(
    sizes: tuple[int, ...], columns: list[list[int]]
) -> None:
    shared = in_columns(_groups(*sizes), 18)
    assert [[int(group.title.split()[1]) for group, _ in column] for column in shared] == columns


@pytest.mark.django_db
def test_long_findings_make_shorter_tables() -> None:
    content = sample_edition()
    measures = [m for m in content.measures if m.findings]
    long = FindingContent("unusual", Severity.WARNING, "word " * 60, ("because " * 40,))
    many = [replace(measure, findings=(long,) * 3) for measure in measures]
    assert len(quality_tables(content, measures)) == 1
    assert max(len(table) for table in quality_tables(content, many)) <= 5


@pytest.mark.django_db
def test_the_cover_keeps_to_its_page_however_much_it_has_to_say() -> None:
    content, headline = sample_edition(), ["45 measures.", *(f"Sentence {i} of the month." for i in range(9))]
    roomy = in_short(content, headline, parts=7)
    assert 3 <= len(roomy) < 9
    assert "45 measures." not in roomy
    assert len(in_short(replace(content, reason="It was wrong. " * 30), headline, parts=7)) < len(roomy)
    assert in_short(content, headline, parts=14) == []
