"""The validated outturn of a financial year: entered beside March's figure, named, and taken as the next baseline.

March's figure is provisional until the statutory return has been validated. The return's figure never replaces it:
the month stays as it was signed, and the outturn stands beside it with its source and date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import insist_on_keeper, set_baseline, supersede
from measures.actions.outcome import Overtaken, Refused, hold_scorecard, name_of, record
from measures.models import Baseline, Measure, Outturn, Period, Scorecard


@dataclass(frozen=True, slots=True)
class WantedOutturn:
    """What somebody entered for a measure, with the row that they saw (None for none)."""

    measure: Measure
    figure: Decimal
    places: int
    said: str
    seen: int | None
    counts: str = ""
    """What the return has behind the figure, in words: '172 out of 200'; kept in the event."""


@transaction.atomic
def keep_outturns(
    *,
    scorecard: Scorecard,
    year: int,
    wanted: Sequence[WantedOutturn],
    source: str,
    validated_on: dt.date,
    by: Any,
    now: dt.datetime | None = None,
) -> list[Outturn]:
    """Enter figures of one validated return, all or none; return those that say something new.

    Where the next year has begun, its baselines follow, but for those that somebody has set by hand. Raises `Refused`
    without the return's name or before the year has ended, `Overtaken` where another person entered one meanwhile.
    """
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    check_return(year, source, validated_on, timezone.localdate(now))
    hold_scorecard(scorecard)
    held = {row.measure_id: row for row in outturns_of(scorecard, year)}
    moved = {
        f"figure_{one.measure.pk}": f"{name_of(row.recorded_by)} has entered {row.said} since you opened the page."
        for one in wanted
        if ((row := held.get(one.measure.pk)) is not None and row.pk != one.seen)
    }
    if moved:
        raise Overtaken("Some outturns were entered since you opened the page. Nothing was saved.", moved)
    made = [
        new
        for one in wanted
        if (new := _set(one, held.get(one.measure.pk), year, source.strip(), validated_on, by=by, now=now))
    ]
    ends_of_next = (dt.date(year + 1, 4, 1), dt.date(year + 2, 3, 1))
    if Period.objects.filter(scorecard=scorecard, month__in=ends_of_next).exists():
        begin_from_outturns(scorecard, year + 1, by=by, now=now)
    return made


def check_return(year: int, source: str, validated_on: dt.date, today: dt.date) -> None:
    """Raise `Refused`, by field, for a return without a name, or one validated before the year ended or not yet."""
    fields = {}
    if not source.strip():
        fields["source"] = "Enter the name of the return, for example SSDA903 return 2023/24."
    if validated_on > today:
        fields["validated_on"] = "Enter the day on which it was validated: today or earlier."
    elif validated_on < dt.date(year + 1, 4, 1):
        fields["validated_on"] = f"The year ended on 31 March {year + 1}: a return is validated after that."
    if fields:
        raise Refused(" ".join(fields.values()), fields)


def _set(
    one: WantedOutturn,
    held: Outturn | None,
    year: int,
    source: str,
    validated_on: dt.date,
    *,
    by: Any,
    now: dt.datetime,
) -> Outturn | None:
    new = Outturn(
        measure=one.measure,
        year=year,
        figure=one.figure,
        places=one.places,
        source=source,
        validated_on=validated_on,
        said=one.said,
        recorded_at=now,
        recorded_by=by,
    )
    if not supersede(held, new, ["figure", "places", "source", "validated_on"], now=now):
        return None
    record(
        "set_outturn",
        by=by,
        now=now,
        measure=one.measure,
        scorecard=one.measure.scorecard,
        about=f"outturn {new.pk}",
        details={"year": year, "was": held.said if held else "", "is": one.said, "source": source}
        | ({"counts": one.counts} if one.counts else {}),
    )
    return new


def outturns_of(scorecard: Scorecard, year: int) -> list[Outturn]:
    """Return the validated outturns of a financial year that hold (one query)."""
    rows = Outturn.objects.current().filter(measure__scorecard=scorecard, year=year)
    return list(rows.select_related("measure__scorecard", "recorded_by"))


def to_begin_from(scorecard: Scorecard, year: int) -> list[Outturn]:
    """Return the outturns that a year's baselines are to be taken from: where none was set by hand or imported."""
    held = Baseline.objects.current().filter(measure__scorecard=scorecard, year=year)
    from_outturn = dict(held.values_list("measure", "outturn"))
    return [
        row
        for row in outturns_of(scorecard, year - 1)
        if row.measure.goes_on_in(year)
        and (row.measure_id not in from_outturn or from_outturn[row.measure_id] not in (None, row.pk))
    ]


def begin_from_outturns(scorecard: Scorecard, year: int, *, by: Any, now: dt.datetime) -> int:
    """Take a year's baselines from the validated outturns of the year before; return how many were set."""
    done = 0
    for row in to_begin_from(scorecard, year):
        done += bool(
            set_baseline(
                measure=row.measure,
                year=year,
                figure=row.figure,
                missing=None,
                places=row.places,
                said=row.said,
                outturn=row,
                by=by,
                now=now,
            )
        )
    return done
