"""The queries of the one reader that is not scoped: a whole scorecard as lines, and the findings that hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from measures.calculation.due import months_later
from measures.calculation.rates import in_force
from measures.choices import (
    RoleName,
    TargetKind,
)
from measures.models import (
    Baseline,
    Benchmark,
    Finding,
    Measure,
    MeasureDefinition,
    Population,
    RecordedDirection,
    Role,
    Scorecard,
    Submission,
    Target,
    headlines,
)
from measures.series.known import Depth, Known
from measures.series.lines import Line, Slot
from measures.series.slots import slot_of

SPEAKERS: Final = ("submitted_revision", "approved_revision", "published_revision", "pending_revision")
"""The revisions that may speak for a submission."""
LIGHT: Final = (
    "measure_id",
    "definition_id",
    "state",
    "reopened",
    "caveat",
    "draft_figure",
    "draft_numerator",
    "draft_denominator",
    "draft_missing",
    "period__month",
    "period__state",
    "period__scorecard_id",
    *(
        f"{name}__{field}"
        for name in SPEAKERS
        for field in ("value", "places", "missing", "numerator", "denominator", "revised")
    ),
)
"""What a table of figures reads of a submission; the rest is read when it is asked for."""


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
    populations are used; None is now. `light` reads what a table of figures shows, and no imported
    arrows. At most nine queries, whatever the size: that of the months of profiles only where a measure has one.
    """
    submissions = Submission.objects.filter(period__scorecard=scorecard, period__month__lte=through)
    if months is not None:
        submissions = submissions.filter(period__month__gt=months_later(through, -months))
    defined = MeasureDefinition.objects.filter(measure__scorecard=scorecard).select_related("section", "measure")
    if measures is not None:
        wanted = list(measures)
        submissions, defined = submissions.filter(measure__in=wanted), defined.filter(measure__in=wanted)
    definitions = {definition.pk: definition for definition in defined}
    submissions = submissions.select_related("period", *SPEAKERS, *(() if light else ("approved_by", "submitted_by")))
    if light:
        submissions = submissions.only(*LIGHT)
    populations = list(_known(Population.objects.filter(scorecard=scorecard), at))
    by_measure: dict[int, dict[dt.date, Slot]] = {}
    for submission in submissions.order_by("period__month"):
        submission.definition = definitions[submission.definition_id]
        depth = known(submission)
        if depth is not Known.NOTHING:
            slot = slot_of(submission, depth, populations)
            by_measure.setdefault(submission.measure_id, {})[submission.period.month] = slot
    kept = [m for m in _measures(definitions.values()) if m.retired_from is None or m.retired_from > through]
    return _assemble(kept, definitions.values(), by_measure, through, at, arrows=not light)


def _measures(definitions: Iterable[MeasureDefinition]) -> list[Measure]:
    """Return the measures of definitions, each with the definition that it has now."""
    found: dict[int, Measure] = {}
    for definition in definitions:
        measure = found.setdefault(definition.measure_id, definition.measure)
        if measure.definition_id == definition.pk:
            measure.definition = definition
    return list(found.values())


def _known(rows: Any, at: dt.datetime | None) -> Any:
    return rows.current() if at is None else rows.known_at(at)


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[int, dict[Any, Any]]:
    found: dict[int, dict[Any, Any]] = {}
    for row in rows:
        found.setdefault(row.measure_id, {})[key(row)] = row
    return found


def _assemble(
    measures: list[Measure],
    defined: Iterable[MeasureDefinition],
    slots: Mapping[int, Mapping[dt.date, Slot]],
    through: dt.date,
    at: dt.datetime | None,
    *,
    arrows: bool,
) -> list[Line]:
    ids = [measure.pk for measure in measures]
    held = list(_known(Target.objects.filter(measure__in=ids), at))
    prefetch_related_objects([target for target in held if target.kind == TargetKind.PROFILE], "months")
    targets = _grouped(held, lambda row: row.year)
    baselines = _grouped(_known(Baseline.objects.filter(measure__in=ids), at), lambda row: row.year)
    benchmarks: dict[int, list[Benchmark]] = {}
    for benchmark in _known(Benchmark.objects.filter(measure__in=ids), at).order_by("pk"):
        benchmarks.setdefault(benchmark.measure_id, []).append(benchmark)
    recorded = _grouped(RecordedDirection.objects.filter(measure__in=ids), lambda row: row.month) if arrows else {}
    definitions: dict[int, list[MeasureDefinition]] = {}
    for each in defined:
        definitions.setdefault(each.measure_id, []).append(each)
    owners = {
        role.measure_id: role.person
        for role in Role.objects.current(timezone.localdate())
        .filter(measure__in=ids, role=RoleName.OWNER)
        .select_related("person")
        .order_by("starts", "pk")
    }
    lines = []
    for measure in measures:
        own = definitions.get(measure.pk, [])
        definition = in_force(own, through) or measure.definition
        if definition is None:
            continue
        owner = owners.get(measure.pk)
        lines.append(
            Line(
                measure=measure,
                definition=definition,
                slots=slots.get(measure.pk, {}),
                targets=targets.get(measure.pk, {}),
                baselines=baselines.get(measure.pk, {}),
                benchmarks=headlines(benchmarks.get(measure.pk, ())),
                recorded={month: row.direction for month, row in recorded.get(measure.pk, {}).items()},
                breaks=tuple(sorted(d.holds_from for d in own if d.breaks_comparison)),
                rebases=tuple(sorted(d.holds_from for d in own if d.rebased_at)),
                owner=owner.get_full_name() if owner else "",
                owner_id=owner.pk if owner else None,
                definitions=tuple(own),
            )
        )
    return sorted(lines, key=lambda line: line.definition.ref_key)


def open_findings(submissions: Iterable[int]) -> dict[int, list[Finding]]:
    """Return the findings that hold on submissions, with their explanations, by submission."""
    found: dict[int, list[Finding]] = {}
    rows = Finding.objects.open().filter(submission__in=list(submissions)).prefetch_related(Prefetch("explanations"))
    for finding in rows:
        found.setdefault(finding.submission_id, []).append(finding)
    return found
