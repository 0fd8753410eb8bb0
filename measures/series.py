"""The one reader of figures that is not scoped to a person: rows -> plain lines for the rules, pages and editions.

Callers (queries, actions, the commands, reports) decide what may be known: `known` tells for each submission how
far to look, from the published revision only to the draft as typed. A fixed number of queries, however many measures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import IntEnum
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from measures.calculation.due import is_due, is_provisional, months_later
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.figures import published
from measures.calculation.rates import in_force
from measures.calculation.values import BadFigure, display, read_count, read_figure
from measures.choices import (
    Aim,
    Basis,
    Counts,
    Frequency,
    Missing,
    RoleName,
    SubmissionState,
    TargetKind,
    Unit,
)
from measures.models import (
    Baseline,
    Benchmark,
    Finding,
    Measure,
    MeasureDefinition,
    Population,
    RecordedDirection,
    Revision,
    Role,
    Scorecard,
    Submission,
    Target,
    financial_year,
    headlines,
)


class Known(IntEnum):
    """How far into a submission a reader may look."""

    NOTHING = 0
    PUBLISHED = 1
    APPROVED = 2
    SUBMITTED = 3
    DRAFT = 4


Depth = Callable[[Submission], Known]


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
        """Return a month's figure as it is printed; empty where there is none."""
        return shown(self.figure(month), self.facts)


def shown(figure: FigureFacts, facts: MeasureFacts) -> str:
    """Return a figure as it is printed; empty where there is none."""
    if figure.value is None or figure.missing is not None:
        return ""
    return display(figure.value, facts.unit, facts.decimals)


def measure_facts(definition: MeasureDefinition) -> MeasureFacts:
    """Return what a definition says, for the rules."""
    return MeasureFacts(
        unit=Unit(definition.unit),
        aim=Aim(definition.aim),
        basis=Basis(definition.basis),
        decimals=definition.decimals,
        frequency=Frequency(definition.frequency),
        counts=Counts(definition.counts),
        may_exceed_100=definition.may_exceed_100,
        tolerance=definition.movement_tolerance,
        maturity_lag=definition.maturity_lag,
        numerator_label=definition.numerator_label,
    )


def holding(definitions: Iterable[MeasureDefinition], month: dt.date) -> MeasureDefinition:
    """Return the definition that holds in a month: the first one in months before it began."""
    some = list(definitions)
    return in_force(some, month) or min(some, key=lambda definition: definition.holds_from)


def target_facts(target: Target, baseline: Baseline | None = None) -> TargetFacts:
    """Return what a target says, for the rules (its months must be prefetched)."""
    return TargetFacts(
        kind=TargetKind(target.kind),
        figure=target.figure,
        low=target.low,
        high=target.high,
        places=target.places,
        amber_width=target.amber_width,
        baseline=baseline.figure if baseline else None,
        profile={month.month: month.figure for month in target.months.all()}
        if target.kind == TargetKind.PROFILE
        else {},
        provisional=target.provisional,
    )


POPULATION: Final = "population:"
"""What a denominator's source begins with where it is the population of an age band."""


def is_rate(definition: MeasureDefinition) -> bool:
    """Return whether a figure is out of a population, not of a number that is typed."""
    return definition.denominator_source.startswith(POPULATION)


def denominator_for(
    definition: MeasureDefinition, month: dt.date, typed: Decimal | None, populations: Iterable[Population]
) -> Decimal | None:
    """Return what a figure is out of: the population in force for a rate, else the denominator typed."""
    if not is_rate(definition):
        return typed
    band = definition.denominator_source.removeprefix(POPULATION)
    held = in_force([p for p in populations if p.age_band == band], month)
    return held.figure if held else None


@dataclass(frozen=True)
class DraftReading:
    """What a draft's text means; `problems` has the sentence for each field that can not be read."""

    value: Decimal | None = None
    missing: Missing | None = None
    places: int | None = None
    percent_sign: bool = False
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


def read_draft(submission: Submission) -> DraftReading:
    """Read the draft of a submission as the rules read any typed figure."""
    definition = submission.definition
    unit = Unit(definition.unit)
    fractional = definition.counts == Counts.STAFF or unit is Unit.AVERAGE
    found: dict[str, Any] = {}
    problems: dict[str, str] = {}
    try:
        reading = read_figure(submission.draft_figure, unit)
        found.update(
            value=reading.value, missing=reading.missing, places=reading.places, percent_sign=reading.percent_sign
        )
    except BadFigure as bad:
        problems["figure"] = str(bad)
    for name in ("numerator", "denominator"):
        try:
            found[name] = read_count(getattr(submission, f"draft_{name}"), fractional=fractional)
        except BadFigure as bad:
            problems[name] = str(bad)
    if submission.draft_missing and found.get("value") is None:
        found["missing"] = Missing(submission.draft_missing)
    return DraftReading(**found, problems=problems)


