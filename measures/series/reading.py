"""The queries of the one reader that is not scoped: a whole scorecard as lines, and the findings that hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from measures.calculation.due import months_later
from measures.models import (
    Explanation,
    Finding,
    Scorecard,
    Submission,
    gathered,
    hold_related,
)
from measures.series.inputs import read_inputs
from measures.series.known import SPEAKERS, Depth, Known
from measures.series.lines import Line, Slot
from measures.series.slots import slot_of


def read_lines(
    scorecard: Scorecard,
    through: dt.date,
    *,
    known: Depth,
    months: int | None = None,
    measures: Iterable[int] | None = None,
    at: dt.datetime | None = None,
) -> list[Line]:
    """Return the measures of a scorecard with their months up to `through`, in the natural order of reference.

    `months` keeps the latest so many; `measures` keeps those ids. `at` is the moment whose definitions, targets,
    benchmarks, populations and owners are used; None is now. Months of which nothing may be known are left out. Two
    queries, whatever the size.
    """
    wanted = None if measures is None else list(measures)
    submissions = Submission.objects.filter(period__scorecard=scorecard, period__month__lte=through)
    if months is not None:
        submissions = submissions.filter(period__month__gt=months_later(through, -months))
    if wanted is not None:
        submissions = submissions.filter(measure__in=wanted)
    inputs = read_inputs(scorecard, measures=wanted, at=at)
    definitions = {each.pk: each for own in inputs.definitions.values() for each in own}
    slots: dict[int, dict[dt.date, Slot]] = {}
    related = ("period", *SPEAKERS, "approved_by", "submitted_by")
    rows = list(submissions.select_related(*related).order_by("period__month"))
    for submission in rows:
        submission.definition = definitions[submission.definition_id]
    depths = [(submission, known(submission)) for submission in rows]
    inputs.given.withhold(depths)
    for submission, depth in depths:
        slot = slot_of(submission, depth, inputs.populations, inputs.facts[submission.definition_id])
        if slot.known is not Known.NOTHING:
            slots.setdefault(submission.measure_id, {})[submission.period.month] = slot
    return inputs.lines(slots, through)


def open_findings(submissions: Iterable[int]) -> dict[int, list[Finding]]:
    """Return the findings that hold on submissions, with their explanations, by submission (one query)."""
    return by_submission(*gathered(*findings_of(submissions)))


def findings_of(submissions: Iterable[int]) -> tuple[QuerySet[Finding], QuerySet[Explanation]]:
    """Return the findings that hold on submissions and what was said to them, to be read with one query."""
    held = Finding.objects.open().filter(submission__in=list(submissions))
    return held, Explanation.objects.filter(finding__in=held.order_by().values("pk"))


def by_submission(findings: Iterable[Finding], explanations: Iterable[Explanation]) -> dict[int, list[Finding]]:
    """Return findings that were read, each with its explanations, by submission."""
    found: dict[int, list[Finding]] = {}
    rows = list(findings)
    hold_related(rows, "explanations", explanations)
    for finding in rows:
        found.setdefault(finding.submission_id, []).append(finding)
    return found
