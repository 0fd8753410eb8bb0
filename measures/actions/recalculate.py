"""Statuses: worked out by the rules and stored, only for what a change touches.

Every action that changes a figure, a target, a population or a definition queues a recalculation: a row, and a
hint to Celery once the transaction has committed. `recalculate` does the work and may run twice without harm: a
status whose inputs have not changed is left alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from measures.actions.statuses import status_row
from measures.calculation.courses import Course
from measures.calculation.rules import RULES_VERSION
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
WORDS: Final = ("rag_reason", "direction_reason", "gap", "rule", "rules_version")
"""What a status says beside its verdict."""


class Depth(IntEnum):
    """How much of a status is worked out again to be compared."""

    INPUTS = 0
    """Only of those whose inputs have changed, or that are missing."""
    VERDICTS = 1
    """Every status, direction and icon."""
    WORDS = 2
    """The sentences and the rule too."""


class Fresh(NamedTuple):
    """What was found anew of one record."""

    history: History
    record: Record
    inputs_hash: str
    verdict: Verdict


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


@dataclass
class Tally:
    """What a recalculation changed, and what it should not have had to change."""

    changed: int = 0
    awaited: int = 0
    """Of these, how many a recalculation that was asked for, and has not ended, would have changed."""
    of_older_rules: int = 0
    """Of the others, how many were worked out by another version of the rules, before a release."""
    drifted: list[str] = field(default_factory=list)
    """A sentence for each status that was not what the rules say of the very figures that it was worked out from."""

    @property
    def unexplained(self) -> int:
        """Return how many changed for which nobody had asked, and that no release explains."""
        return self.changed - self.awaited - self.of_older_rules


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
    depth = Depth.VERDICTS if thorough else Depth.INPUTS
    return tally(scorecard=scorecard, measures=measures, month=month, now=now, depth=depth).changed


@transaction.atomic
def tally(
    *,
    scorecard: Scorecard,
    measures: Iterable[int] | None = None,
    month: dt.date | None = None,
    now: dt.datetime | None = None,
    depth: Depth,
) -> Tally:
    """Bring the stored statuses up to date (`recalculate`), compared as deeply as told; return what was found."""
    now = now or timezone.now()
    ids = _hold(scorecard, measures)
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED)
    last = begun.order_by("-month").values_list("month", flat=True).first()
    if last is None:
        return Tally()
    histories = read_histories(scorecard, last, measures=ids)
    find = verdicts if ids is None else verdicts_by_rules
    found = Tally()
    while some := list(islice(histories, MEASURES_AT_ONCE)):
        tried = [(history, _to_try(history, month, thorough=depth > Depth.INPUTS)) for history in some]
        stale, right = _compared([(history, own) for history, own in tried if own], find)
        if depth is Depth.WORDS:
            stale += _worded_otherwise(right, now=now)
        found.drifted += [_drift(one) for one in stale if one.record.inputs_hash == one.inputs_hash]
        found.changed += len(stale)
        if depth > Depth.INPUTS:
            _explain(found, scorecard, stale)
        _store(stale, now=now)
    return found


@transaction.atomic
def rate_as_signed(
    *, scorecard: Scorecard, measures: Iterable[int], month: dt.date, signed: dt.datetime, now: dt.datetime
) -> None:
    """Store how the restated figures of a month are published: rated by what was known when the month was `signed`.

    `recalculate` rates them afterwards by what is known now, and the pages then say what they were published as.
    """
    ids = _hold(scorecard, measures)
    histories = read_histories(scorecard, month, measures=ids, at=signed)
    tried = [(history, _to_try(history, month, thorough=False)) for history in histories]
    stale, _ = _compared([(history, own) for history, own in tried if own], verdicts_by_rules)
    _store(stale, now=now)


def _hold(scorecard: Scorecard, measures: Iterable[int] | None) -> list[int] | None:
    """Keep others from working out the statuses of measures, None of all, until the transaction ends."""
    ids = sorted(measures) if measures is not None else None
    lock = Measure.objects.filter(scorecard=scorecard)
    list((lock.filter(pk__in=ids) if ids is not None else lock).select_for_update().order_by("pk").values("pk"))
    return ids


def _explain(found: Tally, scorecard: Scorecard, stale: Sequence[Fresh]) -> None:
    """Count those that rest on something else than before because of an unfinished request, or of other rules.

    The requests are read after the figures, and their measures are held: the request of a change that was read here
    is seen, and has not ended. A status whose inputs are the same has drifted, whatever waits.
    """
    others = [one for one in stale if one.record.inputs_hash != one.inputs_hash]
    if not others:
        return
    asked = list(Recalculation.objects.unfinished().filter(scorecard=scorecard))
    unasked = [one for one in others if not any(job.covers(one.history.measure, one.record.month) for job in asked)]
    found.awaited += len(others) - len(unasked)
    for start in range(0, len(unasked), ROWS_AT_ONCE):
        rows = [one.record.status for one in unasked[start : start + ROWS_AT_ONCE] if one.record.status is not None]
        found.of_older_rules += Status.objects.filter(pk__in=rows).exclude(rules_version=RULES_VERSION).count()


def _compared(tried: Sequence[tuple[History, list[Tried]]], find: Finder) -> tuple[list[Fresh], list[Fresh]]:
    """Return what was found anew of each record: where its inputs or its status are not as stored, then the others."""
    wanted = [(history.course, [history.place(record.month) for record, _ in own]) for history, own in tried]
    stale: list[Fresh] = []
    right: list[Fresh] = []
    for (history, own), found in zip(tried, find(wanted), strict=True):
        for (record, inputs_hash), verdict in zip(own, found, strict=True):
            same = record.inputs_hash == inputs_hash and record[-5:] == _as_stored(verdict)
            (right if same else stale).append(Fresh(history, record, inputs_hash, verdict))
    return stale, right


def _worded_otherwise(right: Sequence[Fresh], *, now: dt.datetime) -> list[Fresh]:
    """Return those whose stored sentences are not the rules', although their status is."""
    found = []
    for start in range(0, len(right), ROWS_AT_ONCE):
        some = right[start : start + ROWS_AT_ONCE]
        rows = Status.objects.filter(pk__in=[one.record.status for one in some]).values_list("pk", *WORDS)
        stored = {pk: tuple(said) for pk, *said in rows}
        for one in some:
            row = status_row(one.history, one.record, one.verdict.end, one.inputs_hash, now=now)
            if stored.get(one.record.status or 0) != tuple(getattr(row, name) for name in WORDS):
                found.append(one)
    return found