def speaking_field(known: Known, state: str, *, pending: bool, published: bool) -> str | None:
    """Return which revision of a submission speaks to somebody who may look so far: the field that names it.

    `pending` and `published` tell whether the submission has such a revision.
    """
    if known >= Known.SUBMITTED and pending:
        return "pending_revision"
    if known >= Known.PUBLISHED and published:
        return "published_revision"
    if known >= Known.APPROVED and state == SubmissionState.APPROVED:
        return "approved_revision"
    if known >= Known.SUBMITTED and state == SubmissionState.SUBMITTED:
        return "submitted_revision"
    return None


def speaking(submission: Submission, known: Known) -> Revision | None:
    """Return the revision that speaks for a submission to somebody who may look so far."""
    field = speaking_field(
        known,
        submission.state,
        pending=bool(submission.pending_revision_id),
        published=bool(submission.published_revision_id),
    )
    revision: Revision | None = getattr(submission, field) if field else None
    return revision


class Said(NamedTuple):
    """What a revision says of its figure; `denominator` is what it is out of (`denominator_for`)."""

    value: Decimal | None
    places: int | None
    missing: str
    numerator: Decimal | None
    denominator: Decimal | None
    revised: bool


def figure_of(facts: MeasureFacts, month: dt.date, said: Said) -> FigureFacts:
    """Return the figure that a revision gives, for the rules."""
    return published(
        facts,
        month,
        typed=said.value,
        typed_places=said.places,
        missing=Missing(said.missing) if said.missing else None,
        numerator=said.numerator,
        denominator=said.denominator,
        revised=said.revised,
    )


def slot_of(submission: Submission, known: Known, populations: Iterable[Population]) -> Slot:
    """Return one submission as far as it may be known."""
    definition = submission.definition
    facts = measure_facts(definition)
    month = submission.period.month
    revision = speaking(submission, known)
    if revision is not None:
        denominator = denominator_for(definition, month, revision.denominator, populations)
        said = Said(
            revision.value, revision.places, revision.missing, revision.numerator, denominator, revision.revised
        )
        figure = figure_of(facts, month, said)
        return Slot(submission, figure, revision, known=known)
    drafts = (SubmissionState.DRAFT, SubmissionState.RETURNED)
    if known >= Known.DRAFT and submission.state in drafts:
        draft = read_draft(submission)
        figure = published(
            facts,
            month,
            typed=draft.value,
            typed_places=draft.places,
            missing=draft.missing,
            numerator=draft.numerator,
            denominator=denominator_for(definition, month, draft.denominator, populations),
        )
        return Slot(submission, figure, None, reads=not draft.problems, known=known)
    missing = None if is_due(facts.frequency, month) else Missing.NOT_DUE
    return Slot(submission, FigureFacts(month, None, missing), None, known=known)


def everything(submission: Submission) -> Known:
    """Look as far as the draft: for the console and for statuses that nobody is shown."""
    return Known.DRAFT


def submitted(submission: Submission) -> Known:
    """Look as far as what was submitted: what stored statuses are worked out from."""
    return Known.SUBMITTED


def approved(submission: Submission) -> Known:
    """Look as far as what was approved: what an edition is made of."""
    return Known.APPROVED


def read_lines(
    scorecard: Scorecard,
    through: dt.date,
    *,
    known: Depth,
    months: int | None = None,
    measures: Iterable[int] | None = None,
    at: dt.datetime | None = None,
    light: bool = False,
) -> list[Line]:
    """Return the measures of a scorecard with their months up to `through`, in the natural order of reference.

    `months` keeps the latest so many; `measures` keeps those ids. `at` is the moment whose targets, benchmarks and
    populations are used; None is now. `light` reads what a table of figures shows, and no imported
    arrows. At most nine queries, whatever the size: that of the months of profiles only where a measure has one.
    """
    submissions = Submission.objects.filter(period__scorecard=scorecard, period__month__lte=through)
    if months is not None:
        submissions = submissions.filter(period__month__gt=months_later(through, -months))
    defined = MeasureDefinition.objects.filter(measure__scorecard=scorecard).select_related("section", "measure")
    if measures is not None:
        wanted = list(measures)
        submissions, defined = submissions.filter(measure__in=wanted), defined.filter(measure__in=wanted)
    definitions = {definition.pk: definition for definition in defined}
    submissions = submissions.select_related("period", *SPEAKERS, *(() if light else ("approved_by", "submitted_by")))
    if light:
        submissions = submissions.only(*LIGHT)
    populations = list(_known(Population.objects.filter(scorecard=scorecard), at))
    by_measure: dict[int, dict[dt.date, Slot]] = {}
    for submission in submissions.order_by("period__month"):
        submission.definition = definitions[submission.definition_id]
        depth = known(submission)
        if depth is not Known.NOTHING:
            slot = slot_of(submission, depth, populations)
            by_measure.setdefault(submission.measure_id, {})[submission.period.month] = slot
    kept = [m for m in _measures(definitions.values()) if m.retired_from is None or m.retired_from > through]
    return _assemble(kept, definitions.values(), by_measure, through, at, arrows=not light)


