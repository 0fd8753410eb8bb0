"""How a measure stands in each of its months: the status, direction and chart that a status row is made of.

What lives here: `Course`, the months of one measure with what it meant in each; `judge`, what the readable rules say
from one of them. Called by assessment (pages), recalculation and `verdicts`. Calls the rules and the engine's
readable path: no rule is written here but which month a quarterly or annual measure shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from measures.calculation import sentences
from measures.calculation.chart_words import assurance_sentence, variation_sentence, variation_words
from measures.calculation.direction import Movement
from measures.calculation.due import is_provisional, latest_due, months_between
from measures.calculation.engine.facts import MonthFacts, SeriesFacts
from measures.calculation.engine.readable import Icons, assess_month, control_chart, icons
from measures.calculation.facts import FigureFacts
from measures.calculation.rag import Rating
from measures.calculation.spc import Chart, Signal
from measures.choices import Assurance, Frequency, Rag, Variation


@dataclass(frozen=True)
class Course:
    """All months of one measure, oldest first, none left out, none marked provisional yet.

    `fix_after` has for each month after how many points the limits are fixed (None: not), as its definition says.
    """

    months: Sequence[MonthFacts]
    fix_after: Sequence[int | None]
    screen: bool = True

    @cached_property
    def deepest_lag(self) -> int:
        """Return the longest time, in months, that a figure of these stays provisional."""
        return max((month.measure.maturity_lag for month in self.months), default=0)

    def seen_from(self, place: int) -> list[MonthFacts]:
        """Return the months up to a place as they are seen from it: provisional where their cohort was incomplete."""
        seen = list(self.months[: place + 1])
        now = seen[-1].figure.period
        for at in range(max(place + 1 - self.deepest_lag, 0), place + 1):
            if is_provisional(seen[at].figure.period, seen[at].measure.maturity_lag, now):
                seen[at] = replace(seen[at], figure=replace(seen[at].figure, provisional=True))
        return seen

    def series(self, place: int) -> SeriesFacts:
        """Return the months up to a place as they are seen from it, for the engine and for a control chart."""
        return SeriesFacts(self.seen_from(place), self.fix_after[place], self.screen)


def shown_place(months: Sequence[MonthFacts], place: int) -> int:
    """Return the place of the month whose figure stands: the latest due one of a quarterly or annual measure.

    Negative where that month lies before the first. (Calculation rules, section 3.)
    """
    month = months[place]
    if month.measure.frequency is Frequency.MONTHLY or month.figure.reported:
        return place
    period = month.figure.period
    return place - months_between(latest_due(month.measure.frequency, period), period)


@dataclass(frozen=True, slots=True)
class ChartEnd:
    """A control chart at its last month: what a report may print of it, and the last group's lines."""

    icons: Icons = field(default_factory=Icons)
    signal: Signal | None = None
    """Why the last figure is special cause, where its icon says so."""
    trial_limits: bool = False
    """There is a chart, of fewer than 13 figures."""
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None


def chart_end(chart: Chart | None) -> ChartEnd:
    """Return the end of a chart; an empty one where there is none."""
    if chart is None:
        return ChartEnd()
    last, shown = chart.points[-1], icons(chart)
    signal = last.rule if shown.variation is not None else None
    return ChartEnd(shown, signal, chart.trial_limits, last.mean, last.lower, last.upper)


def chart_end_of(course: Course, place: int) -> ChartEnd:
    """Return the end of the chart up to a place, by the readable rules."""
    return chart_end(control_chart(course.series(place)))


@dataclass(frozen=True)
class Judgement:
    """What the rules say of one measure in one month. Sentences are made when they are read."""

    month: date
    rating: Rating
    movement: Movement
    end: ChartEnd

    @property
    def shown_month(self) -> date:
        """Return the month whose figure stands: the latest due one of a quarterly or annual measure."""
        return self.rating.figure.period

    @property
    def rag(self) -> Rag:
        """Return the status."""
        return self.rating.rag

    @property
    def sentence(self) -> str:
        """Return the whole status as a sentence that a board member can read."""
        notes = []
        if self.shown_month != self.month:
            notes.append(sentences.standing_note(self.rating.measure.frequency, self.shown_month))
        return sentences.status_sentence(self.rating, self.movement, *notes)

    @property
    def direction_sentence(self) -> str:
        """Return the direction of travel as a sentence, with what the control chart says of the figure moved to."""
        words = variation_words(self.variation, self.end.signal)
        return f"{self.movement.sentence[:-1]}, {words}." if words else self.movement.sentence

    @property
    def variation_sentence(self) -> str:
        """Return the control chart's word for the latest figure as a sentence; empty where there is none to print."""
        return variation_sentence(self.variation, self.end.signal)

    @property
    def assurance_sentence(self) -> str:
        """Return what the limits say of the target as a sentence; empty where there is nothing to print."""
        end, rating = self.end, self.rating
        met = None if rating.shortfall is None else rating.shortfall <= 0
        return assurance_sentence(self.assurance, rating.measure, rating.target, end.lower, end.upper, met)

    @property
    def variation(self) -> Variation | None:
        """Return the control chart's word for the latest figure; None where there is none to print."""
        return self.end.icons.variation

    @property
    def assurance(self) -> Assurance | None:
        """Return what the limits say of the target; None where there is nothing to print."""
        return self.end.icons.assurance

    @property
    def trial_limits(self) -> bool:
        """Return whether there is a chart of fewer than 13 figures."""
        return self.end.trial_limits


def judge(months: Sequence[MonthFacts], end: ChartEnd) -> Judgement:
    """Return what the rules say in the last of some months, given as they are seen from it (`Course.seen_from`)."""
    last = months[-1]
    place = shown_place(months, len(months) - 1)
    if place < 0:
        due = latest_due(last.measure.frequency, last.figure.period)
        months, place = [MonthFacts(FigureFacts(due, None), last.measure)], 0
    rating, movement = assess_month(months, place)
    return Judgement(last.figure.period, rating, movement, end)
