"""Storing statuses, as ratios of one run on PostgreSQL: `python -m tests.benchmarks.bench_recalculate`.

A private PostgreSQL, a scorecard of 500 measures and 36 months: every unit, aim, basis and frequency, targets of
every kind, rates out of a population, 3% missing, definitions that change, maturity lags. Bare reading is
`values_list` of the columns that a recalculation reads, table by table; bare writing is `bulk_create` of the very
statuses that it stored. A full recalculation costs at most twice bare reading and writing when every status is
written, and so does the nightly one, which works everything out again all the same. One changed submission asks as
many queries among 5,000 measures as among 50. Exits 1 if a bound is missed.

Two ratios are above two, and their bounds say what the work costs. Where nothing has changed, every figure is read
and hashed: what it rests on is made into text for that, and the reading itself is only a few columns. And statuses
are stored by COPY (which no list of queries shows), so that bare writing by COPY is a floor too: against it the work
is nearly all that is counted, the sentences of every status above all.

Seconds are of the processor, this process's and those of the database's process for it: the machine is shared. Each
is the best of some rounds, taken in turns. What is loaded before a round is kept from the garbage collector, whose
passes over it come whenever they come and cost either side.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import math
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import django

from tests import services

if TYPE_CHECKING:
    from measures.models import Scorecard

MEASURES = 500
MONTHS = 36
ROUNDS = 3
SLOWER_THAN_BARE = 2.0
HASHED_THAN_READ = 2.5
WORKED_OUT_THAN_COPIED = 9.0
NOW = dt.datetime(2024, 1, 8, tzinfo=dt.UTC)


def bare_reading(scorecard: Scorecard) -> int:
    """Read what a recalculation reads, table by table, as plain rows; return how many there were."""
    from measures.models import (
        Baseline,
        MeasureDefinition,
        Population,
        Revision,
        Status,
        Submission,
        Target,
        TargetMonth,
    )  # fmt: skip

    of = {"measure__scorecard": scorecard}
    rows = [
        MeasureDefinition.objects.filter(**of).values_list(),
        Population.objects.filter(scorecard=scorecard).values_list(),
        Target.objects.filter(**of).values_list(
            "pk", "measure_id", "year", "kind", "figure", "low", "high", "places", "amber_width", "provisional"
        ),
        TargetMonth.objects.filter(target__measure__scorecard=scorecard).values_list("target_id", "month", "figure"),
        Baseline.objects.filter(**of).values_list("measure_id", "year", "figure"),
        Submission.objects.filter(**of).values_list(
            "pk", "measure_id", "definition_id", "period__month", "state", "pending_revision_id",
            "published_revision_id", "approved_revision_id", "submitted_revision_id",
        ),
        Revision.objects.filter(submission__measure__scorecard=scorecard).values_list(
            "pk", "submission_id", "value", "places", "missing", "numerator", "denominator", "revised"
        ),
        Status.objects.current().filter(revision__submission__measure__scorecard=scorecard).values_list(
            "pk", "revision_id", "inputs_hash", "rag", "direction", "variation", "assurance", "trial_limits"
        ),
    ]  # fmt: skip
    return sum(len(list(each.order_by())) for each in rows)


def bare_writers(scorecard: Scorecard) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what writes the current statuses of a scorecard as new rows, bare: by `bulk_create`, and by COPY."""
    from django.db import connection

    from measures.models import Status

    stored = list(Status.objects.current().filter(revision__submission__measure__scorecard=scorecard).values())
    rows = [{name: value for name, value in row.items() if name != "id"} for row in stored]
    columns = ", ".join(connection.ops.quote_name(name) for name in rows[0])

    def by_bulk_create() -> None:
        Status.objects.bulk_create([Status(**row) for row in rows], batch_size=1_000)

    def by_copy() -> None:
        command = f"COPY {Status._meta.db_table} ({columns}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(command) as copy:
            for row in rows:
                copy.write_row([json.dumps(value) if isinstance(value, dict) else value for value in row.values()])

    return by_bulk_create, by_copy


def processor() -> float:
    """Return the seconds of the processor that this process and its database connection's have used."""
    from django.db import connection

    served = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return time.process_time() + int(served.split()[0]) / 1e9


