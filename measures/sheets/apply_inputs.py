"""What a scorecard file says beside its figures: targets, baselines, comparators, neighbours and arrows.

A target that a person has set here, and a comparator's figure that came from a release of its own publisher, are
stronger than a file that was mailed round: they are left, and said so. A target that the measure's definition does not
allow comes in as provisional, and is said so; a baseline or a comparator that it does not allow is named. Called by
`apply`, in its transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from measures.actions.input_words import unit_of
from measures.actions.inputs import set_baseline, set_benchmark, set_neighbours, set_target
from measures.calculation.values import TargetReading, beyond_whole
from measures.choices import Comparator, Missing, TargetKind, Unit, is_no_target
from measures.models import (
    Benchmark,
    Load,
    Measure,
    NeighbourSet,
    RecordedDirection,
    Scorecard,
    Target,
    financial_year,
)
from measures.sheets.headings import ComparatorColumn
from measures.sheets.scorecard import BY_MONTH, ScorecardSheet, SheetRow

DOUBT: Final = "To be looked at: "
"""What a line begins with that tells of something that came in and can not be as the file has it."""


class SheetInputs:
    """The inputs of one scorecard file."""

    def __init__(
        self, scorecard: Scorecard, sheet: ScorecardSheet, measures: Mapping[str, Measure], *, by: Any, now: dt.datetime
    ) -> None:
        self.scorecard = scorecard
        self.sheet = sheet
        self.measures = measures
        self.by = by
        self.now = now
        self.month = sheet.months[-1]
        self.year = financial_year(self.month)
        self.source = (" ".join(sheet.footnotes) or sheet.name)[:300]
        self.kept: list[str] = []
        """What was left as it is although the file has it differently, one sentence each."""

    def differ(self) -> bool:
        """Return whether the file has any of them differently. Tries, and takes it back."""
        with transaction.atomic():
            changed = bool(self.apply(None))
            transaction.set_rollback(True)
        return changed

    def apply(self, load: Load | None) -> list[str]:
        """Set everything that the file says; return what changed, one sentence each."""
        self.kept = []
        targets = Target.objects.current().filter(measure__in=self.measures.values(), year=self.year)
        targets = targets.prefetch_related("months")
        self.targets = {target.measure_id: target for target in targets}
        released = Benchmark.objects.current().filter(measure__in=self.measures.values()).exclude(release="")
        self.released = {(row.measure_id, row.comparator, row.area, row.period): row for row in released}
        lines = list(self._neighbours())
        neighbours = NeighbourSet.objects.current().filter(scorecard=self.scorecard).first()
        for row in self.sheet.rows:
            measure = self.measures[row.ref]
            lines += self._target(row, measure, load)
            lines += self._baseline(row, measure, load)
            for column in self.sheet.comparators:
                own = column.comparator is Comparator.STATISTICAL_NEIGHBOURS
                lines += self._benchmark(row, measure, column, neighbours if own else None, load)
        return lines + list(self._arrows(load))

    def _neighbours(self) -> Iterator[str]:
        """Set the statistical neighbours, unless the current list is the same ten."""
        names = self.sheet.neighbours
        current = NeighbourSet.objects.current().filter(scorecard=self.scorecard).first()
        if not names or (current is not None and {n.name for n in current.neighbours.all()} == set(names)):
            return
        set_neighbours(
            scorecard=self.scorecard,
            edition=f"Listed with the scorecard of {self.month:%B %Y}",
            names=names,
            source=self.source,
            by=self.by,
            now=self.now,
        )
        yield f"Statistical neighbours: {', '.join(names)}."

    def _target(self, row: SheetRow, measure: Measure, load: Load | None) -> Iterator[str]:
        target = row.target.reading
        held = self.targets.get(measure.pk)
        if not target.said or (target.said.lower() == TargetKind.NONE.value and _has_none(measure, held)):
            return  # so an edition's workbook says it
        if held is not None and held.is_by_month and held.printed(unit_of(measure)) == target.said:
            return
        if held is not None and (held.kind, held.figure, held.low, held.high) == (
            target.kind,
            target.figure,
            target.low,
            target.high,
        ):
            return
        if held is not None and held.load_id is None:
            self.kept.append(f"Target of {row.ref}: {held} was set here and is kept; the file says {target.said}.")
            return
        doubt = _doubt(target, measure)
        if set_target(
            measure=measure,
            year=self.year,
            kind=target.kind,
            figure=target.figure,
            low=target.low,
            high=target.high,
            places=target.places,
            provisional=bool(doubt),
            said=target.said,
            load=load,
            by=self.by,
            why="Imported with the scorecard",
            now=self.now,
        ):
            yield f"Target of {row.ref} for {self.year}/{(self.year + 1) % 100:02d}: {target.said}."
            if doubt:
                yield f"{DOUBT}the target of {row.ref}. {doubt} It is provisional until somebody sets it right."

    def _baseline(self, row: SheetRow, measure: Measure, load: Load | None) -> Iterator[str]:
        baseline = row.baseline.reading
        if not baseline.said:
            return
        to_come = baseline.kind is TargetKind.TO_BE_CONFIRMED
        missing = Missing.NOT_COLLECTED if to_come else Missing.NOT_AVAILABLE
        if set_baseline(
            measure=measure,
            year=self.year,
            figure=baseline.figure,
            missing=None if baseline.figure is not None else missing,
            places=baseline.places,
            said=baseline.said,
            load=load,
            by=self.by,
            now=self.now,
        ):
            yield f"Baseline of {row.ref}: {baseline.said}."
            yield from _doubted(f"the baseline of {row.ref}", baseline.figure, baseline.places, measure)

    def _benchmark(
        self,
        row: SheetRow,
        measure: Measure,
        column: ComparatorColumn,
        neighbours: NeighbourSet | None,
        load: Load | None,
    ) -> Iterator[str]:
        cell, reading = row.benchmarks[column.comparator], row.benchmarks[column.comparator].reading
        if reading.empty:
            return
        held = self.released.get((measure.pk, column.comparator, column.area, column.period))
        if held is not None:
            if held.figure != reading.value:
                self.kept.append(
                    f"{column.comparator.label} of {row.ref}: the figure of {held.source} is kept; the file says "
                    f"{cell.said.strip()}."
                )
            return
        if set_benchmark(
            measure=measure,
            comparator=column.comparator,
            area=column.area,
            period=column.period,
            figure=reading.value,
            missing=reading.missing,
            places=reading.places or 0,
            source=self.source,
            note=column.note,
            neighbour_set=neighbours,
            said=cell.said.strip(),
            load=load,
            by=self.by,
            now=self.now,
        ):
            yield f"{column.comparator.label} of {row.ref}: {cell.said.strip()}."
            what = f"the comparator “{column.comparator.label}” of {row.ref}"
            yield from _doubted(what, reading.value, reading.places, measure)

    def _arrows(self, load: Load | None) -> Iterator[str]:
        """Keep the arrows as they were recorded, each once."""
        known = set(
            RecordedDirection.objects.filter(measure__scorecard=self.scorecard, month=self.month).values_list(
                "measure_id", flat=True
            )
        )
        new = [
            (row.ref, self.measures[row.ref], row.arrow.reading)
            for row in self.sheet.rows
            if row.arrow.reading is not None and self.measures[row.ref].pk not in known
        ]
        if load is not None:
            RecordedDirection.objects.bulk_create(
                RecordedDirection(load=load, measure=measure, month=self.month, direction=arrow.value)
                for _, measure, arrow in new
            )
        for ref, _, arrow in new:
            yield f"Recorded direction of {ref}: {arrow.value}."


def _has_none(measure: Measure, held: Target | None) -> bool:
    """Return whether an edition says of a measure that it has no target."""
    aim = measure.definition.aim if measure.definition is not None else ""
    return held is None or is_no_target(held.kind, aim)


def _doubt(target: TargetReading, measure: Measure) -> str:
    """Return why a target of the file can not be judged by as it stands; empty where it can."""
    definition = measure.definition
    if definition is None:
        return ""
    if BY_MONTH.search(target.said):
        return f"The file says {target.said}, and not what the months’ own figures are."
    return _beyond_whole(target.high or target.figure, target.places, measure)


def _beyond_whole(value: Decimal | None, places: int | None, measure: Measure) -> str:
    """Return why a figure of the file can not be what the measure's definition allows; empty where it can."""
    definition = measure.definition
    if definition is None:
        return ""
    return beyond_whole(value, Unit(definition.unit), places, may_exceed_100=definition.may_exceed_100)


def _doubted(what: str, value: Decimal | None, places: int | None, measure: Measure) -> Iterator[str]:
    """Say of a baseline or a comparator that it came in and can not be as the file has it."""
    if doubt := _beyond_whole(value, places, measure):
        yield f"{DOUBT}{what}. {doubt} It comes in as the file has it; set it right if the file is wrong."
