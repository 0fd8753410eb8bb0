"""Histories read in bulk, with no object of a model for a figure: a full recalculation reads them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any, Final

from django.db.models import FilteredRelation, Q

from measures.calculation.facts import FigureFacts
from measures.choices import SubmissionState
from measures.histories.records import Held, History, Record
from measures.models import (
    Baseline,
    Event,
    MeasureDefinition,
    Population,
    Revision,
    Scorecard,
    Target,
    TargetMonth,
)
from measures.series import (
    Given,
    Known,
    denominator_for,
    is_rate,
    speaking_field,
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
PUBLISHED_IS: Final = 1 + REVISIONS.index("published_revision")
REVISION_IS: Final = _COLUMNS.index("pk")
RECORD_FROM: Final = _COLUMNS.index("submission__period__month")
"""Which of the columns of `_COLUMNS` names the published revision, which the revision itself, where `Record` begins."""


def read_histories(
    scorecard: Scorecard,
    through: dt.date,
    *,
    measures: Iterable[int] | None = None,
    at: dt.datetime | None = None,
) -> Iterator[History]:
    """Return the measures of a scorecard that have a figure submitted up to `through`, by their ids.

    A retired measure is among them: the months before it was retired are still read, restated and rated again.
    The status of a published revision is worked out from published figures alone, because whoever reads it may not
    know of others, nor of what is signed and not yet given to the board; that of a revision on its way, from all that
    was submitted. A measure comes twice where these differ: each history then says which revisions are judged by it.
    `measures` keeps those ids; `at` is the moment whose targets and populations are used, None is now. Seven queries,
    asked before the first measure is given; a measure that the caller has done with is not held.
    """
    of_measures = {} if measures is None else {"measure__in": list(measures)}
    definitions: dict[int, dict[int, MeasureDefinition]] = {}
    kept = MeasureDefinition.objects.filter(measure__scorecard=scorecard, **of_measures)
    for definition in kept.order_by("holds_from"):
        definitions.setdefault(definition.measure_id, {})[definition.pk] = definition
    populations = list(Population.objects.known(at).filter(scorecard=scorecard))
    given = Given(Event.objects.filter(scorecard=scorecard).signed_only().order_by("pk"))
    records = _records(scorecard, through, definitions, _Denominators(populations), of_measures, given)
    targets = _targets(scorecard, of_measures, at)
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
    given: Given,
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
        speaking = named is not None and row[named] == row[REVISION_IS]
        public = given.revision(row[PUBLISHED_IS]) == row[REVISION_IS]
        if not (speaking or public):
            continue
        record = Record._make(row[RECORD_FROM:])
        if record.definition in rates:
            out_of = denominators.of(rates[record.definition], record.month)
            record = record._replace(denominator=out_of)
        if speaking:
            found[record.measure].speaking.append(record)
        if public:
            found[record.measure].published.append(record)
    return found


def _targets(
    scorecard: Scorecard, of_measures: Mapping[str, Any], at: dt.datetime | None
) -> dict[int, dict[int, Held]]:
    """Return the targets that hold, or held at a moment, by measure and year, with their profiles and baselines."""
    chosen = {"measure__scorecard": scorecard, **of_measures}
    baselines = {
        (measure, year): figure
        for measure, year, figure in Baseline.objects.known(at)
        .filter(**chosen)
        .order_by()
        .values_list("measure_id", "year", "figure")
    }
    profiles: dict[int, dict[dt.date, Decimal]] = {}
    targets = Target.objects.known(at).filter(**chosen).order_by()
    months = TargetMonth.objects.filter(target__in=targets.values("pk"))
    for target, month, figure in months.order_by("month").values_list("target_id", "month", "figure"):
        profiles.setdefault(target, {})[month] = figure
    found: dict[int, dict[int, Held]] = {}
    columns = ("pk", "kind", "figure", "low", "high", "places", "amber_width", "provisional")
    for measure, year, *said in targets.values_list("measure_id", "year", *columns):
        held = Held._make([*said, baselines.get((measure, year)), profiles.get(said[0], {})])
        found.setdefault(measure, {})[year] = held
    return found
