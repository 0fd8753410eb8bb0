"""A scorecard of any size, written in bulk from a fixed seed: every unit, aim, basis, frequency and kind of target.

Also every state that a figure can be in, months without one, definitions that change on the way, maturity lags,
populations that do and profiles. For the benchmark of recalculation and the tests of what it stores.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import cycle, islice
from random import Random

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from measures.calculation.due import is_due, months_later
from measures.choices import (
    Aim,
    Basis,
    Counts,
    FigureSource,
    Frequency,
    Missing,
    PeriodState,
    SubmissionState,
    TargetKind,
    Unit,
)
from measures.models import (
    Baseline,
    Load,
    Measure,
    MeasureDefinition,
    Period,
    Population,
    RecordedDirection,
    Revision,
    Scorecard,
    Section,
    Submission,
    Target,
    TargetMonth,
    financial_year,
)
from tests.factories.people import PersonFactory

FIRST = dt.date(2021, 1, 1)
AT_ONCE = 1_000

ARROWS = "↑→↓"

STATES = (
    *[SubmissionState.PUBLISHED] * 12,
    *[SubmissionState.APPROVED] * 4,
    *[SubmissionState.SUBMITTED] * 2,
    SubmissionState.RETURNED,
    SubmissionState.DRAFT,
    SubmissionState.NOT_STARTED,
)
BASES = (*[Basis.MONTH] * 4, *Basis)
FREQUENCIES = (*[Frequency.MONTHLY] * 8, *Frequency)
KINDS = (*[TargetKind.FIGURE] * 4, *TargetKind)


def filled_scorecard(slug: str, *, measures: int, months: int, seed: int = 2023) -> Scorecard:
    """Return a scorecard of so many measures and months with their figures, without statuses."""
    random = Random(seed)  # noqa: S311 - data, nothing secret
    scorecard = Scorecard.objects.create(slug=slug, title=slug, screening=bool(seed % 2))
    section = Section.objects.create(scorecard=scorecard, title="All", position=1)
    for since, figure in {0: 146_880, max(months // 2, 1): 147_300}.items():
        Population.objects.create(
            scorecard=scorecard, area="Sample", age_band="0-17", year="2022", figure=figure, source="Estimate",
            holds_from=months_later(FIRST, since),
        )  # fmt: skip
    definitions = _definitions(random, scorecard, section, measures, months)
    _targets(random, definitions, months)
    _figures(random, scorecard, definitions, months)
    return scorecard


def _definitions(
    random: Random, scorecard: Scorecard, section: Section, measures: int, months: int
) -> list[list[MeasureDefinition]]:
    """Return the definitions of each measure: one, or two where it changed on the way."""
    made = Measure.objects.bulk_create([Measure(scorecard=scorecard) for _ in range(measures)], AT_ONCE)
    units = list(islice(cycle(Unit), measures))
    approver = PersonFactory.create()
    found = []
    for number, (measure, unit) in enumerate(zip(made, units, strict=True)):
        found.append([_definition(random, measure, section, unit, f"{number // 10 + 1}.{number % 10}")])
        if random.random() < 0.15:
            changed = _definition(random, measure, section, random.choice(list(Unit)), found[-1][0].ref)
            changed.holds_from = months_later(FIRST, random.randrange(1, max(months, 2)))
            changed.breaks_comparison = random.random() < 0.7
            if changed.breaks_comparison and number % 3:
                changed.rebased_at, changed.rebased_by = timezone.now(), approver
            found[-1].append(changed)
    MeasureDefinition.objects.bulk_create([definition for own in found for definition in own], AT_ONCE)
    newest = MeasureDefinition.objects.filter(measure=OuterRef("pk")).order_by("-holds_from").values("pk")[:1]
    Measure.objects.filter(scorecard=scorecard).update(definition=Subquery(newest))
    return found


def _definition(random: Random, measure: Measure, section: Section, unit: Unit, ref: str) -> MeasureDefinition:
    return MeasureDefinition(
        measure=measure,
        section=section,
        holds_from=FIRST,
        ref=ref,
        title=f"Measure {ref}",
        unit=unit,
        aim=random.choice(list(Aim)),
        basis=random.choice(BASES),
        frequency=random.choice(FREQUENCIES),
        decimals=random.choice((0, 0, 1, 2)),
        counts=random.choice(list(Counts)),
        may_exceed_100=random.random() < 0.1,
        numerator_label="Children seen",
        denominator_source="population:0-17" if unit is Unit.RATE else "",
        maturity_lag=random.choice((0,) * 12 + (1, 3)),
        movement_tolerance=random.choice((None, None, None, Decimal("1.5"))),
        limits_fixed_after=random.choice((None,) * 8 + (12, 18)),
    )


def record_arrows(scorecard: Scorecard, month: dt.date) -> None:
    """Write an arrow of each measure in a month, as an import brings them."""
    load = Load.objects.create(scorecard=scorecard, file_name="arrows.csv", sha256="0" * 64)
    measures = zip(scorecard.measures.order_by("pk"), cycle(ARROWS), strict=False)
    RecordedDirection.objects.bulk_create(
        [RecordedDirection(load=load, measure=measure, month=month, direction=sign) for measure, sign in measures]
    )


def _targets(random: Random, definitions: Sequence[Sequence[MeasureDefinition]], months: int) -> None:
    """Write a target of most measures and years, with the profile or baseline that its kind needs."""
    years = range(financial_year(FIRST), financial_year(months_later(FIRST, months - 1)) + 1)
    targets, baselines = [], []
    for own in definitions:
        for year in years:
            if random.random() < 0.1:
                continue
            kind = random.choice(KINDS)
            figure = Decimal(random.randint(20, 950)) / 10
            plain = kind in (TargetKind.FIGURE, TargetKind.PROFILE, TargetKind.LINEAR)
            targets.append(
                Target(
                    measure=own[0].measure,
                    year=year,
                    kind=kind,
                    figure=figure if plain else None,
                    low=figure if kind is TargetKind.RANGE else None,
                    high=figure + 4 if kind is TargetKind.RANGE else None,
                    places=random.choice((0, 1)),
                    amber_width=random.choice((None, None, None, Decimal("2.5"))),
                    provisional=random.random() < 0.1,
                )
            )
            if kind is TargetKind.LINEAR:
                baselines.append(Baseline(measure=own[0].measure, year=year, figure=figure - 10))
    Target.objects.bulk_create(targets, AT_ONCE)
    Baseline.objects.bulk_create(baselines, AT_ONCE)
    TargetMonth.objects.bulk_create(
        [
            TargetMonth(target=target, month=months_later(dt.date(target.year, 4, 1), month), figure=target.figure)
            for target in targets
            if target.kind == TargetKind.PROFILE and target.figure is not None
            for month in range(0, 12, random.choice((1, 1, 3)))
        ],
        AT_ONCE,
    )


def _figures(
    random: Random, scorecard: Scorecard, definitions: Sequence[Sequence[MeasureDefinition]], months: int
) -> None:
    """Write the slots of every measure and month and the revisions that speak for them, some restated later."""
    periods = Period.objects.bulk_create(
        [
            Period(scorecard=scorecard, month=months_later(FIRST, place), state=PeriodState.OPEN)
            for place in range(months)
        ]
    )
    slots, revisions = [], []
    for own in definitions:
        level = random.uniform(30, 90)
        for period in periods:
            definition = max((d for d in own if d.holds_from <= period.month), key=lambda d: d.holds_from)
            due = is_due(Frequency(definition.frequency), period.month) or random.random() < 0.05
            state = random.choice(STATES) if due else SubmissionState.NOT_STARTED
            # Its revision is not written yet, and a state is not without one: so each begins as nobody's.
            slot = Submission(measure=own[0].measure, definition=definition, period=period)
            slots.append(slot)
            if state not in (SubmissionState.DRAFT, SubmissionState.NOT_STARTED):
                times = 2 if random.random() < 0.05 else 1
                revisions += [(state, _revision(random, slot, number + 1, level)) for number in range(times)]
    Submission.objects.bulk_create(slots, AT_ONCE)
    Revision.objects.bulk_create([revision for _, revision in revisions], AT_ONCE)
    _put_into_their_states(scorecard, revisions)


def _revision(random: Random, slot: Submission, number: int, level: float) -> Revision:
    revision = Revision(submission=slot, number=number, source=FigureSource.LOADED, revised=number > 1)
    unit = Unit(slot.definition.unit)
    if random.random() < 0.03:
        revision.missing = random.choice(list(Missing))
    elif random.random() < 0.1:
        revision.value, revision.places = Decimal(round(random.gauss(level, 5) * 10)) / 10, 1
    else:
        out_of = random.randint(20, 900)
        revision.numerator = Decimal(max(round(out_of * random.gauss(level, 5) / 100), 0))
        revision.denominator = Decimal(out_of) if unit in (Unit.PERCENT, Unit.AVERAGE) else None
    return revision


def _put_into_their_states(scorecard: Scorecard, revisions: Sequence[tuple[SubmissionState, Revision]]) -> None:
    """Let the revisions speak: the first of each slot by its state; a second one waits, or is published with it."""
    slots = Submission.objects.filter(period__scorecard=scorecard)
    by_state: dict[SubmissionState, list[int]] = {}
    for state, revision in revisions:
        if revision.number == 1:
            by_state.setdefault(state, []).append(revision.submission_id)
    first, second = (
        Subquery(Revision.objects.filter(submission=OuterRef("pk"), number=number).values("pk")) for number in (1, 2)
    )
    for state, pks in by_state.items():
        for start in range(0, len(pks), AT_ONCE):
            some = slots.filter(pk__in=pks[start : start + AT_ONCE])
            some.update(submitted_revision=first)
            if state in (SubmissionState.APPROVED, SubmissionState.PUBLISHED):
                some.update(approved_revision=first)
            if state is SubmissionState.PUBLISHED:
                some.update(published_revision=F("approved_revision"), pending_revision=second)
            some.update(state=state)