SPEAKERS: Final = ("submitted_revision", "approved_revision", "published_revision", "pending_revision")
"""The revisions that may speak for a submission."""
LIGHT: Final = (
    "measure_id",
    "definition_id",
    "state",
    "reopened",
    "caveat",
    "draft_figure",
    "draft_numerator",
    "draft_denominator",
    "draft_missing",
    "period__month",
    "period__state",
    "period__scorecard_id",
    *(
        f"{name}__{field}"
        for name in SPEAKERS
        for field in ("value", "places", "missing", "numerator", "denominator", "revised")
    ),
)
"""What a table of figures reads of a submission; the rest is read when it is asked for."""


def _measures(definitions: Iterable[MeasureDefinition]) -> list[Measure]:
    """Return the measures of definitions, each with the definition that it has now."""
    found: dict[int, Measure] = {}
    for definition in definitions:
        measure = found.setdefault(definition.measure_id, definition.measure)
        if measure.definition_id == definition.pk:
            measure.definition = definition
    return list(found.values())


def _known(rows: Any, at: dt.datetime | None) -> Any:
    return rows.current() if at is None else rows.known_at(at)


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[int, dict[Any, Any]]:
    found: dict[int, dict[Any, Any]] = {}
    for row in rows:
        found.setdefault(row.measure_id, {})[key(row)] = row
    return found


def _assemble(
    measures: list[Measure],
    defined: Iterable[MeasureDefinition],
    slots: Mapping[int, Mapping[dt.date, Slot]],
    through: dt.date,
    at: dt.datetime | None,
    *,
    arrows: bool,
) -> list[Line]:
    ids = [measure.pk for measure in measures]
    held = list(_known(Target.objects.filter(measure__in=ids), at))
    prefetch_related_objects([target for target in held if target.kind == TargetKind.PROFILE], "months")
    targets = _grouped(held, lambda row: row.year)
    baselines = _grouped(_known(Baseline.objects.filter(measure__in=ids), at), lambda row: row.year)
    benchmarks: dict[int, list[Benchmark]] = {}
    for benchmark in _known(Benchmark.objects.filter(measure__in=ids), at).order_by("pk"):
        benchmarks.setdefault(benchmark.measure_id, []).append(benchmark)
    recorded = _grouped(RecordedDirection.objects.filter(measure__in=ids), lambda row: row.month) if arrows else {}
    definitions: dict[int, list[MeasureDefinition]] = {}
    for each in defined:
        definitions.setdefault(each.measure_id, []).append(each)
    owners = {
        role.measure_id: role.person
        for role in Role.objects.current(timezone.localdate())
        .filter(measure__in=ids, role=RoleName.OWNER)
        .select_related("person")
        .order_by("starts", "pk")
    }
    lines = []
    for measure in measures:
        own = definitions.get(measure.pk, [])
        definition = in_force(own, through) or measure.definition
        if definition is None:
            continue
        owner = owners.get(measure.pk)
        lines.append(
            Line(
                measure=measure,
                definition=definition,
                slots=slots.get(measure.pk, {}),
                targets=targets.get(measure.pk, {}),
                baselines=baselines.get(measure.pk, {}),
                benchmarks=headlines(benchmarks.get(measure.pk, ())),
                recorded={month: row.direction for month, row in recorded.get(measure.pk, {}).items()},
                breaks=tuple(sorted(d.holds_from for d in own if d.breaks_comparison)),
                owner=owner.get_full_name() if owner else "",
                owner_id=owner.pk if owner else None,
                definitions=tuple(own),
            )
        )
    return sorted(lines, key=lambda line: line.definition.ref_key)


def open_findings(submissions: Iterable[int]) -> dict[int, list[Finding]]:
    """Return the findings that hold on submissions, with their explanations, by submission."""
    found: dict[int, list[Finding]] = {}
    rows = Finding.objects.open().filter(submission__in=list(submissions)).prefetch_related(Prefetch("explanations"))
    for finding in rows:
        found.setdefault(finding.submission_id, []).append(finding)
    return found
