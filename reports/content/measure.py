"""One line of the scorecard -> what an edition says of that measure. Called by `build`; reads rows, writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from measures.assessment import Assessment, assess
from measures.calculation.due import months_later
from measures.calculation.facts import FigureFacts, MeasureFacts
from measures.calculation.figures import part_value, with_unit
from measures.calculation.gap import gap_sentence
from measures.calculation.sentences import target_words
from measures.calculation.values import display, round_half_up
from measures.charts import ChartData
from measures.choices import Comparator, Missing, Rag, Severity, TargetKind, Variation, is_no_target
from measures.models import (
    Action,
    Baseline,
    Benchmark,
    Finding,
    Outturn,
    Part,
    Restatement,
    Submission,
    Target,
    financial_year,
)
from measures.queries.chart import chart_data
from measures.series import Line, Slot, shown
from reports.content.measure_model import (
    ActionContent,
    Approval,
    BenchmarkContent,
    Commentary,
    FindingContent,
    MeasureContent,
    MonthFigure,
    PartContent,
    PrintedFigure,
)
from reports.content.spans import other_spans, tidy

CHART_PLACES = 4
"""Decimal places at which a chart's lines are kept: far finer than a drawing shows."""


@dataclass(frozen=True)
class Gathered:
    """What was read of the database for all measures at once."""

    findings: Mapping[int, Sequence[Finding]]
    """By submission."""
    actions: Mapping[int, Sequence[Action]]
    """By measure."""
    previous: Mapping[int, Rag]
    """By measure: the statuses that the edition before printed. A measure that is not in it is assessed again."""
    screening: bool
    notes: Mapping[int, Mapping[dt.date, tuple[str, ...]]] = field(default_factory=dict)
    """By measure and month."""
    outturns: Mapping[int, Mapping[int, Outturn]] = field(default_factory=dict)
    """The validated ones, by measure and year."""
    corrected: Mapping[int, Restatement] = field(default_factory=dict)
    """The published restatements, by the revision that each put in the place of the one before."""
    parts: Mapping[int, Sequence[Part]] = field(default_factory=dict)
    """By revision."""
    in_place_of: Mapping[tuple[int, dt.datetime], str] = field(default_factory=dict)
    """In whose place a revision was approved, by its id and when."""


def measure_content(line: Line, month: dt.date, gathered: Gathered) -> MeasureContent:
    """Return what an edition of `month` says of a measure."""
    found = assess(line, month, screening=gathered.screening)
    definition, facts = line.definition, line.facts
    slot = line.slots.get(month)
    year = financial_year(found.shown_month)
    rating = found.rating
    return MeasureContent(
        measure=line.measure.pk,
        ref=definition.ref,
        title=definition.title,
        unit=facts.unit,
        aim=facts.aim,
        basis=facts.basis,
        decimals=facts.decimals,
        frequency=facts.frequency,
        counts=facts.counts,
        rag=found.rag,
        rag_reason=found.sentence,
        rule=rating.rule.value,
        direction=found.movement.direction,
        direction_reason=found.direction_sentence,
        numerator_label=definition.numerator_label,
        denominator_label=definition.denominator_label,
        definition=definition.definition,
        owner=line.owner,
        series=tuple(figure_of_month(line, figure) for figure in line.as_of(month)),
        shown_month=found.shown_month,
        compared_month=found.movement.previous.period if found.movement.previous else None,
        movement=found.movement.sentence,
        baseline=baseline_of(line.baselines.get(year), facts),
        target=_target(line.targets.get(year), facts),
        target_used=target_words(facts, rating.target, found.shown_month) if rating.target else "",
        benchmarks=tuple(_benchmark(row, facts) for row in line.benchmarks),
        recorded_direction=line.recorded.get(month, ""),
        variation=found.variation,
        assurance=found.assurance,
        trial_limits=found.trial_limits,
        gap=gap_sentence(facts, rating) or "",
        shortfall=_relative(found),
        previous_rag=gathered.previous.get(line.measure.pk) or _previous_rag(line, month, gathered.screening),
        chart=_chart(found, gathered.notes.get(line.measure.pk, {})),
        **other_spans(found, gathered.outturns.get(line.measure.pk, {})),
        **_said(slot, gathered),
        actions=_actions(gathered, line),
        parts=_parts(gathered, line, found.shown_month),
    )


def _previous_rag(line: Line, month: dt.date, screening: bool) -> Rag | None:
    """Return the status of the month before by today's rules; None where the series had not begun."""
    before = months_later(month, -1)
    if not any(known <= before for known in line.slots):
        return None
    return assess(line, before, screening=screening).rag


def figure_of_month(line: Line, figure: FigureFacts) -> MonthFigure:
    """Return one month as an edition prints it."""
    slot = line.slots.get(figure.period)
    revision = slot.revision if slot else None
    return MonthFigure(
        month=figure.period,
        shown=shown(figure, line.facts),
        value=tidy(figure.value),
        missing=figure.missing,
        said=revision.said if revision else "",
        numerator=tidy(figure.numerator),
        denominator=tidy(figure.denominator),
        provisional=figure.provisional and figure.reported,
        revised=figure.revised and figure.reported,
    )


