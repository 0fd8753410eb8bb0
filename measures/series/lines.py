"""A measure with its months: `Slot` is one month as far as it may be known, `Line` all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from measures.calculation.due import is_provisional
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.values import display
from measures.choices import (
    SubmissionState,
)
from measures.models import (
    Baseline,
    Benchmark,
    Measure,
    MeasureDefinition,
    Revision,
    Submission,
    Target,
    financial_year,
)
from measures.series.facts import holding, measure_facts, target_facts
from measures.series.known import Known


@dataclass(frozen=True, slots=True)
class Slot:
    """One measure in one month, as far as it may be known."""

    submission: Submission
    facts: FigureFacts
    revision: Revision | None = None
    reads: bool = True
    """False where a draft holds text that is not a figure."""
    known: Known = Known.NOTHING
    """How far the reader may look: text of the draft, for one, is only for those who may see it."""

    @property
    def hidden(self) -> bool:
        """Return whether there may be a figure that is not for this reader yet."""
        return self.revision is None and self.known < Known.DRAFT

    @property
    def state(self) -> SubmissionState:
        """Return where the submission stands."""
        return SubmissionState(self.submission.state)


@dataclass(frozen=True)
class Line:
    """One measure with its months, oldest first, and all that its figures are judged by."""

    measure: Measure
    definition: MeasureDefinition
    slots: Mapping[dt.date, Slot]
    targets: Mapping[int, Target] = field(default_factory=dict)
    baselines: Mapping[int, Baseline] = field(default_factory=dict)
    benchmarks: tuple[Benchmark, ...] = ()
    """Of each comparator the newest figure; single neighbours are not among them."""
    recorded: Mapping[dt.date, str] = field(default_factory=dict)
    breaks: tuple[dt.date, ...] = ()
    """The months from which figures can not be compared with those before."""
    rebases: tuple[dt.date, ...] = ()
    """Those of them at which the control chart starts anew, because a director has approved it."""
    owner: str = ""
    owner_id: int | None = None
    definitions: tuple[MeasureDefinition, ...] = ()
    """All definitions of the measure, in no order; `definition` alone where there are none."""

    @cached_property
    def facts(self) -> MeasureFacts:
        """Return what the measure means, for the rules."""
        return measure_facts(self.definition)

    def figure(self, month: dt.date) -> FigureFacts:
        """Return the figure of a month; one with neither value nor reason where there is none."""
        slot = self.slots.get(month)
        return slot.facts if slot else FigureFacts(month, None)

    def definition_in(self, month: dt.date) -> MeasureDefinition:
        """Return the definition in force in a month: the one that its submission names, where it has one."""
        slot = self.slots.get(month)
        return slot.submission.definition if slot else holding(self.definitions or (self.definition,), month)

    def figures(self, through: dt.date) -> list[FigureFacts]:
        """Return the figures up to a month, oldest first: a status uses no figure of a later one."""
        return [slot.facts for month, slot in sorted(self.slots.items()) if month <= through]

    def as_of(self, month: dt.date) -> list[FigureFacts]:
        """Return the figures up to a month as they are seen from it: provisional where their cohort was incomplete."""
        return [
            replace(f, provisional=is_provisional(f.period, self.definition_in(f.period).maturity_lag, month))
            for f in self.figures(month)
        ]

    def target(self, month: dt.date) -> TargetFacts | None:
        """Return the target of the month's financial year, for the rules."""
        row = self.targets.get(financial_year(month))
        baseline = self.baselines.get(financial_year(month))
        return target_facts(row, baseline) if row else None

    def shown(self, month: dt.date) -> str:
        """Return a month's figure as the definition of that month prints it; empty where there is none."""
        definition = self.definition_in(month)
        same = definition.pk == self.definition.pk
        return shown(self.figure(month), self.facts if same else measure_facts(definition))


def shown(figure: FigureFacts, facts: MeasureFacts) -> str:
    """Return a figure as it is printed; empty where there is none."""
    if figure.value is None or figure.missing is not None:
        return ""
    return display(figure.value, facts.unit, facts.decimals)
