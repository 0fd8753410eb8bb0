"""Submissions and their revisions with the few columns that a table of figures shows.

A scorecard of 500 measures has thousands of them. Django's way would join four revisions to each row, mostly the same
one, and fill forty columns of five objects. Here each row is read once and stays as it was read until its month is
looked at; what was not read is deferred as `QuerySet.only` defers it: asked for later, it is fetched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

from measures.models import MeasureDefinition, Period, Revision, Submission
from measures.series.known import SPEAKERS
from measures.series.lines import Slot

Row = TypeVar("Row", bound=Model)

OF_SUBMISSION: Final = (
    "measure_id",
    "period_id",
    *(f"{name}_id" for name in SPEAKERS),
    "id",
    "definition_id",
    "state",
    "reopened",
    "caveat",
    "draft_figure",
    "draft_numerator",
    "draft_denominator",
    "draft_missing",
)
AFTER_SPEAKERS: Final = 2 + len(SPEAKERS)
DEFINITION: Final = OF_SUBMISSION.index("definition_id")
OF_REVISION: Final = ("id", "submission_id", "value", "places", "missing", "numerator", "denominator", "revised")


class LightSlots(Mapping[dt.date, Slot]):
    """The months of one measure, each made when it is looked at."""

    def __init__(self, make: Callable[[Sequence[Any]], Slot]) -> None:
        self._rows: dict[dt.date, Sequence[Any]] = {}
        self._made: dict[dt.date, Slot] = {}
        self._make = make

    def hold(self, month: dt.date, row: Sequence[Any]) -> None:
        """Keep a month's row."""
        self._rows[month] = row

    def __getitem__(self, month: dt.date) -> Slot:
        if month not in self._made:
            self._made[month] = self._make(self._rows[month])
        return self._made[month]

    def __iter__(self) -> Iterator[dt.date]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def read_lightly(
    submissions: QuerySet[Submission],
    periods: Mapping[int, Period],
    definitions: Mapping[int, MeasureDefinition],
    slot_for: Callable[[Submission], Slot],
) -> dict[int, LightSlots]:
    """Return the months of each measure, oldest first; `slot_for` makes one of a submission (two queries)."""
    of_these = Revision.objects.filter(submission__in=submissions.order_by().values("pk"))
    revisions = {row[0]: row for row in of_these.order_by().values_list(*OF_REVISION)}

    def make(row: Sequence[Any]) -> Slot:
        submission = _made(Submission, OF_SUBMISSION, row)
        related: dict[str, Any] = {"period": periods[row[1]], "definition": definitions[row[DEFINITION]]}
        made: dict[int | None, Revision | None] = {None: None}
        for name, pk in zip(SPEAKERS, row[2:AFTER_SPEAKERS], strict=True):
            if pk not in made:
                made[pk] = _made(Revision, OF_REVISION, revisions[pk])
            related[name] = made[pk]
        submission._state.fields_cache = related  # noqa: SLF001 - as select_related does
        return slot_for(submission)

    found: dict[int, LightSlots] = {}
    for row in submissions.order_by("period__month").values_list(*OF_SUBMISSION):
        found.setdefault(row[0], LightSlots(make)).hold(periods[row[1]].month, row)
    return found


def _made(model: type[Row], names: Sequence[str], row: Sequence[Any]) -> Row:
    """Return an object that holds the named columns; the others are deferred."""
    made = model.__new__(model)
    state = ModelState()
    state.db, state.adding = "default", False
    vars(made).update(zip(names, row, strict=True), _state=state)
    return made
