"""What figures are held against, for the pages on which it is kept: targets of a year, comparators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from measures.calculation.values import beyond_whole, display
from measures.choices import TargetKind, Unit
from measures.models import Benchmark, Measure, MeasureDefinition, Scorecard, Target, scorecard_order

TYPED = (TargetKind.FIGURE, TargetKind.RANGE, TargetKind.TO_BE_CONFIRMED, TargetKind.NONE)
"""The kinds that one box can say."""


def target_words(target: Target | None, unit: Unit) -> str:
    """Return a target as its box says it, or nothing."""
    return target.in_words(unit) if target is not None else ""


def target_doubt(target: Target | None, definition: MeasureDefinition) -> str:
    """Return why a target can not be as it is, by what the measure's definition allows now; empty where it can."""
    if target is None:
        return ""
    highest, allowed = target.high if target.high is not None else target.figure, definition.may_exceed_100
    return beyond_whole(highest, Unit(definition.unit), target.places, may_exceed_100=allowed)


@dataclass(frozen=True)
class TargetRow:
    """A measure with its target of a year and of the year before."""

    measure: Measure
    definition: MeasureDefinition
    target: Target | None
    before: Target | None

    @property
    def unit(self) -> Unit:
        """Return the unit of the measure."""
        return Unit(self.definition.unit)

    @property
    def words(self) -> str:
        """Return the year's target in words."""
        return target_words(self.target, self.unit)

    @property
    def words_before(self) -> str:
        """Return the target of the year before in words."""
        return target_words(self.before, self.unit)

    @property
    def doubt(self) -> str:
        """Return why the year's target can not be as it is: beyond 100% where that can not be; empty where it can."""
        return target_doubt(self.target, self.definition)

    @property
    def doubt_before(self) -> str:
        """Return why the target of the year before can not be as it is."""
        return target_doubt(self.before, self.definition)

    @property
    def is_typed(self) -> bool:
        """Return whether one box can say the target: neither a profile nor a line."""
        return self.target is None or self.target.kind in TYPED


def target_rows(scorecard: Scorecard, year: int) -> list[TargetRow]:
    """Return every measure that the year has, with its targets of the year and the year before (two queries)."""
    rows = Measure.objects.filter(scorecard=scorecard, definition__isnull=False).in_use_in(year)
    measures = list(rows.select_related("definition__section", "scorecard").order_by(*scorecard_order()))
    held: dict[tuple[int, int], Target] = {
        (target.measure_id, target.year): target
        for target in Target.objects.current().filter(measure__in=measures, year__in=(year - 1, year))
    }
    return [
        TargetRow(measure, measure.definition, held.get((measure.pk, year)), held.get((measure.pk, year - 1)))
        for measure in measures
        if measure.definition is not None
    ]


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class ComparatorRow:
    """One comparator's figure, with what took its place if something did."""

    benchmark: Benchmark
    definition: MeasureDefinition
    older: int
    """How many earlier figures it took the place of."""

    @property
    def shown(self) -> str:
        """Return the figure as it is printed, or why there is none."""
        row = self.benchmark
        if row.figure is None:
            return row.missing
        return display(row.figure, Unit(self.definition.unit), row.places)


def comparator_rows(scorecard: Scorecard, *, superseded: bool = False) -> list[ComparatorRow]:
    """Return the comparators' figures by measure, those in force or those that newer ones replaced (two queries)."""
    rows = Benchmark.objects.filter(measure__scorecard=scorecard, measure__definition__isnull=False)
    older: dict[tuple[object, ...], int] = {}
    for key in rows.filter(superseded_at__isnull=False).values_list("measure", "comparator", "area", "period"):
        older[key] = older.get(key, 0) + 1
    chosen = rows.filter(superseded_at__isnull=not superseded)
    chosen = chosen.select_related("measure__definition", "measure__scorecard", "recorded_by")
    order = scorecard_order("measure__definition")
    found = chosen.order_by(*order, "comparator", "area", "-period", "-recorded_at")
    return list(_with_definition(found, older))


def _with_definition(rows: Iterable[Benchmark], older: dict[tuple[object, ...], int]) -> Iterable[ComparatorRow]:
    for row in rows:
        if row.measure.definition is not None:
            key = (row.measure_id, row.comparator, row.area, row.period)
            yield ComparatorRow(row, row.measure.definition, older.get(key, 0))
