"""What an edition says of one measure: its figures, what they are compared with, and all that was said of them.

Plain values only: figures as decimals, and beside each how it is printed. Every field that was added later has a
default, so that older editions still read. Imports the vocabulary and the charts' data; nothing of the database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from measures.calculation.findings import counts_said, plain
from measures.charts import ChartData, Letter, lettered
from measures.choices import (
    Aim,
    Assurance,
    Basis,
    Comparator,
    Counts,
    Direction,
    Frequency,
    Missing,
    Rag,
    Rule,
    Severity,
    Unit,
    Variation,
)
from reports.content.outturn_model import OutturnContent
from reports.content.signs import CONTRADICTED, MISSING_SIGNS, PROVISIONAL, REVISED


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
    def marks(self) -> str:
        """Return what stands after the figure: `p` (provisional), `r` (revised), both or nothing."""
        return f"{PROVISIONAL * self.provisional}{REVISED * self.revised}" if self.shown else ""

    @property
    def printed(self) -> str:
        """Return the cell: the figure with its marks, or why there is none."""
        if self.missing is not None:
            return MISSING_SIGNS[self.missing]
        return f"{self.shown} {self.marks}".rstrip()


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
class PartContent:
    """One piece of the current figure: a locality, a team, an age group."""

    kind: str
    """What the figure is broken down by."""
    name: str
    shown: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    additive: bool = False

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Return what is printed of it: what was counted, out of how many, the figure, whether it adds up."""
        return plain(self.numerator), plain(self.denominator), self.shown, "yes" if self.additive else "no"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the figure of a measure, when, and with which caveat."""

    by: str
    at: dt.datetime
    caveat: str = ""
    in_place_of: str = ""
    """Whose leave it was, where somebody stood in."""

    @property
    def who(self) -> str:
        """Return who gave it as it is printed: "Del Egate, in the place of Ruth Calder"."""
        return f"{self.by}, in the place of {self.in_place_of}" if self.in_place_of else self.by


@dataclass(frozen=True, slots=True)
class Commentary:
    """The owner's three answers; in a public edition the text that was approved for it, and nothing else."""

    happening: str = ""
    why: str = ""
    doing: str = ""
    public: str = ""

    @property
    def prompts(self) -> tuple[tuple[str, str], ...]:
        """Return (question, answer) of the questions that were answered."""
        asked = (
            ("What is happening", self.happening),
            ("Why", self.why),
            ("What is being done, by whom and when", self.doing),
            ("Commentary", self.public),
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
    compared_month: dt.date | None = None
    """The earlier month that the direction is from; None where there is no comparison."""
    movement: str = ""
    """The direction as a sentence, without what the control chart says of the figure."""
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
    outturn: OutturnContent | None = None
    """Behind `last_outturn`, where there is a figure; of the year that ended last, the edition's own in March."""
    year_to_date: str = ""
    quarter: str = ""
    commentary: Commentary = Commentary()
    left_out: str = ""
    late: bool = False
    findings: tuple[FindingContent, ...] = ()
    found_contradicted: bool = False
    """Set in a public edition, which has the finding no more but both the figure and its counts."""
    actions: tuple[ActionContent, ...] = ()
    parts: tuple[PartContent, ...] = ()
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
        return self.number_behind(self.current)

    @property
    def contradicted(self) -> bool:
        """Return whether the counts behind the current figure give another one."""
        return self.found_contradicted or any(finding.rule == Rule.RECONCILE.value for finding in self.findings)

    @property
    def number_printed(self) -> str:
        """Return the counts behind the current figure as a table prints them: "≠ 87 / 205" where they contradict it."""
        return f"{CONTRADICTED} {self.number}" if self.contradicted and self.number else self.number

    def number_behind(self, figure: MonthFigure) -> str:
        """Return the counts behind the figure of a month."""
        if figure.missing is Missing.SUPPRESSED:
            return ""
        return counts_said(self.unit, figure.numerator, figure.denominator)

    def benchmark(self, comparator: Comparator) -> BenchmarkContent | None:
        """Return one comparator's newest figure."""
        return next((found for found in reversed(self.benchmarks) if found.comparator is comparator), None)

    @property
    def notes(self) -> list[Letter]:
        """Return the notes on the months of the chart, each with its letter there."""
        return lettered(self.chart.points) if self.chart else []

    def notes_of(self, month: dt.date) -> str:
        """Return what was noted of a month."""
        return "; ".join(note.text for note in self.notes if note.month == month)

    @property
    def turned_red(self) -> bool:
        """Return whether the status is red and was amber or green the month before; without a rating nothing turned."""
        return self.rag is Rag.RED and self.previous_rag in (Rag.AMBER, Rag.GREEN)

    @property
    def still_red(self) -> bool:
        """Return whether the status is red and was red the month before."""
        return self.rag is Rag.RED and self.previous_rag is Rag.RED

    @property
    def recovered(self) -> bool:
        """Return whether the status was red the month before and is amber or green now."""
        return self.previous_rag is Rag.RED and self.rag in (Rag.AMBER, Rag.GREEN)

    @property
    def before_is_hidden(self) -> bool:
        """Return whether the measure has a rating and the status of the month before is suppressed."""
        return self.previous_rag is Rag.SUPPRESSED and self.rag in (Rag.AMBER, Rag.GREEN, Rag.RED)

    @property
    def red_before_and_unrated(self) -> bool:
        """Return whether the status was red the month before and there is none now: it did not recover."""
        return self.previous_rag is Rag.RED and self.rag not in (Rag.AMBER, Rag.GREEN, Rag.RED)
