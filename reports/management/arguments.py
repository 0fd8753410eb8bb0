"""What the commands of the reports share: which scorecard and which month are meant."""

from __future__ import annotations

import datetime as dt

from django.core.management.base import CommandError

from measures.models import Period, Scorecard


def chosen_period(slug: str | None, month: str) -> Period:
    """Return the month that was asked for. The slug may be left out where there is one scorecard.

    Raises CommandError with the sentence that says what to type instead.
    """
    try:
        first = dt.date.fromisoformat(f"{month}-01")
    except ValueError:
        raise CommandError(f"“{month}” is not a month. Write it as 2023-11.") from None
    scorecards = {scorecard.slug: scorecard for scorecard in Scorecard.objects.order_by("slug")}
    if slug is None and len(scorecards) != 1:
        raise CommandError(f"Say which scorecard, with --scorecard: {', '.join(scorecards) or 'there is none yet'}.")
    scorecard = next(iter(scorecards.values())) if slug is None else scorecards.get(slug)
    if scorecard is None:
        raise CommandError(f"There is no scorecard “{slug}”. There is: {', '.join(scorecards) or 'none yet'}.")
    period = Period.objects.filter(scorecard=scorecard, month=first).select_related("scorecard").first()
    if period is None:
        raise CommandError(f"{scorecard} has no month {month}.")
    return period
