"""Whole histories of measures, for the rules and the engine: what statuses are worked out from.

What lives here: `course_of`, a `series.Line` as the rules take it; `read_histories`, the same read in bulk with no
object of a model for a figure, because a full recalculation reads them all; and the hash of a status's inputs, by
which a recalculation leaves alone what has not changed. Called by assessment and the actions. Calls series, the
models and the calculation. A fixed number of queries, however many measures.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from itertools import product
from typing import Any, Final, NamedTuple

from django.db.models import FilteredRelation, Q

from measures.calculation.courses import Course
from measures.calculation.due import months_between, months_later
from measures.calculation.engine import MonthFacts
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.rules import RULES_VERSION
from measures.choices import Frequency, SubmissionState, TargetKind
from measures.models import (
    Baseline,
    MeasureDefinition,
    Population,
    Revision,
    Scorecard,
    Target,
    TargetMonth,
    financial_year,
)
from measures.series import (
    Known,
    Line,
    Said,
    denominator_for,
    figure_of,
    holding,
    is_rate,
    measure_facts,
    speaking_field,
)


def course_of(line: Line, through: dt.date, *, screening: bool = True) -> Course:
    """Return the months of a line up to `through`, each with what it meant and aimed at.

    They start with the first that has a slot. `screening` is the scorecard's setting for its control charts.
    """
    first = min((month for month in line.slots if month <= through), default=through)
    years = range(financial_year(first), financial_year(through) + 1)
    return _course(
        [(line.figure(month), line.definition_in(month)) for month in _months(first, through)],
        {year: line.target(dt.date(year, 4, 1)) for year in years},
        line.breaks,
        screening,
    )


def _months(first: dt.date, through: dt.date) -> list[dt.date]:
    return [months_later(first, place) for place in range(months_between(first, through) + 1)]


def _course(
    months: Sequence[tuple[FigureFacts, MeasureDefinition]],
    targets: Mapping[int, TargetFacts | None],
    breaks: Sequence[dt.date],
    screening: bool,
) -> Course:
    facts: dict[int, MeasureFacts] = {}
    for _, definition in months:
        if id(definition) not in facts:
            facts[id(definition)] = measure_facts(definition)
    return Course(
        [
            MonthFacts(
                figure,
                facts[id(definition)],
                targets.get(financial_year(figure.period)),
                breaks_comparison=figure.period in breaks,
                new_group=figure.period in breaks,
            )
            for figure, definition in months
        ],
        [definition.limits_fixed_after for _, definition in months],
        screening,
    )


REVISIONS: Final = ("pending_revision", "published_revision", "approved_revision", "submitted_revision")
"""The fields of a submission that name a revision."""


_COLUMNS: Final = (
    "submission__state",
    *(f"submission__{name}_id" for name in REVISIONS),
    "submission__period__month",
    "pk",
    "submission__measure_id",
    "submission__definition_id",
    "value",
    "places",
    "missing",
    "numerator",
    "denominator",
    "revised",
    "now__pk",
    "now__inputs_hash",
    "now__rag",
    "now__direction",
    "now__variation",
    "now__assurance",
    "now__trial_limits",
)
"""What is read of a revision: its submission's state and revisions, then the fields of `Record`, in their order."""
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
    def course(self) -> Course:
        """Return the months from the first record to the last, for the rules and the engine."""
        by_pk = {definition.pk: definition for definition in self.definitions}
        facts = {definition.pk: measure_facts(definition) for definition in self.definitions}
        held = {record.month: record for record in self.records}
        months: list[tuple[FigureFacts, MeasureDefinition]] = []
        for month in _months(self.records[0].month, self.records[-1].month):
            record = held.get(month)
            if record is not None:
                if record.revision not in self.figures:
                    self.figures[record.revision] = figure_of(facts[record.definition], month, record.said)
                months.append((self.figures[record.revision], by_pk[record.definition]))
            else:
                months.append((FigureFacts(month, None), holding(self.definitions, month)))
        targets = {year: target.facts for year, target in self.targets.items()}
        return _course(months, targets, self.breaks, self.screening)

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
        behind: dict[tuple[int, int, int], bytes] = {}
        chain = sha256()
        for record in self.records:
            if record.revision not in self.texts:
                said = f"{record.value}|{record.places}|{record.missing}|{record.numerator}|{record.denominator}"
                text = f"{record.month.toordinal()}{texts[record.definition]}{said}|{record.revised};"
                self.texts[record.revision] = text.encode()
            chain.update(self.texts[record.revision])
            if self.judged is not None and record.revision not in self.judged:
                continue
            year = financial_year(record.month)
            key = (bisect_right(begun, record.month), year if monthly[record.definition] else year - 1, year)
            if key not in behind:
                timeline = [f"{d.holds_from}{d.breaks_comparison}{texts[d.pk]}" for d in definitions[: key[0]]]
                targets = [_target_text(self.targets.get(of)) for of in key[1:]]
                behind[key] = "|".join([RULES_VERSION, str(self.screening), *timeline, *targets]).encode()
            whole = chain.copy()
            whole.update(behind[key])
            yield record, whole.hexdigest()


def _definition_text(definition: MeasureDefinition) -> str:
    """Return what of a definition a status rests on, as text to be hashed."""
    return repr([getattr(definition, name) for name in DEFINED])


def _target_text(target: Held | None) -> str:
    """Return what a target says, as text to be hashed: not which row it is."""
    return repr(target[1:]) if target else ""