def _drift(one: Fresh) -> str:
    """Return what is stored of a figure and what the rules say, in a sentence."""
    definition = next(d for d in one.history.definitions if d.pk == one.record.definition)
    stored = ", ".join(str(word) for word in one.record[-5:-1] if word)
    rules = ", ".join(word for word in _as_stored(one.verdict)[:4] if word)
    said = f"stored as {stored}; the rules say {rules}" if stored != rules else "stored in other words than the rules’"
    return f"{definition.ref}, {one.record.month:%B %Y}: {said}."


def _store(stale: Sequence[Fresh], *, now: dt.datetime) -> None:
    """Store the statuses found anew in the place of those that were current."""
    for start in range(0, len(stale), ROWS_AT_ONCE):
        some = stale[start : start + ROWS_AT_ONCE]
        older = [one.record.status for one in some if one.record.status is not None]
        Status.objects.filter(pk__in=older).update(current=False)
        Status.objects.store(
            status_row(one.history, one.record, one.verdict.end, one.inputs_hash, now=now) for one in some
        )


def _to_try(history: History, month: dt.date | None, *, thorough: bool) -> list[Tried]:
    """Return the records from a month on whose status is to be worked out, with the hash of what it rests on."""
    return [
        (record, inputs_hash)
        for record, inputs_hash in history.hashed()
        if (thorough or record.inputs_hash != inputs_hash) and (month is None or record.month >= month)
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
