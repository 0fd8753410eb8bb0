"""What the rules say of one measure in one month: status, direction, control chart, people behind the gap.

Built from a `series.Line` by the readable rules, at the size of one line: what pages show, of a draft too, without
storing it. `actions.recalculate` stores the same of what was submitted (`courses.judge`). Calls the calculation and
nothing of the database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from measures.calculation.checks import can_not_be
from measures.calculation.courses import ChartEnd, Judgement, chart_end, judge
from measures.calculation.due import year_before
from measures.calculation.engine.facts import SeriesFacts
from measures.calculation.engine.readable import charted_months, control_chart
from measures.calculation.facts import FigureFacts
from measures.calculation.gap import gap_sentence
from measures.calculation.rules import RagRule
from measures.calculation.spc import Chart
from measures.histories import course_of
from measures.series import AnyLine


@dataclass(frozen=True)
class Assessment(Judgement):
    """The result of the rules for one measure and month, with what it was worked out from and its whole chart."""

    line: AnyLine
    chart: Chart | None
    chart_months: tuple[dt.date, ...]
    """The months of the chart's points."""

    @property
    def drawn(self) -> bool:
        """Return whether the month's figure is drawn: not one of a draft that can not be."""
        return self.rating.rule is not RagRule.IMPOSSIBLE

    @property
    def gap_sentence(self) -> str:
        """Return the people behind the gap to the target, in words; empty where there is nothing to say."""
        return gap_sentence(self.rating.measure, self.rating) or ""

    @property
    def same_month_last_year(self) -> FigureFacts | None:
        """Return the figure of the same month last year, where there is one."""
        figure = self.line.figure(year_before(self.shown_month))
        return figure if figure.reported else None


def assess(line: AnyLine, month: dt.date, *, screening: bool = True) -> Assessment:
    """Return what the rules say of a measure in a month, from figures up to that month and no later."""
    course = course_of(line, month, screening=screening)
    series = course.series(len(course.months) - 1)
    said = _possible(line, judge(series.months, ChartEnd()))
    if said.rating.rule is RagRule.IMPOSSIBLE:
        series = _without(series, said.shown_month)
    chart = control_chart(series)
    months = charted_months(series) if chart else []
    return Assessment(
        month=said.month,
        rating=said.rating,
        movement=said.movement,
        end=chart_end(chart),
        line=line,
        chart=chart,
        chart_months=tuple(charted.figure.period for charted in months),
    )


def assess_briefly(line: AnyLine, month: dt.date, *, screening: bool = True) -> Judgement:
    """Return the status and the movement of a measure in a month, as `assess` does; no chart is worked out for it.

    For a table of many measures, whose lines hold a year of months: a chart of those alone would say something else
    than that of the whole history, which the measure's page has.
    """
    course = course_of(line, month, screening=screening)
    return _possible(line, judge(course.seen_from(len(course.months) - 1), ChartEnd()))


def _without(series: SeriesFacts, month: dt.date) -> SeriesFacts:
    """Return a series without the figure of a month, which draws no point and moves no line."""
    months = [
        replace(each, figure=FigureFacts(month, None)) if each.figure.period == month else each
        for each in series.months
    ]
    return replace(series, months=months)


def _possible(line: AnyLine, said: Judgement) -> Judgement:
    """Return what is said, with no colour where it is of a draft whose figure can not be."""
    slot = line.slots.get(said.shown_month)
    if slot is None or slot.revision_id is not None or not can_not_be(said.rating.measure, said.rating.figure):
        return said
    return replace(said, rating=said.rating.unrated(RagRule.IMPOSSIBLE))
