"""The dataclasses of an edition's content. Plain values only: figures as decimals, and beside each how it is printed.

Every field that was added later has a default, so that older editions still read. Imports the vocabulary and the
charts' data; nothing of Django's database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from measures.charts import ChartData
from measures.choices import (
    Aim,
    Assurance,
    Audience,
    Basis,
    Comparator,
    Counts,
    Direction,
    Frequency,
    Missing,
    Rag,
    Severity,
    Unit,
    Variation,
)

SCHEMA: Final = 1
"""The version of this layout, kept with every edition."""

MISSING_SIGNS: Final = {
    Missing.NOT_AVAILABLE: "NA",
    Missing.NOT_APPLICABLE: "z",
    Missing.NOT_DUE: "not due",
    Missing.NOT_COLLECTED: "not collected yet",
    Missing.SUPPRESSED: "c",
}
"""What is printed where there is no figure; the words that the reader of scorecards knows."""


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """One month of a measure. `value` is unrounded, in the measure's unit; `shown` is the figure as printed."""

    month: dt.date
    shown: str = ""
    value: Decimal | None = None
    missing: Missing | None = None
    said: str = ""
    """The figure as it was typed or loaded."""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provisional: bool = False
    revised: bool = False

    @property
    def printed(self) -> str:
        """Return the cell: the figure with `p` (provisional) or `r` (revised) after it, or why there is none."""
        if self.missing is not None:
            return MISSING_SIGNS[self.missing]
        marks = ("p" if self.provisional else "") + ("r" if self.revised else "")
        return f"{self.shown} {marks}" if self.shown and marks else self.shown


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A baseline or a target: the figure where there is one, and what is printed."""

    shown: str = ""
    value: Decimal | None = None
    high: Decimal | None = None
    """The upper end, where it is a range; `value` is then the lower."""
    places: int = 0
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class BenchmarkContent:
    """What one comparator's figure was, or why there is none."""

    comparator: Comparator
    area: str
    period: str
    shown: str = ""
    value: Decimal | None = None
    places: int = 0
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ComparatorColumn:
    """One column of comparators: whose figures, and of which year."""

    comparator: Comparator
    area: str
    period: str


@dataclass(frozen=True, slots=True)
class FindingContent:
    """What a check found, and what the owner said to it."""

    rule: str
    severity: Severity
    message: str
    explanations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionContent:
    """What is being done, by whom and until when."""

    what: str
    owner: str
    due: dt.date


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the figure of a measure, when, and with which caveat."""

    by: str
    at: dt.datetime
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Commentary:
    """The owner's three answers."""

    happening: str = ""
    why: str = ""
    doing: str = ""

    @property
    def prompts(self) -> tuple[tuple[str, str], ...]:
        """Return (question, answer) of the questions that were answered."""
        asked = (
            ("What is happening", self.happening),
            ("Why", self.why),
            ("What is being done, by whom and when", self.doing),
        )
        return tuple((question, answer) for question, answer in asked if answer.strip())

    @property
    def empty(self) -> bool:
        """Return whether nothing was said."""
        return not self.prompts


@dataclass(frozen=True)
class MeasureContent:
    """One measure: what it means, its whole series as it was known, and all that was worked out and said of it."""

    measure: int
    ref: str
    title: str
    unit: Unit
    aim: Aim
    basis: Basis
    decimals: int
    frequency: Frequency
    counts: Counts
    rag: Rag
    rag_reason: str
    direction: Direction
    direction_reason: str
    numerator_label: str = ""
    denominator_label: str = ""
    definition: str = ""
    owner: str = ""
    rule: str = ""
    series: tuple[MonthFigure, ...] = ()
    shown_month: dt.date | None = None
    """The month whose figure and status stand: the latest due one of a quarterly or annual measure."""
    baseline: PrintedFigure = PrintedFigure()
    target: PrintedFigure = PrintedFigure()
    target_used: str = ""
    benchmarks: tuple[BenchmarkContent, ...] = ()
    recorded_direction: str = ""
    variation: Variation | None = None
    assurance: Assurance | None = None
    trial_limits: bool = False
    gap: str = ""
    shortfall: Decimal | None = None
    """How far the figure misses its target, as a share of the target; what exceptions are ordered by."""
    previous_rag: Rag | None = None
    same_month_last_year: str = ""
    last_outturn: str = ""
    year_to_date: str = ""
    quarter: str = ""
    commentary: Commentary = Commentary()
    left_out: str = ""
    late: bool = False
    findings: tuple[FindingContent, ...] = ()
    actions: tuple[ActionContent, ...] = ()
    approval: Approval | None = None
    chart: ChartData | None = None

    @cached_property
    def _by_month(self) -> dict[dt.date, MonthFigure]:
        return {figure.month: figure for figure in self.series}

    def figure(self, month: dt.date) -> MonthFigure:
        """Return the figure of a month; an empty one where there is none."""
        return self._by_month.get(month, MonthFigure(month))

    @property
    def current(self) -> MonthFigure:
        """Return the figure that the status is of."""
        return self.figure(self.shown_month) if self.shown_month else MonthFigure(dt.date.min)

    @property
    def number(self) -> str:
        """Return the counts behind the current figure as the scorecard writes them: "486 / 523", "2039"."""
        figure = self.current
        if figure.numerator is None or figure.missing is Missing.SUPPRESSED:
            return ""
        numerator = plain_number(figure.numerator)
        if self.unit in (Unit.RATE, Unit.COUNT) or figure.denominator is None:
            return numerator
        return f"{numerator} / {plain_number(figure.denominator)}"

    def benchmark(self, comparator: Comparator) -> BenchmarkContent | None:
        """Return one comparator's newest figure."""
        return next((found for found in reversed(self.benchmarks) if found.comparator is comparator), None)

    @property
    def turned_red(self) -> bool:
        """Return whether the status is red and was not the month before."""
        return self.rag is Rag.RED and self.previous_rag is not None and self.previous_rag is not Rag.RED

    @property
    def recovered(self) -> bool:
        """Return whether the status was red the month before and is amber or green now."""
        return self.previous_rag is Rag.RED and self.rag in (Rag.AMBER, Rag.GREEN)


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A group of measures, in the natural order of their references."""

    title: str
    slug: str
    measures: tuple[MeasureContent, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many measures have a status now, and had it the month before (None where that is not known)."""

    rag: Rag
    now: int
    before: int | None = None

    @property
    def change(self) -> int | None:
        """Return how many more have it now."""
        return None if self.before is None else self.now - self.before

    @property
    def fewer(self) -> int:
        """Return how many fewer have it now; 0 where that is not known."""
        return -(self.change or 0)


