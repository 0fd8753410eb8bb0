"""A scorecard's month as rows to hand out: json, csv and xlsx say the same (design, section 6).

The rows are assembled once, as far as the reader may look. Called by the export command and by pages that export what
they show; calls `series`, the rules and the checks.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Final

from measures.actions.checks import Checks
from measures.actions.shared_counts import with_shared_counts
from measures.assessment import Assessment, assess
from measures.calculation.findings import Finding
from measures.calculation.targets import target_used
from measures.calculation.values import display
from measures.choices import Comparator, Missing, SubmissionState, TargetKind, Unit
from measures.models import Baseline, Benchmark, Scorecard, Target, financial_year
from measures.queries.owners import with_owners_of
from measures.queries.published_as import published_as
from measures.queries.results import standing_revisions
from measures.series import Depth, Known, Line, Slot, read_lines
from measures.sheets.exported import ComparatorExport, FindingExport, PartExport, as_digits, as_number, parts_of
from measures.sheets.write import Figure, Table, Value, write_csv, write_xlsx

FORMATS: Final = ("json", "csv", "xlsx")
CONTENT_TYPES: Final = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class MeasureExport:
    """One measure in one month. The fields stand in the order in which they are written."""

    ref: str
    section: str
    title: str
    unit: str
    aim: str
    basis: str
    value: str | None
    """As it is displayed."""
    exact: str | None
    """Unrounded."""
    numerator: int | float | None
    denominator: int | float | None
    missing: str | None
    """Why there is no figure, where somebody has said why."""
    baseline: str | None
    target: str | None
    benchmarks: tuple[ComparatorExport, ...]
    rag: str
    rag_reason: str
    direction: str
    direction_reason: str
    recorded_direction: str | None
    variation: str | None
    assurance: str | None
    trial_limits: bool
    findings: tuple[FindingExport, ...]
    state: str | None
    owner: str | None
    parts: tuple[PartExport, ...] = ()
    """What the figure was submitted as made of."""
    published_as: str | None = None
    """What was published, where the status is another one by now."""

    def fields(self) -> dict[str, Any]:
        """Return the measure as JSON has it."""
        return {name: value for name, value in asdict(self).items() if value or name not in OPTIONAL}


HEADINGS: Final = tuple(MeasureExport.__dataclass_fields__)
OPTIONAL: Final = ("parts", "published_as")
"""Fields that a measure has, and columns that a table has, only where there is something to say."""


@dataclass(frozen=True)
class ScorecardExport:
    """A scorecard's month: what is written, whatever the format."""

    scorecard: str
    period: str
    measures: tuple[MeasureExport, ...]

    def as_json(self) -> bytes:
        """Return the month as JSON in UTF-8."""
        measures = [measure.fields() for measure in self.measures]
        data = {"scorecard": self.scorecard, "period": self.period, "measures": measures}
        return (json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()

    def as_csv(self) -> bytes:
        """Return one row a measure as csv."""
        return write_csv(self._rows())

    def as_xlsx(self) -> bytes:
        """Return a workbook of one sheet, one row a measure, with figures as numbers."""
        return write_xlsx([Table(f"{self.scorecard} {self.period}", self._rows())])

    def write(self, form: str) -> bytes:
        """Return the month in one of `FORMATS`."""
        return {"json": self.as_json, "csv": self.as_csv, "xlsx": self.as_xlsx}[form]()

    def _rows(self) -> list[Sequence[Value]]:
        said = {name for name in OPTIONAL if any(getattr(measure, name) for measure in self.measures)}
        headings = [name for name in HEADINGS if name in said or name not in OPTIONAL]
        return [headings, *([_cell(measure, name) for name in headings] for measure in self.measures)]


def export_month(
    scorecard: Scorecard,
    month: dt.date,
    *,
    known: Depth,
    all_visible: bool = False,
    measures: Iterable[int] | None = None,
) -> ScorecardExport:
    """Return a month of a scorecard, as far as `known` lets the reader look; `measures` keeps those ids.

    `all_visible`: no check waits for another measure's count (the console). A fixed number of queries.
    """
    lines = with_owners_of(read_lines(scorecard, month, known=known), month)
    if all_visible:
        lines = with_shared_counts(lines, month)
    checks = Checks(tuple(lines), month, all_visible=all_visible)
    wanted = None if measures is None else set(measures)
    parts = parts_of(lines, month)
    told = published_as(standing_revisions(lines, month))
    kept = [line for line in lines if wanted is None or line.measure.pk in wanted]
    judged = {line.measure.pk: assess(line, month, screening=scorecard.screening) for line in kept}
    return ScorecardExport(
        scorecard=scorecard.slug,
        period=f"{month:%Y-%m}",
        measures=tuple(
            replace(
                _measure(line, judged[line.measure.pk], checks.of(line).findings, known, parts),
                published_as=next((told[pk].words for pk in standing_revisions([line], month) if pk in told), None),
            )
            for line in kept
        ),
    )


def _measure(
    line: Line,
    assessment: Assessment,
    findings: Sequence[Finding],
    known: Depth,
    parts: Mapping[int, tuple[PartExport, ...]],
) -> MeasureExport:
    definition, month = line.definition, assessment.month
    unit, figure, year = Unit(definition.unit), line.figure(month), financial_year(month)
    slot = line.slots.get(month)
    return MeasureExport(
        ref=definition.ref,
        section=definition.section.title,
        title=definition.title,
        unit=definition.unit,
        aim=definition.aim,
        basis=definition.basis,
        value=line.shown(month) or None,
        exact=None if figure.value is None or figure.missing is not None else as_digits(figure.value),
        numerator=as_number(figure.numerator),
        denominator=as_number(figure.denominator),
        missing=figure.missing.value if figure.missing else None,
        baseline=_baseline(line.baselines.get(year), unit),
        target=_target_in(line, month),
        benchmarks=tuple(_comparators(line.benchmarks, unit)),
        rag=assessment.rag.value,
        rag_reason=assessment.sentence,
        direction=assessment.movement.direction.value,
        direction_reason=assessment.direction_sentence,
        recorded_direction=line.recorded.get(month),
        variation=assessment.variation.value if assessment.variation else None,
        assurance=assessment.assurance.value if assessment.assurance else None,
        trial_limits=assessment.trial_limits,
        findings=tuple(FindingExport(f.rule.value, f.severity.value, f.message) for f in findings),
        state=_state(slot, known),
        owner=line.owner or None,
        parts=parts.get(slot.revision.pk, ()) if slot and slot.revision else (),
    )


def _state(slot: Slot | None, known: Depth) -> str | None:
    """Return where a submission stands, as far as the reader may know: whose draft they can not see has no state."""
    if slot is None:
        return None
    if known(slot.submission) is Known.DRAFT:
        return slot.state.value
    return SubmissionState.PUBLISHED.value if slot.revision is not None else None


def _baseline(baseline: Baseline | None, unit: Unit) -> str | None:
    if baseline is None:
        return None
    if baseline.figure is not None:
        return display(baseline.figure, unit, baseline.places)
    return "TBC" if baseline.missing == Missing.NOT_COLLECTED else baseline.missing


def _target_in(line: Line, month: dt.date) -> str | None:
    """Return the target that the month is rated by: of one by month the month's own, None where it has none."""
    target, unit = line.targets.get(financial_year(month)), line.facts.unit
    if target is None or not target.is_by_month:
        return _target(target, unit)
    used = target_used(line.facts, line.target(month), month)
    return display(used.centre, unit, used.precision) if used else None


def _target(target: Target | None, unit: Unit) -> str | None:
    """Return a target in the fewest words: "90%", "450 to 500", "TBC"; None where there is none."""
    if target is None or target.kind == TargetKind.NONE:
        return None
    if target.kind == TargetKind.TO_BE_CONFIRMED:
        return "TBC"
    if target.low is not None and target.high is not None:
        return " to ".join(display(end, unit, target.places) for end in (target.low, target.high))
    return None if target.figure is None else display(target.figure, unit, target.places)


def _comparators(benchmarks: Iterable[Benchmark], unit: Unit) -> Iterable[ComparatorExport]:
    """Yield what a measure is compared with, in the order of the vocabulary, each area's oldest period first."""
    order = list(Comparator)
    for row in sorted(benchmarks, key=lambda b: (order.index(Comparator(b.comparator)), b.area, b.period)):
        yield ComparatorExport(
            comparator=row.comparator,
            area=row.area,
            period=row.period,
            value=None if row.figure is None else display(row.figure, unit, row.places),
            missing=row.missing or None,
            source=row.source,
            note=row.note,
        )


def _cell(measure: MeasureExport, name: str) -> Value:
    """Return one cell of a table: a figure as a number, a list as text."""
    value: Any = getattr(measure, name)
    if name == "value" and value is not None:
        return _figure(value)
    if name == "exact" and value is not None:
        return str(value)
    if isinstance(value, tuple):
        return "; ".join(item.in_words() for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return Decimal(str(value)) if isinstance(value, float) else value


def _figure(shown: str) -> Figure:
    """Return a displayed figure as a number that a spreadsheet shows the same way."""
    number = Decimal(shown.removesuffix("%"))
    return Figure(number, places=max(-int(number.as_tuple().exponent), 0), percent=shown.endswith("%"))
