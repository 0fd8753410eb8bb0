"""What fits where in the printed report: the cover, the summary's two columns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reports.content.summary import Group, Item
from reports.cover import cover
from reports.fitting import halved
from reports.summary_columns import in_columns
from tests.factories.editions import of_size, sample_edition


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
    shared = in_columns(_groups(*sizes), 116)
    assert [[int(listed.group.title.split()[1]) for listed in column] for column in shared] == columns


@pytest.mark.django_db
def test_a_long_list_has_a_column_of_its_own_where_that_shows_more_of_it() -> None:
    shared = in_columns(_groups(0, 14, 0, 2), 84)
    assert [[listed.group.title for listed in column] for column in shared] == [
        ["List 0", "List 2", "List 3"],
        ["List 1"],
    ]
    assert [listed.shown for column in shared for listed in column] == [0, 0, 2, 14]


@pytest.mark.django_db
def test_lists_that_have_no_room_for_a_measure_still_name_those_they_have() -> None:
    shared = in_columns(_groups(9, 9, 9, 9, 9, 9), 50)
    assert [len(column) for column in shared] == [3, 3]
    assert all(listed.more.startswith("9 measures: ") for column in shared for listed in column)


@pytest.mark.parametrize(
    ("heights", "half"), [((), 0), ((5.0,), 0), ((5.0, 5.0), 1), ((9.0, 2.0, 2.0, 2.0, 3.0), 1), ((1.0, 1.0, 9.0), 2)]
)
def test_a_list_is_halved_where_its_columns_are_most_alike(heights: tuple[float, ...], half: int) -> None:
    assert halved(heights) == half


@pytest.mark.django_db
def test_the_cover_keeps_to_its_page_however_much_it_has_to_say() -> None:
    content, headline = sample_edition(), ["45 measures.", *(f"Sentence {i} of the month." for i in range(9))]
    roomy = cover(content, headline, parts=7)
    assert 3 <= len(roomy.in_short) < 9
    assert "45 measures." not in roomy.in_short
    crowded = cover(replace(content, reason="It was wrong. " * 8), headline, parts=7)
    assert len(crowded.in_short) < len(roomy.in_short)
    assert cover(content, headline, parts=14).in_short == ()
    many = cover(of_size(content, 200, 10), headline, parts=7)
    assert many.bars == ""
    assert 10 < len(many.at_a_glance) < 20
