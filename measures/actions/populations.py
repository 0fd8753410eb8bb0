"""Taking back a population that was entered wrongly: for the wrong ages, or from the wrong month.

A wrong number needs none of this: entered again for the same ages and month, the right one takes its place.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.input_words import population_said
from measures.actions.inputs import held_until, insist_on_keeper
from measures.actions.outcome import Overtaken, Refused, record
from measures.actions.recalculate import queue_recalculation
from measures.models import Population


@transaction.atomic
def withdraw_population(*, population: Population, why: str, by: Any, now: dt.datetime | None = None) -> Population:
    """Take a population back and return it: from its month on rates are out of the one before it, or of none.

    The row is kept, so that what was known by then is found again. Raises `Refused` without a reason, or `Overtaken`
    where another has taken its place.
    """
    now, scorecard = now or timezone.now(), population.scorecard
    insist_on_keeper(by, scorecard, now)
    if not why.strip():
        raise Refused("Enter why it is taken back.", {"why": "Enter why it is taken back."})
    if not population.give_way(now):
        raise Overtaken("Somebody else has just changed this. Reload the page to see what it says now.")
    details = {
        "age_band": population.age_band,
        "holds_from": population.holds_from.isoformat(),
        "was": population_said(population),
        "is": population_said(held_until(population)),
    }
    record("withdraw_population", by=by, now=now, scorecard=scorecard, why=why.strip(), details=details)
    queue_recalculation(scorecard=scorecard, month=population.holds_from, why="population taken back")
    return population
