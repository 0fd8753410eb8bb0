"""What a measure's chart shows of its figures and its target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from measures.assessment import assess
from measures.charts import ChartData
from measures.choices import TargetKind
from measures.models import Measure, MeasureDefinition, Scorecard, Target, TargetMonth
from measures.queries.chart import chart_data, targets_drawn
from measures.series import approved, read_lines
from tests.factories.imports import sample_scorecard
from tests.factories.inputs import BaselineFactory, TargetFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scorecard]:
    """The sample scorecard, imported once for the file, whose tests take back what they do to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield sample_scorecard()
        transaction.set_rollback(True)


def chart_of(ref: str, month: dt.date) -> ChartData:
    lines = read_lines(Scorecard.objects.get(), month, known=approved)
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


def measure_of(ref: str) -> Measure:
    return MeasureDefinition.objects.get(ref=ref).measure


def a_target(ref: str, **said: Any) -> Target:
    """Give a measure another target for 2023/24."""
    measure = measure_of(ref)
    Target.objects.filter(measure=measure, year=2023).update(superseded_at=timezone.now())
    return TargetFactory.create(measure=measure, **said)


def a_profile(ref: str, figures: dict[int, int]) -> None:
    """Give a measure a target for months of 2023, by the number of the month."""
    target = a_target(ref, kind=TargetKind.PROFILE)
    for month, figure in figures.items():
        TargetMonth.objects.create(target=target, month=dt.date(2023, month, 1), figure=Decimal(figure))


def labels(chart: ChartData) -> list[str]:
    return [level.label if level else "" for level in chart.targets]


def test_a_monthly_profile_is_drawn_as_the_target_of_each_month() -> None:
    a_profile("2.2", {**dict.fromkeys(range(4, 10), 90), 10: 80})
    chart = chart_of("2.2", dt.date(2023, 10, 1))
    assert chart.target is not None
    assert chart.target.label == "Target 80%"
    assert labels(chart) == ["Target 90%"] * (len(chart.points) - 1) + ["Target 80%"]


def test_a_target_that_is_the_same_in_all_months_is_said_once() -> None:
    assert chart_of("2.2", dt.date(2023, 10, 1)).targets == ()
    a_profile("2.2", dict.fromkeys(range(4, 11), 90))
    chart = chart_of("2.2", dt.date(2023, 10, 1))
    assert chart.target is not None
    assert chart.targets == ()


def test_a_month_for_which_the_profile_has_no_figure_has_none_in_the_chart() -> None:
    a_profile("2.2", {9: 90})
    chart = chart_of("2.2", dt.date(2023, 10, 1))
    assert chart.target is None
    assert labels(chart)[-2:] == ["Target 90%", ""]


def test_a_straight_line_is_drawn_by_its_months() -> None:
    months = [dt.date(2023, 5, 1), dt.date(2023, 6, 1)]
    lines = read_lines(Scorecard.objects.get(), months[-1], known=approved)
    line = replace(
        next(line for line in lines if line.definition.ref == "2.2"),
        targets={2023: TargetFactory.build(kind=TargetKind.LINEAR, figure=Decimal(97))},
        baselines={2023: BaselineFactory.build(figure=Decimal(85))},
    )
    assert [used and used.centre for used in targets_drawn(line, months)] == [87, 88]


def test_a_month_for_which_no_figure_is_due_has_the_target_of_the_latest_that_is() -> None:
    a_profile("2.2", {6: 90, 9: 80})
    MeasureDefinition.objects.filter(measure=measure_of("2.2")).update(frequency="quarterly")
    months = [dt.date(2023, month, 1) for month in range(5, 10)]
    lines = read_lines(Scorecard.objects.get(), months[-1], known=approved)
    drawn = targets_drawn(next(line for line in lines if line.definition.ref == "2.2"), months)
    assert [used and used.centre for used in drawn] == [90, 90, 90, 90, 80]


def test_each_year_s_target_is_drawn_in_its_own_months() -> None:
    TargetFactory.create(measure=measure_of("2.2"), year=2022, figure=Decimal(70))
    line = next(
        line
        for line in read_lines(Scorecard.objects.get(), dt.date(2023, 5, 1), known=approved)
        if line.definition.ref == "2.2"
    )
    before, after = targets_drawn(line, [dt.date(2023, 3, 1), dt.date(2023, 4, 1)])
    assert before is not None
    assert after is not None
    assert before.centre == 70
    assert after.centre != 70
