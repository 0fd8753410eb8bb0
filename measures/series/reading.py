"""The queries of the one reader that is not scoped: a whole scorecard as lines, and the findings that hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.db.models import QuerySet

from measures.calculation.due import months_later
from measures.calculation.rates import in_force
from measures.models import (
    Explanation,
    Finding,
    Measure,
    MeasureDefinition,
    Scorecard,
    Submission,
    financial_year,
    gathered,
    headlines,
    hold_related,
)
from measures.series.facts import measure_facts
from measures.series.inputs import Inputs, read_inputs
from measures.series.known import SPEAKERS, Depth, Known
from measures.series.light import read_lightly
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
    light: bool = False,
) -> list[Line]:
    """Return the measures of a scorecard with their months up to `through`, in the natural order of reference.

    `months` keeps the latest so many; `measures` keeps those ids. `at` is the moment whose targets, benchmarks and
    populations are used; None is now. `light` reads what a table of figures shows: no imported arrows, the targets
    of the years of its months alone, and every submission, of which its reader knows that there is one. Two queries,
    whatever the size; three of a light one.
    """
    wanted = None if measures is None else list(measures)
    submissions = Submission.objects.filter(period__scorecard=scorecard, period__month__lte=through)
    if months is not None:
        submissions = submissions.filter(period__month__gt=months_later(through, -months))
    if wanted is not None:
        submissions = submissions.filter(measure__in=wanted)
    since = financial_year(months_later(through, 1 - months)) if light and months else None
    inputs = read_inputs(scorecard, measures=wanted, at=at, arrows=not light, since=since)
    definitions = {each.pk: each for own in inputs.definitions.values() for each in own}
    facts = {pk: measure_facts(definition) for pk, definition in definitions.items()}

    def slot_for(submission: Submission) -> Slot:
        return slot_of(submission, known(submission), inputs.populations, facts[submission.definition_id])

    by_measure: Mapping[int, Mapping[dt.date, Slot]] = (
        read_lightly(submissions, inputs.periods, definitions, slot_for)
        if light
        else _read_fully(submissions, definitions, slot_for)
    )
    kept = [m for m in _measures(definitions.values()) if m.retired_from is None or m.retired_from > through]
    lines = [_line(measure, by_measure.get(measure.pk, {}), inputs, through) for measure in kept]
    return sorted((line for line in lines if line is not None), key=lambda line: line.definition.ref_key)


def _read_fully(
    submissions: QuerySet[Submission],
    definitions: Mapping[int, MeasureDefinition],
    slot_for: Callable[[Submission], Slot],
) -> dict[int, dict[dt.date, Slot]]:
    """Return the months of each measure of which anything may be known, with all of their columns (one query)."""
    found: dict[int, dict[dt.date, Slot]] = {}
    related = ("period", *SPEAKERS, "approved_by", "submitted_by")
    for submission in submissions.select_related(*related).order_by("period__month"):
        submission.definition = definitions[submission.definition_id]
        slot = slot_for(submission)
        if slot.known is not Known.NOTHING:
            found.setdefault(submission.measure_id, {})[submission.period.month] = slot
    return found


def _measures(definitions: Iterable[MeasureDefinition]) -> list[Measure]:
    """Return the measures of definitions, each with the definition that it has now."""
    found: dict[int, Measure] = {}
    for definition in definitions:
        measure = found.setdefault(definition.measure_id, definition.measure)
        if measure.definition_id == definition.pk:
            measure.definition = definition
    return list(found.values())


def _line(measure: Measure, slots: Mapping[dt.date, Slot], inputs: Inputs, through: dt.date) -> Line | None:
    """Return a measure with its months and inputs; None for one that was never defined."""
    own = inputs.definitions.get(measure.pk, [])
    definition = in_force(own, through) or measure.definition
    if definition is None:
        return None
    owner = inputs.owners.get(measure.pk)
    return Line(
        measure=measure,
        definition=definition,
        slots=slots,
        targets=inputs.targets.get(measure.pk, {}),
        baselines=inputs.baselines.get(measure.pk, {}),
        benchmarks=headlines(inputs.benchmarks.get(measure.pk, ())),
        recorded={month: row.direction for month, row in inputs.recorded.get(measure.pk, {}).items()},
        breaks=tuple(sorted(d.holds_from for d in own if d.breaks_comparison)),
        rebases=tuple(sorted(d.holds_from for d in own if d.rebased_at)),
        owner=owner.get_full_name() if owner else "",
        owner_id=owner.pk if owner else None,
        definitions=tuple(own),
    )


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
