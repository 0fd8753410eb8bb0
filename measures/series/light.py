"""The figures of a scorecard's table, read without an object of a model for each.

A scorecard of 500 measures has thousands of months. Their rows are read as they stand, and a month is worked out when
it is looked at. Who reads them knows of every submission that there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

from django.db.models import QuerySet

from measures.calculation.due import months_later
from measures.calculation.facts import FigureFacts, MeasureFacts
from measures.choices import SubmissionState
from measures.models import MeasureDefinition, Revision, Scorecard, Submission
from measures.series.drafts import Typed, read_typed
from measures.series.facts import denominator_for, is_rate
from measures.series.inputs import Inputs, read_inputs
from measures.series.known import SPEAKERS, Known, speaking_field
from measures.series.lines import LineOf
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
            return self[month] if month in self._rows else default
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
    revisions: dict[int, Row]
    """Each as `Said` has it, after its id, by which they are found."""
    sight: Sight

    @cached_property
    def definitions(self) -> dict[int, tuple[MeasureDefinition, MeasureFacts, bool]]:
        """Return each definition with what it says, and whether its figure is out of a population, by its id."""
        every = (each for own in self.inputs.definitions.values() for each in own)
        return {each.pk: (each, self.inputs.facts[each.pk], is_rate(each)) for each in every}

    def slot(self, month: dt.date, row: Row) -> LightSlot:
        """Return a submission as far as it may be known: what `slot_of` makes of its whole rows."""
        measure, _, pk, defined, named, caveat, *_ = row
        definition, facts, rate = self.definitions[defined]
        known, state, reads = self.sight(measure, definition.section_id), STATES[named], True
        revision = self._speaking(row, known)
        if revision is not None:
            _, value, places, missing, numerator, typed, revised = self.revisions[revision]
            denominator = denominator_for(definition, month, typed, self.inputs.populations) if rate else typed
            figure = figure_of(facts, month, Said(value, places, missing, numerator, denominator, revised))
        elif known >= Known.DRAFT and state in WITH_DRAFT:
            draft = read_typed(definition, Typed(*row[FIRST_TYPED:]))
            denominator = denominator_for(definition, month, draft.denominator, self.inputs.populations)
            figure, reads = figure_typed(facts, month, draft, denominator), not draft.problems
        else:
            figure = no_figure(facts, month)
        return LightSlot(figure, known, definition, pk, revision, state, caveat, reads)

    def _speaking(self, row: Row, known: Known) -> int | None:
        """Return the id of the revision that speaks for a submission to somebody who may look so far."""
        published, pending = row[PLACES["published_revision"]], row[PLACES["pending_revision"]]
        if known < Known.APPROVED:
            published = self.inputs.given.revision(published)
        field = speaking_field(known, row[STATE], pending=pending is not None, published=published is not None)
        if field is None:
            return None
        revision: int | None = published if field == "published_revision" else row[PLACES[field]]
        return revision

    def read(self, submissions: QuerySet[Submission], slots: dict[int, LightSlots]) -> None:
        """Hold these submissions in their measures' slots, with what their revisions say (two queries)."""
        spoken = Revision.objects.filter(submission__in=submissions.order_by().values("pk")).order_by()
        self.revisions.update({row[0]: row for row in spoken.values_list("pk", *Said._fields)})
        for row in submissions.order_by("period__month").values_list(*OF_SUBMISSIONS):
            held = slots.get(row[0])
            if held is None:
                held = slots[row[0]] = LightSlots(self)
            held.hold(self.inputs.periods[row[1]].month, row)


def read_light_lines(
    scorecard: Scorecard,
    through: dt.date,
    *,
    sight: Sight,
    months: int | None = None,
    of_these: int | None = None,
    measures: Iterable[int] | None = None,
) -> list[LightLine]:
    """Return the measures of a scorecard with their months up to `through`, in the natural order of reference.

    `months` keeps the latest so many, and `of_these` reads the latest of them alone: `read_on` reads the others of
    those lines that need them. `measures` keeps those ids. No imported arrows, and the targets of the years of these
    months alone. Three queries, whatever the size.
    """
    wanted = None if measures is None else list(measures)
    inputs = read_inputs(scorecard, measures=wanted, since=_first(through, months), light=True)
    submissions = Submission.objects.filter(period__scorecard=scorecard, period__month__lte=through)
    since = _first(through, of_these or months)
    if since is not None:
        submissions = submissions.filter(period__month__gte=since)
    if wanted is not None:
        submissions = submissions.filter(measure__in=wanted)
    slots: dict[int, LightSlots] = {}
    _Figures(inputs, {}, sight).read(submissions, slots)
    return inputs.lines(slots, through)


def read_on(lines: Iterable[LightLine], through: dt.date, *, months: int, read: int) -> None:
    """Let lines of which the latest `read` months were read have those before, up to `months` in all.

    Two queries, whatever the size; none without a line.
    """
    slots = {line.measure.pk: line.slots for line in lines if isinstance(line.slots, LightSlots)}
    if not slots or read >= months:
        return
    earlier = Submission.objects.filter(
        measure__in=list(slots),
        period__month__gte=months_later(through, 1 - months),
        period__month__lt=months_later(through, 1 - read),
    )
    next(iter(slots.values())).figures.read(earlier, slots)


def _first(through: dt.date, months: int | None) -> dt.date | None:
    """Return the first of the latest so many months."""
    return None if months is None else months_later(through, 1 - months)
