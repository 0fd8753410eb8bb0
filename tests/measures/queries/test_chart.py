"""What a measure's chart shows of its figures and its target."""

from __future__ import annotations

import datetime as dt

import pytest

from measures.assessment import assess
from measures.charts import ChartData
from measures.queries.chart import chart_data
from measures.series import approved, read_lines
from tests.factories.imports import sample_scorecard

pytestmark = pytest.mark.django_db


def chart_of(ref: str, month: dt.date) -> ChartData:
    lines = read_lines(sample_scorecard(), month, known=approved)
    return chart_data(assess(next(line for line in lines if line.definition.ref == ref), month))


def test_an_assumed_range_is_named_as_figures_are_compared_with_it() -> None:
    target = chart_of("3.1", dt.date(2023, 10, 1)).target
    assert target is not None
    assert target.label == "Target 33.25% to 36.75%"


def test_one_figure_has_no_mean_and_two_have() -> None:
    first, second = (chart_of("2.2", dt.date(2023, month, 1)) for month in (5, 6))
    assert [len(chart.points) for chart in (first, second)] == [1, 2]
    assert not first.has_mean
    assert second.has_mean
