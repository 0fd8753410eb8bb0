"""Where the comparators and populations come from, in whole sentences."""

from __future__ import annotations

import pytest

from measures.choices import Comparator
from reports.content.model import ComparatorColumn
from reports.content.sources import sentence, sources_of, year_of
from tests.factories.editions import sample_edition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Mid-year estimate", "Mid-year estimate."),
        ("Mid-year estimate..", "Mid-year estimate."),
        ("* The ChAT data tool NA = no figure", "The ChAT data tool. NA = no figure."),
        ("  two\nlines ", "two lines."),
        ("", ""),
    ],
)
def test_a_source_is_a_sentence(typed: str, printed: str) -> None:
    assert sentence(typed) == printed


def test_the_years_that_were_told_apart_by_colour_are_said_in_words() -> None:
    content = sample_edition()
    said = sources_of(content).comparators
    assert any("each figure is of 2021/22 or 2022/23" in each for each in said)
    assert not any("Purple" in each for each in said)
    columns = {column.comparator: year_of(column, content) for column in content.comparators}
    assert columns[Comparator.STATISTICAL_NEIGHBOURS] == "2021/22 or 2022/23"
    assert columns[Comparator.REGION] == "2022/23"


def test_a_year_that_nobody_knows_is_said_to_be_unknown() -> None:
    column = ComparatorColumn(Comparator.REGION, "South West", "not known")
    assert year_of(column, sample_edition()) == "year not known"


def test_no_sentence_of_the_sources_lacks_its_full_stop_or_has_two() -> None:
    sources = sources_of(sample_edition())
    for said in (*sources.comparators, sources.neighbours, *sources.populations):
        assert said.endswith(".")
        assert ".." not in said