def undone(run: Callable[[], object]) -> Callable[[], float]:
    """Return a run in a transaction that is rolled back; it gives its seconds."""
    from django.db import transaction

    def timed() -> float:
        gc.collect()
        gc.freeze()
        with transaction.atomic():
            start = processor()
            run()
            seconds = processor() - start
            transaction.set_rollback(True)
        return seconds

    return timed


def analyse() -> None:
    """Let the database look at its tables, as it does by itself after a while: a plan is not left to chance."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def in_turns(*runs: Callable[[], float]) -> list[float]:
    """Return the seconds of the fastest of some rounds of each run, taken in turns so that all meet the same noise."""
    best = [math.inf] * len(runs)
    for _ in range(ROUNDS):
        for place, run in enumerate(runs):
            best[place] = min(best[place], run())
    return best


def queries_of_one_change(measures: int) -> int:
    """Return how many queries the recalculation of one changed submission asks among so many measures."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from measures.actions.recalculate import recalculate
    from measures.models import Revision, Submission
    from tests.factories.bulk import filled_scorecard

    scorecard = filled_scorecard(f"changed-{measures}", measures=measures, months=2)
    recalculate(scorecard=scorecard, now=NOW)
    slot = Submission.objects.filter(period__scorecard=scorecard, state="approved").latest("period__month", "pk")
    newer = Revision.objects.create(submission=slot, number=3, source="entered", value=Decimal("12.3"))
    Submission.objects.filter(pk=slot.pk).update(approved_revision=newer)
    with CaptureQueriesContext(connection) as captured:
        changed = recalculate(scorecard=scorecard, measures=[slot.measure_id], month=slot.period.month, now=NOW)
    if changed != 1:
        raise AssertionError(f"One submission changed, and {changed} statuses.")
    return len(captured)


def measured() -> list[tuple[str, float, float]]:
    """Return each ratio: (what it is, what was found, what it may be at most)."""
    from django.core.management import call_command

    from measures.actions.recalculate import recalculate
    from measures.models import Status
    from tests.factories.bulk import filled_scorecard

    call_command("migrate", verbosity=0)
    scorecard = filled_scorecard("full", measures=MEASURES, months=MONTHS)

    def run(*, thorough: bool = False) -> None:
        recalculate(scorecard=scorecard, now=NOW, thorough=thorough)

    analyse()
    reading_none, first = in_turns(undone(lambda: bare_reading(scorecard)), undone(run))
    stored = recalculate(scorecard=scorecard, now=NOW)
    by_bulk_create, by_copy = bare_writers(scorecard)
    Status.objects.all().update(current=False)
    bulk, copying = in_turns(undone(by_bulk_create), undone(by_copy))
    by_copy()
    analyse()
    reading, again, nightly = in_turns(
        undone(lambda: bare_reading(scorecard)), undone(run), undone(lambda: run(thorough=True))
    )
    if recalculate(scorecard=scorecard, now=NOW, thorough=True):
        raise AssertionError("A second recalculation found something to change.")
    few, many = queries_of_one_change(50), queries_of_one_change(5_000)
    print(
        f"{stored:,} statuses: first {first:.2f} s, again {again:.2f} s, nightly {nightly:.2f} s; "
        f"bare reading {reading:.2f} s, bare writing {bulk:.2f} s, by COPY {copying:.2f} s; {few} queries of one change"
    )
    return [
        ("times bare reading and writing, every status written", first / (reading_none + bulk), SLOWER_THAN_BARE),
        (
            "times bare reading and writing by COPY, every status written",
            first / (reading_none + copying),
            WORKED_OUT_THAN_COPIED,
        ),
        ("times bare reading, nothing changed", again / reading, HASHED_THAN_READ),
        ("times bare reading and writing, at night, nothing changed", nightly / (reading + bulk), SLOWER_THAN_BARE),
        ("queries of one changed submission among 5,000 measures, for one among 50", many / few, 1.0),
    ]


def main() -> int:
    """Run the benchmark, print its ratios, and return 1 where a bound is missed."""
    missed = 0
    with services.postgresql() as address, tempfile.TemporaryDirectory() as state:
        os.environ.update(DATABASE_URL=address, PORTAL_STATE=state, SECRET_KEY=secrets.token_urlsafe(64))
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        django.setup()
        for name, found, most in measured():
            missed += found > most
            print(f"{'held  ' if found <= most else 'MISSED'} {found:8.2f} <= {most:g}  {name}")
        from django.db import connections

        connections.close_all()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
