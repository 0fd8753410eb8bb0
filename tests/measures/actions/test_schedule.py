"""The scheduler's morning: the month opens by the scorecard's rule, once; a new year brings last year's targets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from measures.actions import schedule
from measures.actions.inputs import set_target
from measures.actions.outcome import Overtaken, Refused
from measures.actions.periods import open_period
from measures.actions.schedule import months_ahead, open_by_rule, set_rule, suggested_dates
from measures.choices import Frequency, PeriodState, TargetKind
from measures.models import Event, Period, Scorecard, Target
from tests.factories.catalogue import DefinitionFactory, ScorecardFactory
from tests.factories.council import Council
from tests.factories.months import PeriodFactory

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


class TestRule:
    """Who changes it, what it gives."""

    def changed(self, found: Council, **rule: Any) -> Scorecard:
        by = found.people[rule.pop("who", "team")]
        return set_rule(scorecard=found.scorecard, by=by, **rule)

    def test_it_is_changed_with_an_event_of_what_changed(self, found: Council) -> None:
        self.changed(found, opens_by_rule=True, due_on=5)
        found.scorecard.refresh_from_db()
        assert (found.scorecard.opens_by_rule, found.scorecard.due_on) == (True, 5)
        event = Event.objects.get(what="set_rule")
        assert (event.by, event.scorecard) == (found.people["team"], found.scorecard)
        assert event.details == {"opens_by_rule": [False, True], "due_on": [7, 5]}

    def test_what_changes_nothing_is_no_event(self, found: Council) -> None:
        self.changed(found, due_on=7)
        assert not Event.objects.filter(what="set_rule").exists()

    @pytest.mark.parametrize(
        ("rule", "field"),
        [
            ({"opens_on": 0}, "opens_on"),
            ({"due_on": 0}, "due_on"),
            ({"approve_by": 6}, "approve_by"),
            ({"approve_by": 99}, "approve_by"),
            ({"remind_from": 99}, "remind_from"),
            ({"deputies_from": 0}, "deputies_from"),
            ({"directors_from": 0}, "directors_from"),
        ],
    )
    def test_a_rule_that_no_month_can_follow_is_refused(self, found: Council, rule: dict[str, int], field: str) -> None:
        with pytest.raises(Refused) as refused:
            self.changed(found, **rule)
        assert field in refused.value.fields
        assert not Event.objects.filter(what="set_rule").exists()

    @pytest.mark.parametrize("who", ["owner", "director", "signatory", "board", "administrator", "stranger"])
    def test_only_the_team_changes_it(self, found: Council, who: str) -> None:
        with pytest.raises(Refused) as refused:
            self.changed(found, who=who, due_on=5)
        assert refused.value.hidden

    def test_the_months_ahead_skip_bank_holidays_and_count_what_reports(self, found: Council) -> None:
        DefinitionFactory.create(section=found.care, ref="2.2", frequency=Frequency.QUARTERLY)
        DefinitionFactory.create(section=found.care, ref="2.3", frequency=Frequency.ANNUAL)
        ahead = months_ahead(found.scorecard, dt.date(2024, 1, 2), count=4)
        assert [each.in_words for each in ahead] == [
            "2 monthly, 1 quarterly",
            "2 monthly",
            "2 monthly",
            "2 monthly, 1 quarterly, 1 annual",
        ]
        assert (ahead[0].opens, ahead[0].due_on) == (dt.date(2024, 1, 2), dt.date(2024, 1, 10))
        assert (ahead[3].opens, ahead[3].due_on) == (dt.date(2024, 4, 2), dt.date(2024, 4, 10))

    def test_the_months_ahead_begin_with_the_next_to_open(self, found: Council) -> None:
        today = dt.date(2024, 1, 2)
        PeriodFactory.create(scorecard=found.scorecard, month=dt.date(2023, 12, 1), state="open")
        assert months_ahead(found.scorecard, today)[0].month == dt.date(2024, 1, 1)

    def test_a_month_opened_late_is_due_as_many_working_days_on(self, found: Council) -> None:
        month = dt.date(2023, 12, 1)
        assert suggested_dates(found.scorecard, month, dt.date(2024, 1, 2)) == (
            dt.date(2024, 1, 10),
            dt.date(2024, 1, 17),
        )
        assert suggested_dates(found.scorecard, month, dt.date(2024, 2, 5)) == (
            dt.date(2024, 2, 13),
            dt.date(2024, 2, 20),
        )

    def test_a_month_opened_late_is_not_due_with_the_one_before_it(self, found: Council) -> None:
        found.november.approve_by = dt.date(2024, 2, 16)
        dates = suggested_dates(found.scorecard, dt.date(2023, 12, 1), dt.date(2024, 2, 5), [found.november])
        assert dates == (dt.date(2024, 2, 27), dt.date(2024, 3, 5))
        found.november.state = PeriodState.SIGNED
        dates = suggested_dates(found.scorecard, dt.date(2023, 12, 1), dt.date(2024, 2, 5), [found.november])
        assert dates == (dt.date(2024, 2, 13), dt.date(2024, 2, 20))

    def test_a_month_that_somebody_opens_meanwhile_keeps_no_other_from_being_opened(
        self, found: Council, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.changed(found, opens_by_rule=True)
        other = ScorecardFactory.create(opens_by_rule=True)

        def overtaken(*, scorecard: Scorecard, **about: Any) -> Period:
            if scorecard == found.scorecard:
                raise Overtaken("Somebody else has just changed it.")
            return open_period(scorecard=scorecard, **about)

        monkeypatch.setattr(schedule, "open_period", overtaken)
        assert [period.scorecard for period in open_by_rule(now=at(dt.date(2024, 1, 2)))] == [other]

    def test_a_scheduler_that_runs_again_opens_one_month_once(self, found: Council) -> None:
        self.changed(found, opens_by_rule=True)
        Period.objects.filter(pk=found.november.pk).update(state=PeriodState.CLOSED)
        assert len(open_by_rule(now=at(dt.date(2024, 1, 2)))) == 1
        assert open_by_rule(now=at(dt.date(2024, 1, 2))) == []
