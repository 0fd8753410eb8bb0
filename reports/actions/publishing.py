"""Giving editions to the board: those of a signed month, and those of months published before the portal."""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Refused, hold_scorecard, insist, record
from measures.actions.periods import move_period
from measures.actions.recalculate import recalculate
from measures.choices import Audience
from measures.models import Event, Period, Scorecard
from measures.permissions import Standing, may_keep_catalogue, may_period
from reports.actions.freezing import freeze_edition
from reports.models import Edition, Publication
from reports.queries import imported_without_edition


@transaction.atomic
def publish(*, period: Period, by: Any, now: dt.datetime | None = None) -> list[Edition]:
    """Give every edition of a signed month that is not yet published to the board; return them.

    From now on its figures, and those of earlier months that were revised with it, are for whoever reads the
    scorecard; the stored statuses of what was published before are brought up to date with them. Raises `Refused` if
    the month is not signed, or `Overtaken` if somebody else has just published it.
    """
    now = now or timezone.now()
    insist(may_period(Standing.of(by, timezone.localdate(now)), "publish", period))
    first = _first_month(period)
    period = move_period("publish", copy(period), by=by, now=now, published_at=now)
    recalculate(scorecard=period.scorecard, month=first, now=now)
    editions = list(Edition.objects.filter(period=period, publication__isnull=True).order_by("number", "audience"))
    if not editions:
        raise Refused(f"{period} has no edition to publish.")
    for edition in editions:
        give(edition, by=by, now=now)
    return editions


def _first_month(period: Period) -> dt.date:
    """Return the first month of which the signature of this one published a figure."""
    signed = Event.objects.filter(scorecard=period.scorecard_id).signed_only()
    months = signed.filter(details__with=period.key).order_by().values_list("period__month", flat=True)
    return min([period.month, *(month for month in months if month is not None)])


@transaction.atomic
def publish_imported_history(*, scorecard: Scorecard, by: Any = None, now: dt.datetime | None = None) -> list[Edition]:
    """Make the editions of the months that were published before this portal, labelled as imported; return the new.

    Doing it again changes nothing. `by` is None for the command line; else somebody of the performance team.
    """
    now = now or timezone.now()
    if by is not None:
        insist(may_keep_catalogue(Standing.of(by, timezone.localdate(now)), scorecard.pk))
    hold_scorecard(scorecard)  # so that of two who ask at once the second finds nothing left
    return [publish_imported(period, by=by, now=now) for period in imported_without_edition(scorecard)]


def publish_imported(period: Period, *, by: Any, now: dt.datetime) -> Edition:
    """Make the first edition of a month that was published before this portal, as it stands, and give it out.

    Must run inside a transaction; called where such a month has none.
    """
    edition = freeze_edition(period=period, audience=Audience.INTERNAL, number=1, by=by, now=now)
    give(edition, by=by, now=now, at=period.published_at)
    return edition


def give(edition: Edition, *, by: Any, now: dt.datetime, at: dt.datetime | None = None) -> Publication:
    """Give one edition to its readers, with its event. Must run inside a transaction; called by the other actions."""
    publication = Publication.objects.create(edition=edition, at=at or now, by=by)
    record(
        "publish_edition",
        by=by,
        now=now,
        period=edition.period,
        about=f"edition {edition.pk}",
        details={"number": edition.number, "audience": edition.audience},
    )
    return publication