def baseline_of(row: Baseline | None, facts: MeasureFacts) -> PrintedFigure:
    """Return a baseline as it is printed; nothing where there is none."""
    if row is None:
        return PrintedFigure()
    if row.figure is None:
        return PrintedFigure(shown=row.said)
    return PrintedFigure(display(row.figure, facts.unit, row.places), tidy(row.figure), places=row.places)


def _target(row: Target | None, facts: MeasureFacts) -> PrintedFigure:
    """Return a year's target as it is printed."""
    if row is None or is_no_target(row.kind, facts.aim):
        return PrintedFigure(TargetKind.NONE.value)
    printed = row.printed(facts.unit)
    if row.low is not None and row.high is not None:
        return PrintedFigure(printed, tidy(row.low), tidy(row.high), row.places, row.provisional)
    if row.figure is None:
        return PrintedFigure(printed)
    return PrintedFigure(printed, tidy(row.figure), places=row.places, provisional=row.provisional)


def _benchmark(row: Benchmark, facts: MeasureFacts) -> BenchmarkContent:
    printed = display(row.figure, facts.unit, row.places) if row.figure is not None else row.said or "NA"
    return BenchmarkContent(
        Comparator(row.comparator), row.area, row.period, printed, tidy(row.figure), row.places, row.source, row.note
    )


def _said(slot: Slot | None, gathered: Gathered) -> dict[str, Any]:
    """Return what people said and did about the month's figure."""
    if slot is None:
        return {}
    submission, revision = slot.submission, slot.revision
    said: dict[str, Any] = {
        "left_out": submission.left_out_reason,
        "late": submission.late,
        "findings": tuple(
            FindingContent(
                finding.rule,
                Severity(finding.severity),
                finding.message,
                (finding.explained,) if finding.explained else (),
            )
            for finding in _findings(slot, gathered)
        ),
    }
    if revision is not None:
        said["commentary"] = Commentary(revision.happening, revision.why, revision.doing)
        said["approval"] = _approval(submission, revision.pk, gathered)
    return said


def _findings(slot: Slot, gathered: Gathered) -> Iterable[Finding]:
    """Return what the checks found about the month's figure; nothing of one that is left out or not in the edition."""
    own = slot.submission
    return () if own.left_out_reason or slot.hidden else gathered.findings.get(own.pk, ())


def _approval(submission: Submission, revision: int, gathered: Gathered) -> Approval | None:
    """Return who approved the figure that stands: of one that was restated, who approved the correction."""
    correction = gathered.corrected.get(revision)
    caveat = "" if correction else submission.caveat
    approved: Submission | Restatement = correction or submission
    if approved.approved_by is None or approved.approved_at is None:
        return None
    instead = gathered.in_place_of.get((revision, approved.approved_at), "")
    return Approval(approved.approved_by.get_full_name(), approved.approved_at, caveat, instead)


def _actions(gathered: Gathered, line: Line) -> tuple[ActionContent, ...]:
    return tuple(ActionContent(row.what, row.owner, row.due) for row in gathered.actions.get(line.measure.pk, ()))


def _parts(gathered: Gathered, line: Line, month: dt.date) -> tuple[PartContent, ...]:
    """Return the parts of the figure that stands, as they were frozen with it."""
    slot, facts = line.slots.get(month), line.facts
    if slot is None or slot.revision is None:
        return ()
    return tuple(_part(row, facts, month) for row in gathered.parts.get(slot.revision.pk, ()))


def _part(row: Part, facts: MeasureFacts, month: dt.date) -> PartContent:
    value = part_value(facts, month, row.value, row.numerator, row.denominator)
    return PartContent(
        kind=row.kind,
        name=row.name,
        shown="" if value is None else display(value, facts.unit, facts.decimals),
        value=tidy(value),
        numerator=tidy(row.numerator),
        denominator=tidy(row.denominator),
        additive=row.additive,
    )


def _relative(found: Assessment) -> Decimal | None:
    """Return the shortfall as a share of the target (of 1 where the target is 0), by which exceptions are ordered."""
    rating = found.rating
    if rating.shortfall is None or rating.target is None or rating.rag is not Rag.RED:
        return None
    return round_half_up(rating.shortfall / (abs(rating.target.centre) or Decimal(1)), CHART_PLACES)


def _chart(found: Assessment, notes: Mapping[dt.date, tuple[str, ...]]) -> ChartData | None:
    """Return the chart as pages draw it, with its lines at the precision that is kept; None without a figure.

    With trial limits its marks say nothing yet: fewer than 13 figures are too few for a special cause.
    """
    data = chart_data(found, notes)
    if data.trial_limits:
        quiet = (replace(point, variation=Variation.COMMON_CAUSE, signal="") for point in data.points)
        data = replace(data, points=tuple(quiet))
    if all(point.value is None for point in data.points):
        return None
    return replace(
        data,
        points=tuple(
            replace(point, mean=_drawn(point.mean), lower=_drawn(point.lower), upper=_drawn(point.upper))
            for point in data.points
        ),
    )


def _drawn(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_half_up(value, CHART_PLACES)


def printed_figure(facts: MeasureFacts, value: Decimal | None, missing: Missing | None) -> str:
    """Return a figure as lists print it, with its unit: "459 per 10,000"; the reason where there is none."""
    if missing is not None or value is None:
        return missing.value if missing else "no figure"
    return with_unit(facts, value, facts.decimals)
