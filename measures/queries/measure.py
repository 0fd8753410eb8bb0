"""One measure: what it means, every figure that one person may see, its commentary, what happened to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from measures.assessment import Assessment, assess
from measures.choices import SubmissionState, Unit
from measures.models import (
    Action,
    Event,
    Measure,
    MeasureDefinition,
    Period,
    Revision,
    Scorecard,
    Status,
    financial_year,
)
from measures.permissions import SEES_ALL_STATES, Standing
from measures.queries.actions import Doing
from measures.queries.scope import depth_of
from measures.queries.scorecard import Cell, Result, current_statuses, month_cell, number_of, result_of, target_cell
from measures.queries.submission import Happening, happening
from measures.series import Line, read_lines

NO_MONTH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class MonthRow:
    """One month of the measure, as far as the person may look."""

    period: Period
    figure: Cell
    number: str
    result: Result | None
    revision: Revision | None
    state: SubmissionState | None
    """Where it stands, where the person may know; the link to the submission's page."""


@dataclass(frozen=True)
class MeasurePage:
    """A measure and all that one person may see of it."""

    line: Line
    rows: list[MonthRow]
    """Newest first."""
    definitions: list[MeasureDefinition]
    doings: list[Doing]
    """What is being done about it, the first due first."""
    closed_actions: list[Action]
    happenings: list[Happening]
    sees_all: bool
    screening: bool

    @property
    def latest(self) -> MonthRow | None:
        """Return the newest month that has a result."""
        return next((row for row in self.rows if row.result), None)

    @property
    def assessment(self) -> Assessment | None:
        """Return what the rules say at the newest month that has a figure to show."""
        if self.latest is None:
            return None
        return assess(self.line, self.latest.period.month, screening=self.screening)

    @property
    def target(self) -> Cell:
        """Return the target of the newest month's year."""
        if not self.rows:
            return Cell("")
        year = financial_year(self.rows[0].period.month)
        return target_cell(self.line.targets.get(year), Unit(self.line.definition.unit))

    @property
    def commentaries(self) -> list[MonthRow]:
        """Return the months with a commentary, newest first."""
        return [
            row
            for row in self.rows
            if row.revision and (row.revision.happening or row.revision.why or row.revision.doing)
        ]


def find_measure(scorecard: Scorecard, ref: str) -> Measure | None:
    """Return the measure that has the reference now; None if there is none (one query)."""
    found = Measure.objects.filter(scorecard=scorecard, definition__ref=ref)
    return found.select_related("definition__section").first()


def measure_page(scorecard: Scorecard, measure: Measure, standing: Standing) -> MeasurePage | None:
    """Return the measure's page: a fixed number of queries, however many months."""
    through = Period.objects.filter(scorecard=scorecard).newest_first().values_list("month", flat=True).first()
    lines = read_lines(scorecard, through or NO_MONTH, known=depth_of(standing), measures=[measure.pk])
    if not lines:
        return None
    line = lines[0]
    statuses = current_statuses(slot.revision.pk for slot in line.slots.values() if slot.revision)
    slots = sorted(line.slots.items(), reverse=True)
    sees_all = any(standing.roles_on(slot.submission) & SEES_ALL_STATES for _, slot in slots)
    events = Event.objects.filter(measure=measure).select_related("by", "done_for", "period")[:100] if sees_all else []
    actions = list(measure.actions.select_related("measure__scorecard").order_by("due", "pk")) if sees_all else []
    return MeasurePage(
        line=line,
        rows=[_month_row(line, month, statuses, standing, scorecard) for month, _ in slots],
        definitions=list(measure.definitions.order_by("-holds_from").select_related("recorded_by")),
        doings=[Doing(action, standing.on) for action in actions if action.closed_at is None],
        closed_actions=[action for action in actions if action.closed_at is not None],
        happenings=[_dated(event) for event in events],
        sees_all=sees_all,
        screening=scorecard.screening,
    )


def _month_row(
    line: Line, month: dt.date, statuses: dict[int, Status], standing: Standing, scorecard: Scorecard
) -> MonthRow:
    slot = line.slots[month]
    sees_all = bool(standing.roles_on(slot.submission) & SEES_ALL_STATES)
    return MonthRow(
        period=slot.submission.period,
        figure=month_cell(line, month),
        number=number_of(slot),
        result=result_of(line, slot, month, statuses, screening=scorecard.screening, sees_all=sees_all),
        revision=slot.revision,
        state=slot.state if sees_all else None,
    )


def _dated(event: Event) -> Happening:
    told = happening(event)
    title = f"{event.period}: {told.title.lower()}" if event.period else told.title
    return Happening(title, told.at, told.by, told.body)
