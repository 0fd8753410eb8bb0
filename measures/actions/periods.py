"""The months of a scorecard: opening one with a slot for every measure, closing it, opening it again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import set_target
from measures.actions.outcome import Overtaken, Refused, insist, record
from measures.calculation.due import is_due
from measures.calculation.rates import in_force
from measures.choices import Frequency, PeriodState, TargetKind
from measures.models import Measure, MeasureDefinition, Period, Scorecard, Submission, Target
from measures.permissions import Standing, may_period
from measures.transitions import PERIOD


def add_slots(period: Period) -> int:
    """Make sure that every measure that is due in the month has its slot; return how many were added.

    A quarterly or annual measure has one only in the months in which it reports.
    """
    measures = Measure.objects.filter(scorecard=period.scorecard_id).exclude(retired_from__lte=period.month)
    taken = set(period.submissions.values_list("measure_id", flat=True))
    definitions: dict[int, list[MeasureDefinition]] = {}
    for definition in MeasureDefinition.objects.filter(measure__scorecard=period.scorecard_id):
        definitions.setdefault(definition.measure_id, []).append(definition)
    new = [
        Submission(measure=measure, period=period, definition=holding)
        for measure in measures
        if measure.pk not in taken
        and (holding := in_force(definitions.get(measure.pk, []), period.month))
        and is_due(Frequency(holding.frequency), period.month)
    ]
    Submission.objects.bulk_create(new)
    return len(new)


def plan_period(*, scorecard: Scorecard, month: dt.date, imported: bool = False) -> Period:
    """Return the scorecard's period of a month, planned if there was none, with its slots."""
    period, _ = Period.objects.get_or_create(scorecard=scorecard, month=month, defaults={"imported": imported})
    add_slots(period)
    return period


def move_period(
    action: str, period: Period, *, by: Any, now: dt.datetime, why: str = "", channel: str = "page", **changes: Any
) -> Period:
    """Make one transition of a period by a conditional UPDATE, with its event. Must run inside a transaction."""
    transition = PERIOD[action]
    state = PeriodState(period.state)
    to_state = transition.moves.get(state)
    if to_state is None:
        raise Refused(f"You can not {transition.verb} {period} now: it is {state.value}.")
    if not Period.objects.filter(pk=period.pk, state=state).update(state=to_state, **changes):
        raise Overtaken(f"Somebody else has just changed {period}. Reload the page to see what has happened.")
    period.refresh_from_db()
    record(
        f"{action}_period",
        by=by,
        now=now,
        period=period,
        from_state=state.value,
        to_state=to_state.value,
        why=why,
        channel=channel,
    )
    return period


@transaction.atomic
def open_period(
    *,
    scorecard: Scorecard,
    month: dt.date,
    due_on: dt.date,
    approve_by: dt.date,
    by: Any,
    now: dt.datetime | None = None,
    channel: str = "page",
) -> Period:
    """Open a month for its figures. `by` is None for the scheduler and the command line."""
    now = now or timezone.now()
    if approve_by < due_on:
        raise Refused("The approval date is before the due date.", {"approve_by": "Enter a date after the due date."})
    period = plan_period(scorecard=scorecard, month=month)
    if by is not None:
        insist(may_period(Standing.of(by, timezone.localdate(now)), "open", period))
    opened = move_period(
        "open", period, by=by, now=now, channel=channel, due_on=due_on, approve_by=approve_by, opened_at=now
    )
    carry_targets(opened, by=by, now=now)
    return opened


def carry_targets(period: Period, *, by: Any, now: dt.datetime) -> int:
    """Give the measures of a new financial year last year's targets, provisional until confirmed; return how many.

    Targets that the year already has stand. A new year adds targets, never measures (calculation rules, section 3).
    """
    year = period.year
    measures = Measure.objects.filter(scorecard=period.scorecard_id)
    set_already = set(
        Target.objects.current().filter(measure__in=measures, year=year).values_list("measure", flat=True)
    )
    carried = 0
    for held in (
        Target.objects.current()
        .filter(measure__in=measures, year=year - 1)
        .exclude(measure__in=set_already)
        .exclude(kind=TargetKind.PROFILE)
        .select_related("measure__scorecard")
    ):
        set_target(
            measure=held.measure,
            year=year,
            kind=TargetKind(held.kind),
            figure=held.figure,
            low=held.low,
            high=held.high,
            places=held.places,
            amber_width=held.amber_width,
            provisional=True,
            said=held.said,
            why=f"Carried over from {year - 1}/{year % 100:02d} until it is confirmed.",
            by=by,
            now=now,
        )
        carried += 1
    return carried


@transaction.atomic
def close_period(*, period: Period, by: Any, now: dt.datetime | None = None) -> Period:
    """Close a month: owners can no longer change its figures unless one is reopened."""
    now = now or timezone.now()
    insist(may_period(Standing.of(by, timezone.localdate(now)), "close", period))
    return move_period("close", period, by=by, now=now, closed_at=now)


@transaction.atomic
def open_period_again(*, period: Period, reason: str, by: Any, now: dt.datetime | None = None) -> Period:
    """Open a closed month again, with a reason."""
    now = now or timezone.now()
    insist(may_period(Standing.of(by, timezone.localdate(now)), "open_again", period))
    if not reason.strip():
        raise Refused("Enter the reason for opening the month again.", {"reason": "Enter a reason."})
    return move_period("open_again", period, by=by, now=now, why=reason.strip(), closed_at=None)
