"""The figures of a scorecard's table, read without an object of a model for each.

A scorecard of 500 measures has thousands of months. Their rows are read as they stand, and a month is worked out when
it is looked at. Who reads them knows of every submission that there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from measures.calculation.due import months_later
from measures.calculation.facts import FigureFacts, MeasureFacts
from measures.choices import SubmissionState
from measures.models import MeasureDefinition, Revision, Scorecard, Submission
from measures.series.drafts import Typed, read_typed
from measures.series.facts import denominator_for, is_rate, measure_facts
from measures.series.inputs import Inputs, read_inputs
from measures.series.known import Known, speaking_field
from measures.series.lines import LineOf
from measures.series.slots import WITH_DRAFT, Said, figure_of, figure_typed, no_figure

Sight: TypeAlias = Callable[[int, int], Known]
"""How far a reader may look into the submissions of a measure (its id) while it is in a section (its id)."""


Row: TypeAlias = tuple[Any, ...]
"""A row as the database gave it; thousands are kept so, and few of them are looked at."""


class SubmissionRow(NamedTuple):
    """What is read of a submission, named as its columns are; its measure and month come first."""

    measure_id: int
    period_id: int
    pk: int
    definition_id: int
    state: str
    caveat: str
    submitted_revision_id: int | None
    approved_revision_id: int | None
    published_revision_id: int | None
    pending_revision_id: int | None
    draft_figure: str
    draft_numerator: str
    draft_denominator: str
    draft_missing: str


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


LightLine: TypeAlias = LineOf[LightSlot]


class LightSlots(Mapping[dt.date, LightSlot]):
    """The months of one measure, each made when it is looked at."""

    def __init__(self, make: Callable[[dt.date, Row], LightSlot]) -> None:
        self._rows: dict[dt.date, Row] = {}
        self._made: dict[dt.date, LightSlot] = {}
        self._make = make

    def hold(self, month: dt.date, row: Row) -> None:
        """Keep a month's row."""
        self._rows[month] = row

    def __getitem__(self, month: dt.date) -> LightSlot:
        made = self._made.get(month)
        if made is None:
            made = self._made[month] = self._make(month, self._rows[month])
        return made

    def get(self, month: dt.date, default: Any = None) -> Any:
        """Return a month, or the default where there is none: asked for each cell, and quicker than a mapping's own."""
        return self[month] if month in self._rows else default

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

    @cached_property
    def definitions(self) -> dict[int, tuple[MeasureDefinition, MeasureFacts, bool]]:
        """Return each definition with what it says, and whether its figure is out of a population, by its id."""
        every = (each for own in self.inputs.definitions.values() for each in own)
        return {each.pk: (each, measure_facts(each), is_rate(each)) for each in every}

    def slot(self, month: dt.date, read: Row) -> LightSlot:
        """Return a submission as far as it may be known: what `slot_of` makes of its whole rows."""
        row = SubmissionRow._make(read)
        definition, facts, rate = self.definitions[row.definition_id]
        known, state, reads = self.sight(row.measure_id, definition.section_id), SubmissionState(row.state), True
        if known < Known.APPROVED:
            row = row._replace(published_revision_id=self.inputs.given.revision(row.published_revision_id))
        revision = _speaking(row, known)
        if revision is not None:
            _, value, places, missing, numerator, typed, revised = self.revisions[revision]
            denominator = denominator_for(definition, month, typed, self.inputs.populations) if rate else typed
            figure = figure_of(facts, month, Said(value, places, missing, numerator, denominator, revised))
        elif known >= Known.DRAFT and state in WITH_DRAFT:
            text = Typed(row.draft_figure, row.draft_numerator, row.draft_denominator, row.draft_missing)
            draft = read_typed(definition, text)
            denominator = denominator_for(definition, month, draft.denominator, self.inputs.populations)
            figure, reads = figure_typed(facts, month, draft, denominator), not draft.problems
        else:
            figure = no_figure(facts, month)
        return LightSlot(figure, known, definition, row.pk, revision, state, row.caveat, reads)


def _speaking(row: SubmissionRow, known: Known) -> int | None:
    """Return the id of the revision that speaks for a submission to somebody who may look so far."""
    pending, published = row.pending_revision_id is not None, row.published_revision_id is not None
    field = speaking_field(known, row.state, pending=pending, published=published)
    revision: int | None = getattr(row, f"{field}_id") if field else None
    return revision


def read_light_lines(
    scorecard: Scorecard,
    through: dt.date,
    *,
    sight: Sight,
    months: int | None = None,
    measures: Iterable[int] | None = None,
) -> list[LightLine]:
    """Return the measures of a scorecard with their months up to `through`, in the natural order of reference.

    `months` keeps the latest so many; `measures` keeps those ids. No imported arrows, and the targets of the years of
    these months alone. Three queries, whatever the size.
    """
    wanted = None if measures is None else list(measures)
    first = None if months is None else months_later(through, 1 - months)
    submissions = Submission.objects.filter(period__scorecard=scorecard, period__month__lte=through)
    if first is not None:
        submissions = submissions.filter(period__month__gte=first)
    if wanted is not None:
        submissions = submissions.filter(measure__in=wanted)
    inputs = read_inputs(scorecard, measures=wanted, since=first, light=True)
    spoken = Revision.objects.filter(submission__in=submissions.order_by().values("pk")).order_by()
    revisions: dict[int, Row] = {row[0]: row for row in spoken.values_list("pk", *Said._fields)}
    figures = _Figures(inputs, revisions, sight)
    slots: dict[int, LightSlots] = {}
    for row in submissions.order_by("period__month").values_list(*SubmissionRow._fields):
        slots.setdefault(row[0], LightSlots(figures.slot)).hold(inputs.periods[row[1]].month, row)
    return inputs.lines(slots, through)
