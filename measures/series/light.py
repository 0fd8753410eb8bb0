"""The figures of a scorecard's table, read without an object of a model for each.

A scorecard of 500 measures has thousands of months. Their rows are read as they stand, and a month is worked out when
it is looked at. Who reads them knows of every submission that there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

from django.db.models import Q

from measures.calculation.due import months_later
from measures.calculation.facts import FigureFacts, MeasureFacts
from measures.choices import Missing, PeriodState, SubmissionState
from measures.models import MeasureDefinition, Revision, Scorecard, Submission
from measures.series.drafts import Typed, read_typed
from measures.series.facts import denominator_for, is_rate
from measures.series.inputs import Inputs, read_inputs
from measures.series.known import SPEAKERS, Known, speaking_field
from measures.series.lines import LineOf, caveat_of
from measures.series.slots import WITH_DRAFT, Said, figure_of, figure_typed, no_figure

Sight: TypeAlias = Callable[[int, int], Known]
"""How far a reader may look into the submissions of a measure (its id) while it is in a section (its id)."""


Row: TypeAlias = tuple[Any, ...]
"""A row as the database gave it; thousands are kept so, and few of them are looked at."""


OF_SUBMISSIONS: Final = (
    "measure_id",
    "period_id",
    "pk",
    "definition_id",
    "state",
    "caveat",
    "submitted_revision_id",
    "approved_revision_id",
    "published_revision_id",
    "pending_revision_id",
    "draft_figure",
    "draft_numerator",
    "draft_denominator",
    "draft_missing",
)
"""What is read of a submission."""

STATE: Final = OF_SUBMISSIONS.index("state")
FIRST_TYPED: Final = OF_SUBMISSIONS.index("draft_figure")
PLACES: Final = {field: OF_SUBMISSIONS.index(f"{field}_id") for field in SPEAKERS}
"""Where a submission's row has the revisions that may speak for it."""

UNSETTLED: Final = (SubmissionState.NOT_STARTED, *WITH_DRAFT)
"""The states in which no revision need speak for a submission."""

STATES: Final = {state.value: state for state in SubmissionState}
"""Each by its name: looking one up takes a third of making it."""


class LightSlot(NamedTuple):
    """One measure in one month, as far as it may be known, without its rows."""

    facts: FigureFacts
    known: Known
    definition: MeasureDefinition
    submission_id: int
    revision_id: int | None
    state: SubmissionState
    caveat: str
    reads: bool = True
    left_out: bool = False
    published: FigureFacts | None = None


LightLine: TypeAlias = LineOf[LightSlot]


class LightSlots(Mapping[dt.date, LightSlot]):
    """The months of one measure, each made when it is looked at."""

    def __init__(self, figures: _Figures) -> None:
        self._rows: dict[dt.date, Row] = {}
        self._made: dict[dt.date, LightSlot] = {}
        self.figures = figures

    def hold(self, month: dt.date, row: Row) -> None:
        """Keep a month's row."""
        self._rows[month] = row

    def __getitem__(self, month: dt.date) -> LightSlot:
        made = self._made.get(month)
        if made is None:
            made = self._made[month] = self.figures.slot(month, self._rows[month])
        return made

    def get(self, month: dt.date, default: Any = None) -> Any:
        """Return a month, or the default where there is none: asked for each cell, and quicker than a mapping's own."""
        made = self._made.get(month)
        if made is None:
            row = self._rows.get(month)
            if row is None:
                return default
            made = self._made[month] = self.figures.slot(month, row)
        return made

    def __contains__(self, month: object) -> bool:
        return month in self._rows

    def __iter__(self) -> Iterator[dt.date]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True)
