"""What a full recalculation takes from the engine equals what the readable rules say, month by month."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from measures.calculation.courses import Course, shown_place
from measures.calculation.due import months_later
from measures.calculation.engine import MonthFacts
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.verdicts import verdicts, verdicts_by_rules
from measures.choices import Aim, Frequency, Rag, TargetKind, Unit, Variation
from tests.measures.calculation.scorecards import series, steady_series


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Return a measure's months with maturity lags, and limits fixed by some of its definitions."""
    drawn = draw(st.one_of(series(longest=20), steady_series()))
    months, lag = [], 0
    for month in drawn.months:
        lag = draw(st.sampled_from([*[lag] * 8, 0, 1, 3]))
        months.append(
            replace(
                month, measure=replace(month.measure, maturity_lag=lag), figure=replace(month.figure, provisional=False)
            )
        )
    changed = draw(st.sampled_from([False, False, False, True]))
    fix_after = [None if changed and place % 2 else drawn.fix_after for place in range(len(months))]
    return Course(months, fix_after, drawn.screen)


@settings(max_examples=int(os.environ.get("GENERATED_SCORECARDS", "25")))
@given(st.lists(courses(), min_size=1, max_size=4), st.data())
def test_every_month_of_generated_scorecards_is_what_the_readable_rules_say(
    many: list[Course], data: st.DataObject
) -> None:
    wanted = [
        (course, sorted(data.draw(st.sets(st.sampled_from(range(len(course.months))), max_size=6)))) for course in many
    ]
    assert verdicts(wanted) == verdicts_by_rules(wanted)


def course(count: int, **measure: object) -> Course:
    """Return so many months of a count of at most 3 that is 1, 2, 1, 2, ..."""
    facts = replace(MeasureFacts(Unit.COUNT, Aim.LOWER), **measure)  # type: ignore[arg-type]
    target = TargetFacts(TargetKind.FIGURE, Decimal(3), places=0)
    months = [
        MonthFacts(FigureFacts(months_later(date(2022, 4, 1), place), Decimal(1 + place % 2)), facts, target)
        for place in range(count)
    ]
    return Course(months, [None] * count)


def test_icons_of_a_past_month_rest_on_the_months_up_to_it() -> None:
    found = verdicts([(course(20), [11, 12, 19])])[0]
    assert [one.end.trial_limits for one in found] == [True, False, False]
    assert [one.end.icons.variation for one in found] == [None, Variation.COMMON_CAUSE, Variation.COMMON_CAUSE]


def test_a_figure_is_provisional_only_as_long_as_its_cohort_is_incomplete() -> None:
    lagging = course(5, maturity_lag=1)
    assert [one.rag for one in verdicts([(lagging, [3])])[0]] == [Rag.PROVISIONAL]
    assert [month.figure.provisional for month in lagging.seen_from(4)] == [False] * 4 + [True]


def test_a_quarter_that_is_not_due_shows_its_latest_due_month() -> None:
    quarterly = course(6, frequency=Frequency.QUARTERLY)
    blank = [replace(month, figure=FigureFacts(month.figure.period, None)) for month in quarterly.months[3:]]
    held = replace(quarterly, months=[*quarterly.months[:3], *blank])
    assert [shown_place(held.months, place) for place in (2, 3, 4)] == [2, 2, 2]
    assert [one.rag for one in verdicts([(held, [3, 4])])[0]] == [Rag.GREEN, Rag.GREEN]


def test_a_quarter_whose_latest_due_month_lies_before_the_first_has_no_data() -> None:
    quarterly = course(2, frequency=Frequency.QUARTERLY)
    blank = replace(quarterly, months=[replace(m, figure=FigureFacts(m.figure.period, None)) for m in quarterly.months])
    assert verdicts([(blank, [0, 1])]) == verdicts_by_rules([(blank, [0, 1])])
    assert verdicts([(blank, [1])])[0][0].rag is Rag.NO_DATA


def test_a_history_too_long_for_one_run_of_the_engine_is_taken_in_several() -> None:
    many = [(course(15), [3, 14]), (course(4), []), (course(9), [8])]
    assert verdicts(many, rows_at_once=10) == verdicts(many)
