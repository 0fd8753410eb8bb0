"""A measure with its months: a slot is one month as far as it may be known, a line all of them.

`Line` has the whole rows of its months (`Slot`); what the rules and tables ask of a line, any line answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Generic, Protocol, TypeAlias, TypeVar

from measures.calculation.due import is_provisional
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.values import display
from measures.choices import PeriodState, SubmissionState
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


class AnySlot(Protocol):
    """One measure in one month, as far as it may be known: what the rules and a table ask of it."""

    @property
    def facts(self) -> FigureFacts:
        """Return the figure."""

    @property
    def known(self) -> Known:
        """Return how far the reader may look: text of the draft, for one, is only for those who may see it."""

    @property
    def reads(self) -> bool:
        """Return False where a draft holds text that is not a figure."""

    @property
    def definition(self) -> MeasureDefinition:
        """Return what the measure meant in the month."""

    @property
    def submission_id(self) -> int:
        """Return the submission's id."""

    @property
    def revision_id(self) -> int | None:
        """Return the id of the revision that speaks; None where none does."""

    @property
    def state(self) -> SubmissionState:
        """Return where the submission stands."""

    @property
    def caveat(self) -> str:
        """Return with which caveat it was approved; empty without one."""

    @property
    def left_out(self) -> bool:
        """Return whether it was left out of its month, and the reader may know: the published month says so."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One measure in one month, as far as it may be known, with its rows."""

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
    def is_proposed(self) -> bool:
        """Return whether it is what a later extract says of a published month, and waits to be signed."""
        return self.revision is not None and self.revision.pk == self.submission.pending_revision_id

    @property
    def state(self) -> SubmissionState:
        """Return where the submission stands."""
        return SubmissionState(self.submission.state)

    @property
    def definition(self) -> MeasureDefinition:
        """Return what the measure meant in the month."""
        return self.submission.definition

    @property
    def submission_id(self) -> int:
        """Return the submission's id."""
        return self.submission.pk

    @property
    def revision_id(self) -> int | None:
        """Return the id of the revision that speaks; None where none does."""
        return self.revision.pk if self.revision is not None else None

    @property
    def caveat(self) -> str:
        """Return with which caveat it was approved; empty without one."""
        return caveat_of(self.submission.caveat, self.submission.approved_revision_id, self.revision_id)

    @property
    def left_out(self) -> bool:
        """Return whether it was left out of its month, and the reader may know: the published month says so."""
        told = self.known >= Known.DRAFT or self.submission.period.state == PeriodState.PUBLISHED
        return told and self.state is SubmissionState.LEFT_OUT


def caveat_of(caveat: str, approved: int | None, speaking: int | None) -> str:
    """Return the caveat of the figure that speaks: not that of the approved one whose place it has taken since.

    The last two are revisions, by their ids.
    """
    return "" if approved is not None and speaking is not None and approved != speaking else caveat


Slot_co = TypeVar("Slot_co", bound=AnySlot, covariant=True)


@dataclass(frozen=True)
class LineOf(Generic[Slot_co]):
    """One measure with its months, oldest first, and all that its figures are judged by."""

    measure: Measure
    definition: MeasureDefinition
    slots: Mapping[dt.date, Slot_co]
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
        return slot.definition if slot else holding(self.definitions or (self.definition,), month)

    def figures(self, through: dt.date) -> list[FigureFacts]:
        """Return the figures up to a month, oldest first: a status uses no figure of a later one."""
        return [slot.facts for month, slot in sorted(self.slots.items()) if month <= through]

    def as_of(self, month: dt.date) -> list[FigureFacts]:
        """Return the figures up to a month as they are seen from it: provisional where their cohort was incomplete."""
        return [
            replace(f, provisional=provisional) if provisional != f.provisional else f
            for f in self.figures(month)
            for provisional in (is_provisional(f.period, self.definition_in(f.period).maturity_lag, month),)
        ]

    def target(self, month: dt.date) -> TargetFacts | None:
        """Return the target of the month's financial year, for the rules."""
        row = self.targets.get(financial_year(month))
        baseline = self.baselines.get(financial_year(month))
        return target_facts(row, baseline) if row else None

    def shown(self, month: dt.date) -> str:
        """Return a month's figure as the definition of that month prints it; empty where there is none."""
        slot = self.slots.get(month)
        return "" if slot is None else self.shown_of(slot)

    def shown_of(self, slot: AnySlot) -> str:
        """Return the figure of one of its months as the definition of that month prints it."""
        same = slot.definition is self.definition
        return shown(slot.facts, self.facts if same else measure_facts(slot.definition))


Line: TypeAlias = LineOf[Slot]
AnyLine: TypeAlias = LineOf[AnySlot]


def shown(figure: FigureFacts, facts: MeasureFacts) -> str:
    """Return a figure as it is printed; empty where there is none."""
    if figure.value is None or figure.missing is not None:
        return ""
    return display(figure.value, facts.unit, facts.decimals)
