"""Whether a scorecard's control charts leave out extreme moving ranges: its performance team decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused, insist, name_of, record
from measures.actions.recalculate import queue_recalculation
from measures.models import Event, Scorecard
from measures.permissions import Standing, may_keep_catalogue


@transaction.atomic
def set_screening(
    *, scorecard: Scorecard, screening: bool, was: bool, why: str, by: Any, now: dt.datetime | None = None
) -> Scorecard:
    """Let the limits of a scorecard's control charts be worked out with screening, or without (rules, section 5).

    `was` is the setting that the person saw. Every status is worked out again; editions that are signed keep theirs.
    Raises `Refused` where nothing would change, and `Overtaken` if somebody else has changed it meanwhile.
    """
    now = now or timezone.now()
    insist(may_keep_catalogue(Standing.of(by, timezone.localdate(now)), scorecard.pk))
    if not Scorecard.objects.filter(pk=scorecard.pk, screening=was).update(screening=screening):
        last = Event.objects.filter(scorecard=scorecard, what="set_screening").order_by("-pk").first()
        who = name_of(last.by if last is not None else None)
        raise Overtaken(f"{who} has changed this since you opened the page. Look at it again.")
    if screening == was:
        raise Refused("That is how it is now. Choose the other to change it.", {"screening": "Choose the other."})
    record("set_screening", by=by, now=now, scorecard=scorecard, details={"screening": [was, screening], "why": why})
    queue_recalculation(scorecard=scorecard, why="screening changed")
    scorecard.refresh_from_db()
    return scorecard
