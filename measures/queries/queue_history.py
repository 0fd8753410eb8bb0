"""What stands behind a figure that waits for a director: its months before, what was submitted before it.

Read for all rows of a queue at once. Called by `queue`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db.models import QuerySet, prefetch_related_objects

from measures.calculation.due import months_later
from measures.calculation.targets import target_used
from measures.charts import ChartPoint, small_chart
from measures.choices import TargetKind
from measures.models import Population, Revision, Status, Submission
from measures.series import Known, Slot, measure_facts, shown, slot_of, target_facts
from measures.series.known import SPEAKERS

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


def submitted_before(rows: Iterable[Submission]) -> QuerySet[Revision]:
    """Return what was submitted of those that have been submitted more than once."""
    again = [row.pk for row in rows if row.submitted_revision is not None and row.submitted_revision.number > 1]
    return Revision.objects.filter(submission__in=again).order_by("number")


def last_submitted(rows: Iterable[Submission], earlier: Iterable[Revision]) -> dict[int, Revision]:
    """Return what was submitted before what is submitted now, by submission: of `submitted_before`, once read."""
    submitted = {row.pk: row.submitted_revision.number for row in rows if row.submitted_revision is not None}
    return {each.submission_id: each for each in earlier if each.number < submitted[each.submission_id]}


def read_profiles(statuses: Iterable[Status]) -> None:
    """Read the months of the targets that are a profile (one query, where there is such)."""
    targets = [status.target for status in statuses if status.target is not None]
    prefetch_related_objects([target for target in targets if target.kind == TargetKind.PROFILE], "months")


def drawn(submission: Submission, slots: Sequence[Slot], status: Status | None) -> str:
    """Return the months as SVG, with what the figure was rated against as a dashed line."""
    month, facts = submission.period.month, measure_facts(submission.definition)
    points = _points(slots)
    known = [points.get(each) or ChartPoint(each, None) for each in _months(min(points, default=month), month)]
    target = status.target if status is not None else None
    used = target_used(facts, target_facts(target), month) if target is not None else None
    return small_chart(
        known,
        title=str(submission.definition),
        targets=[used.centre] * len(known) if used is not None else (),
    )


def _points(slots: Iterable[Slot]) -> Mapping[dt.date, ChartPoint]:
    points = {}
    for slot in slots:
        if slot.facts.reported and slot.facts.value is not None:
            text = shown(slot.facts, measure_facts(slot.submission.definition))
            points[slot.facts.period] = ChartPoint(slot.facts.period, slot.facts.value, text)
    return points


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    months = [first]
    while months[-1] < last:
        months.append(months_later(months[-1], 1))
    return months