def read_histories(
    scorecard: Scorecard, through: dt.date, *, measures: Iterable[int] | None = None
) -> Iterator[History]:
    """Return the measures of a scorecard that have a figure submitted up to `through`, by their ids.

    The status of a published revision is worked out from published figures alone, because whoever reads it may not
    know of others; that of a revision on its way, from all that was submitted. A measure comes twice where these
    differ: each history then says which revisions are judged by it. `measures` keeps those ids. Six queries, asked
    before the first measure is given; a measure that the caller has done with is not held.
    """
    of_measures = {} if measures is None else {"measure__in": list(measures)}
    definitions: dict[int, dict[int, MeasureDefinition]] = {}
    kept = MeasureDefinition.objects.filter(measure__scorecard=scorecard, **of_measures)
    for definition in kept.exclude(measure__retired_from__lte=through).order_by("holds_from"):
        definitions.setdefault(definition.measure_id, {})[definition.pk] = definition
    populations = list(Population.objects.current().filter(scorecard=scorecard))
    records = _records(scorecard, through, definitions, _Denominators(populations), of_measures)
    targets = _targets(scorecard, of_measures)
    for measure in sorted(records):
        own = list(definitions[measure].values())
        figures: dict[int, FigureFacts] = {}
        texts: dict[int, bytes] = {}
        for some, judged in records.pop(measure).views():
            yield History(measure, own, some, targets.get(measure, {}), scorecard.screening, judged, figures, texts)


@dataclass
class _Read:
    """The records of one measure: those that speak to who sees what was submitted, and those that are published."""

    speaking: list[Record] = field(default_factory=list)
    published: list[Record] = field(default_factory=list)

    def views(self) -> Iterator[tuple[list[Record], frozenset[int] | None]]:
        """Return the records, oldest first, by which revisions are judged: all by the same ones where they can be."""
        if not self.speaking:
            return
        self.speaking.sort()
        public = {record.revision for record in self.published}
        first = next((record.month for record in self.speaking if record.revision not in public), None)
        apart = frozenset(r.revision for r in self.published if first is not None and r.month >= first)
        if not apart:
            yield self.speaking, None
            return
        yield self.speaking, frozenset(record.revision for record in self.speaking) - apart
        yield sorted(self.published), apart


class _Denominators:
    """The populations in force that rates are out of, each looked up once a month."""

    def __init__(self, populations: Sequence[Population]) -> None:
        self._populations = populations
        self._found: dict[tuple[str, dt.date], Decimal | None] = {}

    def of(self, definition: MeasureDefinition, month: dt.date) -> Decimal | None:
        """Return the population that a month's rate is out of; None where none is known."""
        key = (definition.denominator_source, month)
        if key not in self._found:
            self._found[key] = denominator_for(definition, month, None, self._populations)
        return self._found[key]


PUBLISHED_IS: Final = 1 + REVISIONS.index("published_revision")
"""Which of the columns of `_COLUMNS` names the published revision."""


def _speaks() -> dict[tuple[str, bool, bool], int]:
    """Return which of the columns of `_COLUMNS` names the revision that speaks, by state, pending and published."""
    found = {}
    for state, pending, published in product(SubmissionState, (False, True), (False, True)):
        field = speaking_field(Known.SUBMITTED, state, pending=pending, published=published)
        if field is not None:
            found[str(state), pending, published] = 1 + REVISIONS.index(field)
    return found


def _records(
    scorecard: Scorecard,
    through: dt.date,
    definitions: Mapping[int, Mapping[int, MeasureDefinition]],
    denominators: _Denominators,
    of_measures: Mapping[str, Any],
) -> dict[int, _Read]:
    """Return the revisions that speak for the measures that have `definitions`, with their current statuses."""
    rates = {pk: each for own in definitions.values() for pk, each in own.items() if is_rate(each)}
    found = {measure: _Read() for measure in definitions}
    speaks = _speaks()
    rows = Revision.objects.filter(
        submission__period__scorecard=scorecard,
        submission__period__month__lte=through,
        **{f"submission__{name}": value for name, value in of_measures.items()},
    ).annotate(now=FilteredRelation("statuses", condition=Q(statuses__current=True)))
    for row in rows.order_by().values_list(*_COLUMNS):
        named = speaks.get((row[0], row[1] is not None, row[2] is not None))
        record = Record._make(row[5:])
        speaking, public = named is not None and row[named] == record.revision, row[PUBLISHED_IS] == record.revision
        if not (speaking or public) or record.measure not in found:
            continue
        if record.definition in rates:
            out_of = denominators.of(rates[record.definition], record.month)
            record = record._replace(denominator=out_of)
        if speaking:
            found[record.measure].speaking.append(record)
        if public:
            found[record.measure].published.append(record)
    return found


def _targets(scorecard: Scorecard, of_measures: Mapping[str, Any]) -> dict[int, dict[int, Held]]:
    """Return the targets that hold, by measure and year, with their profiles and baselines."""
    chosen = {"measure__scorecard": scorecard, **of_measures}
    baselines = {
        (measure, year): figure
        for measure, year, figure in Baseline.objects.current()
        .filter(**chosen)
        .order_by()
        .values_list("measure_id", "year", "figure")
    }
    profiles: dict[int, dict[dt.date, Decimal]] = {}
    months = TargetMonth.objects.filter(
        target__superseded_at__isnull=True, **{f"target__{name}": value for name, value in chosen.items()}
    )
    for target, month, figure in months.order_by("month").values_list("target_id", "month", "figure"):
        profiles.setdefault(target, {})[month] = figure
    found: dict[int, dict[int, Held]] = {}
    columns = ("pk", "kind", "figure", "low", "high", "places", "amber_width", "provisional")
    rows = Target.objects.current().filter(**chosen).order_by().values_list("measure_id", "year", *columns)
    for measure, year, *said in rows:
        held = Held._make([*said, baselines.get((measure, year)), profiles.get(said[0], {})])
        found.setdefault(measure, {})[year] = held
    return found
