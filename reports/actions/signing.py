"""Signing a month: statuses brought up to date, figures published, editions frozen, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from copy import copy
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused, hold_scorecard, insist
from measures.actions.periods import move_period
from measures.actions.recalculate import recalculate
from measures.actions.revisions import publish_revisions
from measures.choices import Audience, SubmissionState
from measures.models import Event, Period, Submission
from measures.permissions import Standing, may_period
from reports.actions.freezing import freeze_edition, signed_in_place_of
from reports.actions.renderings import queue_rendering
from reports.models import Edition, Format
from reports.readiness import Readiness, readiness, slots_of


@transaction.atomic
def sign(
    *,
    period: Period,
    by: Any,
    exceptions_confirmed: bool = False,
    at_length: Sequence[str] | None = None,
    now: dt.datetime | None = None,
) -> Edition:
    """Sign a month and freeze its first editions, for the board and for the public; return the board's.

    The board's PDF and workbook are queued when the transaction has committed; the public ones when asked for.

    Earlier months' figures that a later extract has revised are published with it, marked as revised.

    `exceptions_confirmed`: the signatory has read what was left out, late, approved with a caveat or revised.
    `at_length`: the references of the red measures to be printed at length, None for the default choice. Raises
    `Refused`, naming what is missing and who holds it, or `Overtaken` if somebody else has signed it first.
    """
    now = now or timezone.now()
    standing = Standing.of(by, timezone.localdate(now))
    insist(may_period(standing, "sign", period))
    # Loads and restatements of the scorecard wait until this transaction ends.
    hold_scorecard(period.scorecard)
    # The conditional UPDATE decides a race of two signings, and keeps the period until this transaction ends.
    # A copy, so that the caller's period still says what the database says when this transaction is undone.
    period = move_period("sign", copy(period), by=by, now=now, signed_at=now, signed_by=by)
    slots = _hold_slots(period)
    _insist_ready(readiness(period, slots), exceptions_confirmed)
    revised = publish_revisions(period=period, by=by, now=now)
    first = min([period.month, *(slot.period.month for slot in revised)])
    _publish_figures(period, slots, by=by, now=now)
    # After they are published: the status of a published figure rests on published figures alone.
    recalculate(scorecard=period.scorecard, month=first, now=now)
    edition = freeze_edition(period=period, audience=Audience.INTERNAL, number=1, by=by, now=now, exceptions=at_length)
    freeze_edition(period=period, audience=Audience.PUBLIC, number=1, by=by, now=now, exceptions=at_length)
    for form in Format:
        queue_rendering(edition=edition, format=form, by=by, now=now)
    return edition


def _hold_slots(period: Period) -> list[Submission]:
    """Return the month's slots, kept from changing until the transaction ends."""
    return list(
        slots_of(period).select_related("definition", "measure", "approved_revision").select_for_update(of=("self",))
    )


def _insist_ready(found: Readiness, exceptions_confirmed: bool) -> None:
    if not found.complete:
        raise Refused(found.sentence)
    if found.exceptions and not exceptions_confirmed:
        sentence = "Confirm that you have read what was left out, submitted late, approved with a caveat or revised."
        raise Refused(sentence, {"exceptions_confirmed": sentence})


def _publish_figures(period: Period, slots: Sequence[Submission], *, by: Any, now: dt.datetime) -> None:
    """Publish the approved figures, each with its event."""
    approved = [slot for slot in slots if slot.state == SubmissionState.APPROVED]
    stood_in = signed_in_place_of(by, period, now)
    published = Submission.objects.filter(pk__in=[slot.pk for slot in approved]).publish_approved()
    if published != len(approved):
        raise Overtaken(f"A figure of {period} has changed since you opened this page. Reload it and sign again.")
    Event.objects.bulk_create(
        Event(
            what="publish",
            by=by,
            done_for=stood_in,
            at=now,
            submission=slot,
            measure=slot.measure,
            period=period,
            scorecard=period.scorecard,
            revision=slot.approved_revision,
            from_state=SubmissionState.APPROVED,
            to_state=SubmissionState.PUBLISHED,
        )
        for slot in approved
    )
