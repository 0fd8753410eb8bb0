"""A measure that is added from a month on: it stands in that month and later, and in none before."""

from __future__ import annotations

import datetime as dt

import pytest

from measures.series import Known, everything, read_light_lines, read_lines
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, OCTOBER, Council
from tests.factories.months import figure_of

pytestmark = pytest.mark.django_db


def refs(found: Council, month: dt.date) -> list[list[str]]:
    """Return the references that a scorecard has in a month, as both of its readers say it."""
    whole = read_lines(found.scorecard, month, known=everything)
    light = read_light_lines(found.scorecard, month, sight=lambda *_: Known.DRAFT, months=7)
    return [[line.definition.ref for line in lines] for lines in (whole, light)]


def test_it_stands_in_no_month_before_its_first(found: Council) -> None:
    DefinitionFactory.create(section=found.care, ref="2.2", holds_from=NOVEMBER)
    assert refs(found, OCTOBER) == [["1.1", "2.1"]] * 2
    assert refs(found, NOVEMBER) == [["1.1", "2.1", "2.2"]] * 2


def test_one_that_has_a_figure_of_an_earlier_month_stands_there(found: Council) -> None:
    later = DefinitionFactory.create(section=found.care, ref="2.2", holds_from=NOVEMBER)
    figure_of(later, OCTOBER, "70")
    assert refs(found, OCTOBER) == [["1.1", "2.1", "2.2"]] * 2


def test_its_own_page_is_there_before_its_first_month(found: Council) -> None:
    later = DefinitionFactory.create(section=found.care, ref="2.2", holds_from=dt.date(2024, 1, 1))
    (line,) = read_lines(found.scorecard, NOVEMBER, known=everything, measures=[later.measure_id])
    assert (line.definition, dict(line.slots)) == (later, {})
