"""The scheduler's morning: the month opens by the scorecard's rule, once; a new year brings last year's targets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from measures.actions.inputs import set_target
from measures.actions.periods import open_period
from measures.actions.schedule import open_by_rule
from measures.choices import Frequency, PeriodState, TargetKind
from measures.models import Event, Period, Target
from tests.factories.catalogue import DefinitionFactory

pytestmark = pytest.mark.django_db


def at(day: dt.date) -> dt.datetime:
    """Return the scheduler's hour of a day."""
    return dt.datetime(day.year, day.month, day.day, 6, 0, tzinfo=dt.UTC)


def test_last_month_opens_on_the_first_working_day_with_its_dates() -> None:
    scorecard = DefinitionFactory.create(holds_from=dt.date(2023, 4, 1)).measure.scorecard
    scorecard.opens_by_rule = True
    scorecard.save()
    assert open_by_rule(now=at(dt.date(2024, 1, 1))) == []
    (period,) = open_by_rule(now=at(dt.date(2024, 1, 2)))
    assert (period.month, period.state) == (dt.date(2023, 12, 1), PeriodState.OPEN)
    assert (period.due_on, period.approve_by) == (dt.date(2024, 1, 10), dt.date(2024, 1, 17))
    assert period.submissions.count() == 1
    assert Event.objects.get(what="open_period").channel == "scheduler"
    assert open_by_rule(now=at(dt.date(2024, 1, 3))) == []


def test_a_scorecard_without_the_rule_is_left_alone() -> None:
    DefinitionFactory.create()
    assert open_by_rule(now=at(dt.date(2024, 1, 31))) == []
    assert not Period.objects.exists()


def test_a_quarterly_measure_has_a_slot_only_when_it_reports() -> None:
    definition = DefinitionFactory.create(frequency=Frequency.QUARTERLY, holds_from=dt.date(2023, 4, 1))
    scorecard = definition.measure.scorecard
    november, december = (
        open_period(
            scorecard=scorecard,
            month=month,
            due_on=dt.date(2024, 1, 10),
            approve_by=dt.date(2024, 1, 17),
            by=None,
        )
        for month in (dt.date(2023, 11, 1), dt.date(2023, 12, 1))
    )
    assert (november.submissions.count(), december.submissions.count()) == (0, 1)


def test_a_new_year_begins_with_last_years_targets_marked_provisional() -> None:
    definition = DefinitionFactory.create(holds_from=dt.date(2023, 4, 1))
    measure = definition.measure
    set_target(measure=measure, year=2023, kind=TargetKind.FIGURE, figure=Decimal(90), by=None, said="90%")
    open_period(
        scorecard=measure.scorecard,
        month=dt.date(2024, 4, 1),
        due_on=dt.date(2024, 5, 10),
        approve_by=dt.date(2024, 5, 17),
        by=None,
    )
    carried = Target.objects.current().get(measure=measure, year=2024)
    assert (carried.figure, carried.provisional) == (Decimal(90), True)
    assert Target.objects.current().get(measure=measure, year=2023).provisional is False
