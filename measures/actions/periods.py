"""The months of a scorecard: opening one with a slot for every measure, closing it, opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import insist_on_keeper, set_target
from measures.actions.outcome import Overtaken, Refused, hold_scorecard, insist, record
from measures.actions.standing_in import stood_in_for
from measures.calculation.due import is_due, months_later
from measures.calculation.rates import in_force
from measures.choices import Frequency, PeriodState, SubmissionState, TargetKind
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


def slots_as_due(measure: Measure, month: dt.date) -> None:
    """Give a measure its slots in the months at work from a month on, by the frequency that it now has, and no others.

    Of those in which it no longer reports only what nobody has touched is taken away: what was begun or said stays.
    """
    working = [PeriodState.PLANNED, PeriodState.OPEN, PeriodState.CLOSED]
    untouched = Submission.objects.untouched().filter(measure=measure, period__state__in=working)
    unused = untouched.filter(events__isnull=True, findings__isnull=True).select_related("period", "definition")
    gone = [row.pk for row in unused if not is_due(Frequency(row.definition.frequency), row.period.month)]
    Submission.objects.filter(pk__in=gone, state=SubmissionState.NOT_STARTED).delete()
    at_work = Period.objects.filter(scorecard=measure.scorecard_id, month__gte=month)
    for period in at_work.filter(state__in=[PeriodState.OPEN, PeriodState.CLOSED]):
        add_slots(period)


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
    if not Period.objects.all().claim(period.pk, state=state, to_state=to_state, **changes):
        raise Overtaken(f"Somebody else has just changed {period}. Reload the page to see what has happened.")
    period.refresh_from_db()
    today = timezone.localdate(now)
    stood_in = None if by is None else stood_in_for(by, transition.by, scorecard=period.scorecard_id, on=today)
    record(
        f"{action}_period",
        by=by,
        done_for=stood_in,
        now=now,
        period=period,
        from_state=state.value,
        to_state=to_state.value,
        why=why,
        channel=channel,
    )
    return period


def latest_begun(periods: Iterable[Period]) -> dt.date | None:
    """Return the latest month that is more than planned: open, closed, signed, published or imported."""
    return max((period.month for period in periods if period.state != PeriodState.PLANNED), default=None)


def next_to_open(periods: Iterable[Period], today: dt.date) -> dt.date:
    """Return the month that opens next: the one after the latest that has begun, whatever else is planned.

    Where none has begun it is the first that is planned, or last month.
    """
    known = list(periods)
    latest = latest_begun(known)
    if latest is not None:
        return months_later(latest, 1)
    return min((period.month for period in known), default=months_later(today.replace(day=1), -1))


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
    """Open a month for its figures. `by` is None for the scheduler and the command line.

    Nobody opens a month before one that has begun: what lies before a scorecard's history stays out of it.
    """
    now = now or timezone.now()
    if approve_by < due_on:
        raise Refused("The approval date is before the due date.", {"approve_by": "Enter a date after the due date."})
    hold_scorecard(scorecard)
    latest = latest_begun(Period.objects.filter(scorecard=scorecard))
    if by is not None and latest is not None and month < latest:
        raise Refused(f"{latest:%B %Y} has begun, so {months_later(latest, 1):%B %Y} is the next to open.")
    period = plan_period(scorecard=scorecard, month=month)
    if by is not None:
        insist(may_period(Standing.of(by, timezone.localdate(now)), "open", period))
    opened = move_period(
        "open", period, by=by, now=now, channel=channel, due_on=due_on, approve_by=approve_by, opened_at=now
    )
    carry_targets(opened, by=by, now=now)
    return opened


def carry_targets(period: Period, *, by: Any, now: dt.datetime) -> int:
    """Give the measures of a month's financial year last year's targets; return how many."""
    return carry_year(period.scorecard, period.year, by=by, now=now)


def to_carry(scorecard: Scorecard, year: int) -> list[Target]:
    """Return last year's targets of the measures that have none in a financial year; none of a measure that is retired.

    A monthly profile is not carried over: its months are of its own year.
    """
    measures = Measure.objects.filter(scorecard=scorecard).in_use_in(year)
    has_one = Target.objects.current().filter(measure__in=measures, year=year).values_list("measure", flat=True)
    held = Target.objects.current().filter(measure__in=measures, year=year - 1).exclude(measure__in=list(has_one))
    return list(held.exclude(kind=TargetKind.PROFILE).select_related("measure__scorecard", "measure__definition"))


def carry_year(scorecard: Scorecard, year: int, *, by: Any, now: dt.datetime) -> int:
    """Give the measures of a financial year last year's targets, provisional until confirmed; return how many.

    Targets that the year already has stand. A new year adds targets, never measures (calculation rules, section 3).
    """
    carried = to_carry(scorecard, year)
    for held in carried:
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
    return len(carried)


@transaction.atomic
def set_dates(
    *,
    period: Period,
    due_on: dt.date,
    approve_by: dt.date,
    why: str,
    by: Any,
    seen: str = "",
    now: dt.datetime | None = None,
) -> Period:
    """Change by when a month's figures are due and approved. `period`, or `seen`, is what the person saw.

    Raises `Refused` for a month that is signed, without a reason, or where somebody has changed the dates meanwhile.
    """
    now = now or timezone.now()
    insist_on_keeper(by, period.scorecard, now)
    if period.state in (PeriodState.SIGNED, PeriodState.PUBLISHED):
        raise Refused(f"{period} is {period.state}, so nothing is due in it any more.")
    if approve_by < due_on:
        raise Refused("The approval date is before the due date.", {"approve_by": "Enter a date after the due date."})
    if not why.strip():
        raise Refused("Enter why the dates change.", {"why": "Enter why the dates change."})
    was_due, was_approved = period.due_on, period.approve_by
    if seen and seen != dates_said(period):
        raise Overtaken(f"Somebody else has just changed {period}. Reload the page to see what it says now.")
    if (was_due, was_approved) == (due_on, approve_by):
        return period
    unchanged = Period.objects.filter(pk=period.pk, state=period.state, due_on=was_due, approve_by=was_approved)
    if not unchanged.update(due_on=due_on, approve_by=approve_by):
        raise Overtaken(f"Somebody else has just changed {period}. Reload the page to see what it says now.")
    period.due_on, period.approve_by = due_on, approve_by
    record(
        "set_dates",
        by=by,
        now=now,
        period=period,
        why=why.strip(),
        details={
            "was": _days(was_due, was_approved),
            "is": _days(due_on, approve_by),
        },
    )
    return period


def dates_said(period: Period) -> str:
    """Return by when a month's figures are due and approved, in words."""
    return _days(period.due_on, period.approve_by)


def _days(due_on: dt.date | None, approve_by: dt.date | None) -> str:
    due, approved = (f"{day:%-d %B %Y}" if day else "on no day" for day in (due_on, approve_by))
    return f"due {due}, approved by {approved}"


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
