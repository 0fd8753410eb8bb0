"""What the commands of the month share: which scorecard and which month are meant."""

from __future__ import annotations

import datetime as dt

from django.core.management.base import CommandError

from measures.models import Period, Scorecard
from measures.sheets.months import BadMonth, read_month


def chosen_scorecard(slug: str | None) -> Scorecard:
    """Return the scorecard that was asked for. The slug may be left out where there is one.

    Raises CommandError with the sentence that says what to type instead.
    """
    known = {scorecard.slug: scorecard for scorecard in Scorecard.objects.order_by("slug")}
    if not known:
        raise CommandError("There is no scorecard yet. Import one with import_scorecard FILE.")
    if slug is None and len(known) > 1:
        raise CommandError(f"Say which scorecard, with --scorecard: {', '.join(known)}.")
    chosen = next(iter(known.values())) if slug is None else known.get(slug)
    if chosen is None:
        raise CommandError(f"There is no scorecard “{slug}”. There is: {', '.join(known)}.")
    return chosen


def chosen_month(scorecard: Scorecard, said: str) -> dt.date:
    """Return the month that was asked for. Raises CommandError for text that is no month, or one not known."""
    try:
        month = read_month(said)
    except BadMonth as bad:
        raise CommandError(str(bad)) from bad
    if not Period.objects.filter(scorecard=scorecard, month=month).exists():
        raise CommandError(f"{scorecard} has no month {month:%Y-%m}.")
    return month
