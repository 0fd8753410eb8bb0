"""What the scheduler does of a morning: opens the month by the scorecard's rule, and sends the day's reminders."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from measures.actions.periods import open_period
from measures.calculation.due import months_later
from measures.choices import PeriodState
from measures.models import Period, Scorecard
from measures.working_days import working_day_of_month


def dates_of(scorecard: Scorecard, month: dt.date) -> tuple[dt.date, dt.date, dt.date]:
    """Return the days on which a month is opened, due and to be approved, by the scorecard's rule."""
    following = months_later(month, 1)
    return (
        working_day_of_month(following, scorecard.opens_on),
        working_day_of_month(following, scorecard.due_on),
        working_day_of_month(following, scorecard.approve_by),
    )


def open_by_rule(*, now: dt.datetime | None = None) -> list[Period]:
    """Open last month for every scorecard whose rule says that it is time; return the months opened.

    A month that is already open, or earlier than the latest one, is left alone; so it may run as often as one likes.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    opened = []
    for scorecard in Scorecard.objects.filter(opens_by_rule=True).order_by("pk"):
        month = months_later(today.replace(day=1), -1)
        opens, due_on, approve_by = dates_of(scorecard, month)
        begun = Period.objects.filter(scorecard=scorecard, month__gte=month).exclude(state=PeriodState.PLANNED)
        if today < opens or begun.exists():
            continue
        planned = Period.objects.filter(scorecard=scorecard, month=month).first()
        if planned is not None and planned.due_on and planned.approve_by:
            due_on, approve_by = planned.due_on, planned.approve_by
        with transaction.atomic():
            opened.append(
                open_period(
                    scorecard=scorecard,
                    month=month,
                    due_on=due_on,
                    approve_by=approve_by,
                    by=None,
                    now=now,
                    channel="scheduler",
                )
            )
    return opened
