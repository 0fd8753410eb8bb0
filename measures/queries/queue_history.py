"""What stands behind a figure that waits for a director: its months before, what was submitted before it.

Read for all rows of a queue at once. Called by `queue`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from django.db.models import QuerySet

from measures.calculation.due import months_later
from measures.choices import TargetKind
from measures.models import (
    Baseline,
    Event,
    Population,
    Revision,
    Submission,
    Target,
    TargetMonth,
    financial_year,
    hold_related,
)
from measures.queries.differences import came_back_with
from measures.queries.small_charts import chart_of
from measures.series import Known, Line, Slot, slot_of
from measures.series.known import SPEAKERS
from measures.transitions import SUBMISSION

Input = TypeVar("Input", Target, Baseline)

MONTHS: Final = 13
"""The month itself and the twelve before it."""
UNREAD: Final = tuple(f"{name}__{text}" for name in SPEAKERS for text in ("happening", "why", "doing"))
"""The long texts, which no chart needs."""


def read_months(rows: Sequence[Submission], populations: Iterable[Population]) -> dict[int, tuple[Slot, ...]]:
    """Return the thirteen months up to each submission, oldest first, as submitted; by submission (one query)."""
    if not rows:
        return {}
    held: dict[int, list[Population]] = {}
    for population in populations:
        held.setdefault(population.scorecard_id, []).append(population)
    months = [row.period.month for row in rows]
    found = (
        Submission.objects.filter(measure__in={row.measure_id for row in rows})
        .filter(period__month__gt=months_later(min(months), -MONTHS), period__month__lte=max(months))
        .select_related("definition", "period", *SPEAKERS)
        .defer(*UNREAD)
        .order_by("period__month")
    )
    by_measure: dict[int, list[Slot]] = {}
    for each in found:
        slot = slot_of(each, Known.SUBMITTED, held.get(each.period.scorecard_id, ()))
        by_measure.setdefault(each.measure_id, []).append(slot)
    return {row.pk: _up_to(by_measure.get(row.measure_id, []), row.period.month) for row in rows}


def _up_to(slots: Iterable[Slot], month: dt.date) -> tuple[Slot, ...]:
    first = months_later(month, 1 - MONTHS)
    return tuple(slot for slot in slots if first <= slot.facts.period <= month)


def reported_before(slots: Sequence[Slot]) -> Revision | None:
    """Return the last figure before the month that the slots end with: of a quarterly measure, last quarter's."""
    return next((slot.revision for slot in reversed(slots[:-1]) if slot.revision and slot.facts.reported), None)


def sent_again(rows: Iterable[Submission]) -> list[int]:
    """Return those that have been submitted more than once (their ids)."""
    return [row.pk for row in rows if row.submitted_revision is not None and row.submitted_revision.number > 1]


def submitted_before(rows: Iterable[Submission]) -> QuerySet[Revision]:
    """Return what was submitted of those that have been submitted more than once."""
    return Revision.objects.filter(submission__in=sent_again(rows)).order_by("number")


def moves_of(rows: Iterable[Submission]) -> QuerySet[Event]:
    """Return what happened to those that have been submitted more than once, oldest first."""
    return Event.objects.filter(submission__in=sent_again(rows), what__in=SUBMISSION).order_by("pk")


def came_back(moves: Iterable[Event]) -> set[int]:
    """Return the revisions that were returned last of each submission (their ids): of `moves_of`, once read."""
    by_submission: dict[int | None, list[Event]] = {}
    for event in moves:
        by_submission.setdefault(event.submission_id, []).append(event)
    found = (came_back_with(events) for events in by_submission.values())
    return {pk for pk in found if pk is not None}


def last_submitted(
    rows: Iterable[Submission], earlier: Iterable[Revision], returned: Collection[int]
) -> dict[int, Revision]:
    """Return what is compared with what is submitted now, by submission: of `submitted_before`, once read.

    It is what was returned (one of `returned`); where nothing was, what was submitted before.
    """
    submitted = {row.pk: row.submitted_revision.number for row in rows if row.submitted_revision is not None}
    before = [each for each in earlier if each.number < submitted[each.submission_id]]
    found = {each.submission_id: each for each in before}
    return found | {each.submission_id: each for each in before if each.pk in returned}


def goals_of(rows: Sequence[Submission]) -> tuple[QuerySet[Target], QuerySet[TargetMonth], QuerySet[Baseline]]:
    """Return what the months of submissions are drawn beside: targets, the months of profiles, baselines."""
    first = months_later(min((row.period.month for row in rows), default=dt.date.max), 1 - MONTHS)
    held = {"measure__in": {row.measure_id for row in rows}, "year__gte": financial_year(first)}
    targets = Target.objects.current().filter(**held)
    profiles = targets.filter(kind=TargetKind.PROFILE).order_by().values("pk")
    months = TargetMonth.objects.filter(target__in=profiles, month__gte=first)
    return targets.order_by("pk"), months.order_by("month"), Baseline.objects.current().filter(**held).order_by("pk")


def lines_of(
    rows: Iterable[Submission],
    months: Mapping[int, Sequence[Slot]],
    targets: Iterable[Target],
    of_profiles: Iterable[TargetMonth],
    baselines: Iterable[Baseline],
) -> dict[int, Line]:
    """Return each submission's measure with its months and what they are drawn beside: of `goals_of`, once read."""
    held = list(targets)
    hold_related([target for target in held if target.kind == TargetKind.PROFILE], "months", of_profiles)
    aims, began = _by_year(held), _by_year(baselines)
    return {
        row.pk: Line(
            measure=row.measure,
            definition=row.definition,
            slots={slot.facts.period: slot for slot in months[row.pk]},
            targets=aims.get(row.measure_id, {}),
            baselines=began.get(row.measure_id, {}),
        )
        for row in rows
    }


def _by_year(rows: Iterable[Input]) -> dict[int, dict[int, Input]]:
    found: dict[int, dict[int, Input]] = {}
    for row in rows:
        found.setdefault(row.measure_id, {})[row.year] = row
    return found


def drawn(line: Line, month: dt.date) -> str:
    """Return the months up to one as SVG, from the first that has a figure."""
    first = min((figure.period for figure in line.figures(month) if figure.reported), default=month)
    months = [first]
    while months[-1] < month:
        months.append(months_later(months[-1], 1))
    return chart_of(line, months)