@dataclass(frozen=True, slots=True)
class RestatementContent:
    """A headline that was published wrong: what was published, what it is now, and why."""

    ref: str
    title: str
    month: dt.date
    published: str
    restated: str
    reason: str


@dataclass(frozen=True, slots=True)
class RevisedFigure:
    """A figure of an earlier month that differs from what the edition before printed."""

    ref: str
    title: str
    month: dt.date
    published: str
    now: str


@dataclass(frozen=True, slots=True)
class PopulationContent:
    """How many people a rate is out of."""

    area: str
    age_band: str
    year: str
    figure: Decimal
    source: str
    assumed: bool = False

    @property
    def shown(self) -> str:
        """Return the number of people as it is printed: "146,880"."""
        return f"{self.figure:,.0f}"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A word of the report, and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One cell that disclosure control kept out of a public edition, and by which rule."""

    ref: str
    month: dt.date
    rule: str
    reason: str = ""


@dataclass(frozen=True)
class EditionContent:
    """One edition of one month of one scorecard."""

    scorecard: str
    slug: str
    month: dt.date
    number: int
    audience: Audience
    organisation: str = ""
    area: str = ""
    schema: int = SCHEMA
    rules_version: str = ""
    draft: bool = False
    imported: bool = False
    """Published before the portal; nobody approved or signed it here."""
    reason: str = ""
    signed_by: str = ""
    signed_at: dt.datetime | None = None
    months: tuple[dt.date, ...] = ()
    """The months of the financial year so far: the scorecard's columns."""
    comparators: tuple[ComparatorColumn, ...] = ()
    status_counts: tuple[StatusCount, ...] = ()
    compared_with: str = ""
    """What the movement since last month is counted from: "edition 1 of October 2023"."""
    sections: tuple[SectionContent, ...] = ()
    exceptions: tuple[str, ...] = ()
    """References of the red measures that are printed at length, in order."""
    restatements: tuple[RestatementContent, ...] = ()
    revised: tuple[RevisedFigure, ...] = ()
    key: tuple[KeyEntry, ...] = ()
    footnotes: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    neighbours_edition: str = ""
    neighbours_source: str = ""
    populations: tuple[PopulationContent, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def measures(self) -> tuple[MeasureContent, ...]:
        """Return the measures of all sections, in the order of their references."""
        return tuple(self._walk())

    def _walk(self) -> Iterator[MeasureContent]:
        for section in self.sections:
            yield from section.measures

    @cached_property
    def _by_ref(self) -> dict[str, MeasureContent]:
        return {measure.ref: measure for measure in self._walk()}

    def by_ref(self, ref: str) -> MeasureContent:
        """Return a measure by its reference. Raises KeyError for one that the edition does not have."""
        return self._by_ref[ref]

    @property
    def period(self) -> str:
        """Return the month in full: "November 2023"."""
        return f"{self.month:%B %Y}"

    @property
    def baseline_month(self) -> dt.date:
        """Return the month of the baselines: the April of the financial year."""
        return dt.date(self.month.year if self.month.month >= 4 else self.month.year - 1, 4, 1)

    @property
    def reds(self) -> tuple[MeasureContent, ...]:
        """Return the red measures: those printed at length first, in their order, then the rest by reference."""
        first = [self.by_ref(ref) for ref in self.exceptions if ref in self._by_ref]
        rest = [measure for measure in self._walk() if measure.rag is Rag.RED and measure.ref not in self.exceptions]
        return (*first, *rest)


def plain_number(number: Decimal) -> str:
    """Return a number with the decimals that it needs: "523", "87.5"."""
    return f"{number.normalize():f}" if number else "0"