class _Figures:
    """The revisions that were read, and what a month's figure is made with."""

    inputs: Inputs
    revisions: Mapping[int, Row]
    """Each as `Said` has it, after its id, by which they are found."""
    sight: Sight
    populations: dict[tuple[str, dt.date], Decimal | None] = field(default_factory=dict)
    """What a rate is out of, by its source and the month, as far as it was asked for."""

    @cached_property
    def definitions(self) -> dict[int, tuple[MeasureDefinition, MeasureFacts, bool]]:
        """Return each definition with what it says, and whether its figure is out of a population, by its id."""
        every = (each for own in self.inputs.definitions.values() for each in own)
        return {each.pk: (each, self.inputs.facts[each.pk], is_rate(each)) for each in every}

    def slot(self, month: dt.date, row: Row) -> LightSlot:
        """Return a submission as far as it may be known: what `slot_of` makes of its whole rows."""
        measure, period, pk, defined, named, caveat, *_ = row
        definition, facts, rate = self.definitions[defined]
        known, state, reads = self.sight(measure, definition.section_id), STATES[named], True
        revision = self._speaking(row, known)
        published = None
        if revision is not None:
            figure = self._figure(revision, month, definition, facts, rate=rate)
            before = row[PLACES["published_revision"]]
            if before is not None and revision == row[PLACES["pending_revision"]]:
                published = self._figure(before, month, definition, facts, rate=rate)
        elif known >= Known.DRAFT and state in WITH_DRAFT:
            draft = read_typed(definition, Typed(*row[FIRST_TYPED:]))
            denominator = denominator_for(definition, month, draft.denominator, self.inputs.populations)
            figure, reads = figure_typed(facts, month, draft, denominator), not draft.problems
        else:
            figure = no_figure(facts, month)
        caveat = caveat_of(caveat, row[PLACES["approved_revision"]], revision)
        left_out = state is SubmissionState.LEFT_OUT and (known >= Known.DRAFT or self._is_out(period))
        return LightSlot(figure, known, definition, pk, revision, state, caveat, reads, left_out, published)

    def _figure(
        self, revision: int, month: dt.date, definition: MeasureDefinition, facts: MeasureFacts, *, rate: bool
    ) -> FigureFacts:
        _, value, places, missing, numerator, typed, revised = self.revisions[revision]
        denominator = self._population(definition, month) if rate else typed
        return figure_of(facts, month, Said(value, places, missing, numerator, denominator, revised))

    def _is_out(self, period: int) -> bool:
        return self.inputs.periods[period].state == PeriodState.PUBLISHED

    def _population(self, definition: MeasureDefinition, month: dt.date) -> Decimal | None:
        """Return what a rate is out of: looked for once for all measures of the same source."""
        key = (definition.denominator_source, month)
        if key not in self.populations:
            self.populations[key] = denominator_for(definition, month, None, self.inputs.populations)
        return self.populations[key]

    def _speaking(self, row: Row, known: Known) -> int | None:
        """Return the id of the revision that speaks for a submission to somebody who may look so far."""
        published, pending = row[PLACES["published_revision"]], row[PLACES["pending_revision"]]
        if known < Known.APPROVED:
            published = self.inputs.given.revision(published)
        named = speaking_field(known, row[STATE], pending=pending is not None, published=published is not None)
        if named is None:
            return None
        revision: int | None = published if named == "published_revision" else row[PLACES[named]]
        return revision


def read_light_lines(
    scorecard: Scorecard,
    through: dt.date,
    *,
    sight: Sight,
    months: int | None = None,
    shown: int | None = None,
    measures: Iterable[int] | None = None,
) -> list[LightLine]:
    """Return the measures of a scorecard with their months up to `through`, in the natural order of reference.

    `months` keeps the latest so many. Where a table shows only the latest `shown` of them, those before are read of
    the measures alone whose last month is worked out, and not stored, or stands on an earlier one. `measures` keeps
    those ids. No imported arrows, and the targets of the years of these months alone. Three queries, four with `shown`,
    whatever the size.
    """
    wanted = None if measures is None else list(measures)
    first = _first(through, months)
    inputs = read_inputs(scorecard, measures=wanted, since=first, light=True)
    submissions = Submission.objects.filter(period__scorecard=scorecard, period__month__lte=through)
    if first is not None:
        submissions = submissions.filter(period__month__gte=first)
    if shown is not None:
        recent = Q(period__month__gt=months_later(through, -shown))
        submissions = submissions.filter(recent | Q(measure__in=_looking_back(scorecard, through)))
    if wanted is not None:
        submissions = submissions.filter(measure__in=wanted)
    spoken = Revision.objects.filter(submission__in=submissions.order_by().values("pk")).order_by()
    revisions: dict[int, Row] = {row[0]: row for row in spoken.values_list("pk", *Said._fields)}
    figures = _Figures(inputs, revisions, sight)
    slots: dict[int, LightSlots] = {}
    for row in submissions.order_by("period__month").values_list(*OF_SUBMISSIONS):
        held = slots.get(row[0])
        if held is None:
            held = slots[row[0]] = LightSlots(figures)
        held.hold(inputs.periods[row[1]].month, row)
    return inputs.lines(slots, through)


def _looking_back(scorecard: Scorecard, month: dt.date) -> list[int]:
    """Return the measures of whose month something is drafted, not stored yet or not due, to whomever: their ids."""
    of_month = Submission.objects.filter(period__scorecard=scorecard, period__month=month).order_by()
    drafted = Q(state__in=UNSETTLED)
    looks = drafted | Q(revisions__statuses=None) | Q(revisions__missing=Missing.NOT_DUE)
    return list(of_month.filter(looks).values_list("measure", flat=True).distinct())


def _first(through: dt.date, months: int | None) -> dt.date | None:
    """Return the first of the latest so many months."""
    return None if months is None else months_later(through, 1 - months)
