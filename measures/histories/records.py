"""One measure with all that its statuses are worked out from, and the hash of each status's inputs."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Final, NamedTuple

from measures.calculation.courses import Course
from measures.calculation.due import months_between
from measures.calculation.facts import FigureFacts, TargetFacts
from measures.calculation.rules import RULES_VERSION
from measures.choices import Frequency, TargetKind
from measures.histories.courses import course_from, months_from
from measures.models import (
    MeasureDefinition,
    financial_year,
)
from measures.series import (
    Said,
    figure_of,
    holding,
    measure_facts,
)

DEFINED: Final = (
    "unit",
    "aim",
    "basis",
    "decimals",
    "frequency",
    "counts",
    "may_exceed_100",
    "numerator_label",
    "maturity_lag",
    "movement_tolerance",
    "limits_fixed_after",
)
"""What of a definition a status rests on."""


class Record(NamedTuple):
    """The revision that speaks for a measure in a month, and the current status that is stored of it, if any."""

    month: dt.date
    revision: int
    measure: int
    definition: int
    value: Decimal | None
    places: int | None
    missing: str
    numerator: Decimal | None
    denominator: Decimal | None
    """As typed; of a rate, the population in force."""
    revised: bool
    status: int | None
    inputs_hash: str | None
    rag: str | None
    direction: str | None
    variation: str | None
    assurance: str | None
    trial_limits: bool | None

    @property
    def said(self) -> Said:
        """Return what the revision says of its figure."""
        return Said(self.value, self.places, self.missing, self.numerator, self.denominator, self.revised)


class Held(NamedTuple):
    """The target of a measure in a year, as its columns have it, with its baseline and profile."""

    pk: int
    kind: str
    figure: Decimal | None
    low: Decimal | None
    high: Decimal | None
    places: int
    amber_width: Decimal | None
    provisional: bool
    baseline: Decimal | None
    profile: Mapping[dt.date, Decimal]

    @property
    def facts(self) -> TargetFacts:
        """Return what the target says, for the rules."""
        return TargetFacts(
            TargetKind(self.kind),
            figure=self.figure,
            low=self.low,
            high=self.high,
            places=self.places,
            amber_width=self.amber_width,
            baseline=self.baseline,
            profile=self.profile,
            provisional=self.provisional,
        )


@dataclass
class History:
    """One measure: its records, oldest first, and all that its figures are judged by.

    A measure has two where figures that are not published stand before published ones (`read_histories`).
    """

    measure: int
    definitions: Sequence[MeasureDefinition]
    records: Sequence[Record]
    targets: Mapping[int, Held] = field(default_factory=dict)
    screening: bool = True
    judged: frozenset[int] | None = None
    """The revisions whose statuses are worked out from this history; None is all of its records'."""
    figures: dict[int, FigureFacts] = field(default_factory=dict, repr=False)
    texts: dict[int, bytes] = field(default_factory=dict, repr=False)
    """By revision, what has been worked out already: both histories of a measure share them."""

    @cached_property
    def breaks(self) -> tuple[dt.date, ...]:
        """Return the months from which figures can not be compared with those before."""
        return tuple(sorted(d.holds_from for d in self.definitions if d.breaks_comparison))

    @cached_property
    def rebases(self) -> tuple[dt.date, ...]:
        """Return the months at which the control chart starts anew."""
        return tuple(sorted(d.holds_from for d in self.definitions if d.rebased_at))

    @cached_property
    def course(self) -> Course:
        """Return the months from the first record to the last, for the rules and the engine."""
        by_pk = {definition.pk: definition for definition in self.definitions}
        facts = {definition.pk: measure_facts(definition) for definition in self.definitions}
        held = {record.month: record for record in self.records}
        months: list[tuple[FigureFacts, MeasureDefinition]] = []
        for month in months_from(self.records[0].month, self.records[-1].month):
            record = held.get(month)
            if record is not None:
                if record.revision not in self.figures:
                    self.figures[record.revision] = figure_of(facts[record.definition], month, record.said)
                months.append((self.figures[record.revision], by_pk[record.definition]))
            else:
                months.append((FigureFacts(month, None), holding(self.definitions, month)))
        targets = {year: target.facts for year, target in self.targets.items()}
        return course_from(months, targets, self.breaks, self.rebases, self.screening)

    def place(self, month: dt.date) -> int:
        """Return a month's place in the course."""
        return months_between(self.records[0].month, month)

    def hashed(self) -> Iterator[tuple[Record, str]]:
        """Yield each record that is judged by this history, with the SHA-256 of what its status rests on.

        Worked out as a chain, so that it does not cost more the longer the history: the figures up to the month
        with the definitions they were made by, then the rules, the definitions in force so far, and the targets of
        the month and of the latest due one before it.
        """
        definitions = sorted(self.definitions, key=lambda definition: definition.holds_from)
        texts = {definition.pk: _definition_text(definition) for definition in definitions}
        monthly = {definition.pk: definition.frequency == Frequency.MONTHLY for definition in definitions}
        begun = [definition.holds_from for definition in definitions]
        targets = {year: _target_text(target) for year, target in self.targets.items()}
        behind: dict[tuple[int, int, int], bytes] = {}
        chain = sha256()
        for record in self.records:
            if record.revision not in self.texts:
                text = f"{record.month.toordinal()}{texts[record.definition]}{_record_text(record)}"
                self.texts[record.revision] = text.encode()
            chain.update(self.texts[record.revision])
            if self.judged is not None and record.revision not in self.judged:
                continue
            year = financial_year(record.month)
            key = (bisect_right(begun, record.month), year if monthly[record.definition] else year - 1, year)
            if key not in behind:
                timeline = [
                    f"{d.holds_from}{d.breaks_comparison}{d.rebased_at is not None}{texts[d.pk]}"
                    for d in definitions[: key[0]]
                ]
                aims = [targets.get(of, "") for of in key[1:]]
                behind[key] = "|".join([RULES_VERSION, str(self.screening), *timeline, *aims]).encode()
            whole = chain.copy()
            whole.update(behind[key])
            yield record, whole.hexdigest()


def _definition_text(definition: MeasureDefinition) -> str:
    """Return what of a definition a status rests on, as text to be hashed."""
    return repr([getattr(definition, name) for name in DEFINED])


def _record_text(one: Record) -> str:
    """Return what a record says of its figure, as text to be hashed (`!s`: a decimal is told quicker so)."""
    return f"{one.value!s}|{one.places!s}|{one.missing}|{one.numerator!s}|{one.denominator!s}|{one.revised!s};"


def _target_text(target: Held) -> str:
    """Return what a target says, as text to be hashed: not which row it is."""
    return repr(target[1:])
