"""Statuses: worked out by the rules and stored, only for what a change touches.

Every action that changes a figure, a target, a population or a definition queues a recalculation: a row, and a
hint to Celery once the transaction has committed. `recalculate` does the work and may run twice without harm: a
status whose inputs have not changed is left alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final, TypeAlias

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from measures.actions.statuses import status_row
from measures.calculation.courses import Course
from measures.calculation.verdicts import Verdict, verdicts, verdicts_by_rules
from measures.choices import JobState, PeriodState
from measures.histories import History, Record, read_histories
from measures.models import Measure, Period, Recalculation, Scorecard, Status

MEASURES_AT_ONCE: Final = 500
"""Measures worked out at a time, so that the objects made of them do not pile up."""
ROWS_AT_ONCE: Final = 1_000
"""Statuses written with one statement."""

Tried: TypeAlias = tuple[Record, str]
"""A record whose status is worked out, and the hash of what it rests on."""
Finder: TypeAlias = Callable[[Sequence[tuple[Course, Sequence[int]]]], list[list[Verdict]]]
"""What finds the verdicts on the months wanted of some measures: the engine or the readable rules."""


def queue_recalculation(
    *, measure: Measure | None = None, scorecard: Scorecard | None = None, month: dt.date | None = None, why: str
) -> None:
    """Ask for the statuses of a measure (or of a whole scorecard) from a month on to be worked out again.

    A request that already waits, for the measure or for all of them, is not made twice: its row is held until this
    transaction ends, so that no worker takes it before it can see the change. Celery gets its hint after the
    transaction has committed; if the hint is lost, the sweeper finds the row.
    """
    scorecard_id = measure.scorecard_id if measure is not None else scorecard.pk if scorecard is not None else None
    if scorecard_id is None:
        raise ValueError("A recalculation is of a measure or of a scorecard.")
    waiting = Recalculation.objects.filter(Q(measure=measure) | Q(measure=None), scorecard=scorecard_id)
    covering = (
        waiting.filter(month__isnull=True)
        if month is None
        else waiting.filter(Q(month__isnull=True) | Q(month__lte=month))
    )
    for pk in covering.filter(state=JobState.WAITING).values_list("pk", flat=True):
        if Recalculation.objects.filter(pk=pk, state=JobState.WAITING).update(state=JobState.WAITING):
            return
    job = Recalculation.objects.create(scorecard_id=scorecard_id, measure=measure, month=month, why=why)
    transaction.on_commit(lambda: send_hint(job.pk), robust=True)


def send_hint(job_id: int) -> None:
    """Tell Celery that a recalculation waits. A broker that can not be reached is no harm: the sweeper asks again."""
    current_app.send_task("measures.tasks.recalculate", args=[job_id], ignore_result=True)


@transaction.atomic
def recalculate(
    *,
    scorecard: Scorecard,
    measures: Iterable[int] | None = None,
    month: dt.date | None = None,
    now: dt.datetime | None = None,
    thorough: bool = False,
) -> int:
    """Bring the stored statuses up to date; return how many changed.

    `measures` keeps those ids (None is all), `month` the first month touched (None is all). Later months are
    included, because a figure is what later ones are compared with. A status whose inputs have not changed is left
    alone; `thorough` works it out all the same, and replaces it where it is not what the rules say. A fixed number
    of queries, however many measures, but for those that write what changed, each up to a thousand statuses.
    """
    now = now or timezone.now()
    ids = sorted(measures) if measures is not None else None
    lock = Measure.objects.filter(scorecard=scorecard)
    list((lock.filter(pk__in=ids) if ids is not None else lock).select_for_update().order_by("pk").values("pk"))
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED)
    last = begun.order_by("-month").values_list("month", flat=True).first()
    if last is None:
        return 0
    histories = read_histories(scorecard, last, measures=ids)
    find = verdicts if ids is None else verdicts_by_rules
    changed = 0
    while some := list(islice(histories, MEASURES_AT_ONCE)):
        tried = [(history, _to_try(history, month, thorough=thorough)) for history in some]
        changed += _store([(history, own) for history, own in tried if own], find, now=now)
    return changed


def _store(tried: Sequence[tuple[History, list[Tried]]], find: Finder, *, now: dt.datetime) -> int:
    """Store a status of each record whose inputs, or whose status, are not as stored; return how many there were."""
    wanted = [(history.course, [history.place(record.month) for record, _ in own]) for history, own in tried]
    stale = [
        (history, record, verdict, inputs_hash)
        for (history, own), found in zip(tried, find(wanted), strict=True)
        for (record, inputs_hash), verdict in zip(own, found, strict=True)
        if record.inputs_hash != inputs_hash or record[-5:] != _as_stored(verdict)
    ]
    for start in range(0, len(stale), ROWS_AT_ONCE):
        some = stale[start : start + ROWS_AT_ONCE]
        older = [record.status for _, record, _, _ in some if record.status is not None]
        Status.objects.filter(pk__in=older).update(current=False)
        Status.objects.bulk_create(
            status_row(history, record, verdict.end, inputs_hash, now=now)
            for history, record, verdict, inputs_hash in some
        )
    return len(stale)


def _to_try(history: History, month: dt.date | None, *, thorough: bool) -> list[Tried]:
    """Return the records from a month on whose status is to be worked out, with the hash of what it rests on."""
    judged = history.judged
    return [
        (record, inputs_hash)
        for record, inputs_hash in zip(history.records, history.hashes(), strict=True)
        if (thorough or record.inputs_hash != inputs_hash)
        and (month is None or record.month >= month)
        and (judged is None or record.revision in judged)
    ]


def _as_stored(verdict: Verdict) -> tuple[str, str, str, str, bool]:
    """Return a verdict as a record ends with what is stored of it."""
    icons = verdict.end.icons
    variation, assurance = icons.variation or "", icons.assurance or ""
    return str(verdict.rag), str(verdict.direction), str(variation), str(assurance), verdict.end.trial_limits


def run_recalculation(job: Recalculation, *, now: dt.datetime | None = None) -> int:
    """Do what a claimed job asks for; return how many statuses changed."""
    return recalculate(
        scorecard=job.scorecard, measures=[job.measure_id] if job.measure_id else None, month=job.month, now=now
    )
