"""Published figures of other authorities, regions and England, into the database as comparators.

Which of the publisher's measures is which of ours, and whose figures are wanted, is chosen with the file; each row has
its period, and the file its source and release. A newer release marks the figures of the older one superseded; an
older release never takes the place of a newer. Called by the import command and pages; calls `benchmarks` and the
actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import set_benchmark
from measures.actions.load import record_load
from measures.actions.load_kept import keep_lines
from measures.actions.outcome import Refused, hold_scorecard, insist
from measures.calculation.values import beyond_whole, display
from measures.choices import Comparator, Unit, Word
from measures.models import Benchmark, Load, Measure, NeighbourSet, Scorecard
from measures.permissions import Standing, may_keep_catalogue
from measures.sheets.apply_extract import measures_by_ref
from measures.sheets.authorities import REGIONS
from measures.sheets.benchmarks import (
    LAIT_HEADINGS,
    BenchmarkRow,
    read_interactive_tool,
    read_open_data,
)
from measures.sheets.chosen_benchmarks import Chosen, check_chosen
from measures.sheets.grid import read_rows
from measures.sheets.limits import PUBLISHED, Limits
from measures.sheets.problems import refused

ENGLAND: Final = "England"

Identity = tuple[str, str, str, str]
"""Reference, comparator, area and period."""


class BenchmarkEffect(Word):
    """What an import does to one comparator's figure."""

    NEW = "new"
    SUPERSEDES = "supersedes"
    SAME = "same"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BenchmarkChange:
    """One line of the difference."""

    ref: str
    comparator: str
    area: str
    period: str
    effect: str
    before: str
    after: str
    note: str = ""
    line: int = 0
    """Which line of the file says it."""


@dataclass
class BenchmarksApplied:
    """What an import of published figures did, or would do."""

    changes: list[BenchmarkChange] = field(default_factory=list)
    left_out: int = 0
    """How many rows are of other measures or areas."""
    load: Load | None = None

    @property
    def changed(self) -> list[BenchmarkChange]:
        """Return the lines that changed something."""
        return [c for c in self.changes if c.effect in (BenchmarkEffect.NEW, BenchmarkEffect.SUPERSEDES)]

    @property
    def kept(self) -> list[BenchmarkChange]:
        """Return the lines where a newer release stands."""
        return [c for c in self.changes if c.effect == BenchmarkEffect.KEPT]

    @property
    def refused(self) -> list[BenchmarkChange]:
        """Return the lines whose figure can not be, and which are left out."""
        return [c for c in self.changes if c.effect == BenchmarkEffect.REFUSED]


def read_benchmarks(source: Path | bytes, name: str, chosen: Chosen, limits: Limits = PUBLISHED) -> list[BenchmarkRow]:
    """Return the rows of the chosen measures, whichever of the two kinds of file it is. Raises `SheetRefused`."""
    heading = next((row for row in read_rows(source, name, limits) if not row.is_blank), None)
    said = {cell.strip().lower() for cell in heading.cells} if heading else set()
    if set(LAIT_HEADINGS) <= said:
        rows = read_interactive_tool(source, name, limits=limits)
    else:
        wanted = [*chosen.measures]
        rows = read_open_data(source, name, indicators=wanted, filters=[*chosen.filters], limits=limits)
    found = [row for row in rows if row.code in chosen.measures and dict(row.filters) == dict(chosen.filters)]
    if not found:
        raise refused(f"The file has no figure of the measures chosen: {', '.join(chosen.measures)}.")
    return found


def import_benchmarks(
    *,
    scorecard: Scorecard,
    rows: Sequence[BenchmarkRow],
    chosen: Chosen,
    file_name: str,
    sha256: str,
    by: Any,
    dry_run: bool = False,
    now: dt.datetime | None = None,
) -> BenchmarksApplied:
    """Bring a scorecard's comparators up to a publisher's file. `by` is None at the command line. Raises `Refused`."""
    now = now or timezone.now()
    if by is not None:
        insist(may_keep_catalogue(Standing.of(by, timezone.localdate(now)), scorecard.pk))
    check_chosen(chosen)
    with transaction.atomic():
        hold_scorecard(scorecard)
        applied = _import(scorecard, rows, chosen, file_name, sha256, by, now)
        if dry_run:
            transaction.set_rollback(True)
    return applied


def _import(
    scorecard: Scorecard, rows: Sequence[BenchmarkRow], chosen: Chosen, file_name: str, sha256: str, by: Any,
    now: dt.datetime,
) -> BenchmarksApplied:  # fmt: skip
    measures = measures_by_ref(scorecard)
    unknown = sorted(set(chosen.measures.values()) - set(measures))
    if unknown:
        sentence = f"The scorecard has no measure with the reference {', '.join(unknown)}."
        raise Refused(sentence, {"measures": sentence})
    neighbours = NeighbourSet.objects.current().filter(scorecard=scorecard).prefetch_related("neighbours").first()
    areas = comparators_of_areas(scorecard, neighbours, chosen)
    named = [replace(row, area=authority_name(row.area)) for row in rows]
    wanted = _once([row for row in named if row.area in areas])
    held = _held(scorecard)
    applied = BenchmarksApplied(left_out=len(rows) - len(wanted))
    new: list[tuple[BenchmarkRow, Measure, Comparator]] = []
    for row in wanted:
        measure, comparator = measures[chosen.measures[row.code]], areas[row.area]
        change = _change(row, chosen, measure, comparator, held)
        applied.changes.append(change)
        if change.effect in (BenchmarkEffect.NEW, BenchmarkEffect.SUPERSEDES):
            new.append((row, measure, comparator))
    if new:
        applied.load = record_load(
            scorecard=scorecard, file_name=file_name, sha256=sha256, source=chosen.source, by=by, now=now,
            details={"release": chosen.release, "changed": len(new)},
        )  # fmt: skip
        for row, measure, comparator in new:
            own = comparator is Comparator.STATISTICAL_NEIGHBOURS
            _set(row, chosen, measure, comparator, neighbours if own else None, applied.load, by=by, now=now)
        keep_lines(applied.load, lines=map(_said, applied.changed), kept=map(_said, applied.kept))
    return applied


def _said(change: BenchmarkChange) -> str:
    """Return a line as the page of the load shows it."""
    was = f", it was {change.before}" if change.before else ""
    note = f" {change.note}" if change.note else ""
    comparator = Comparator(change.comparator).label
    return f"{comparator} of {change.ref}: {change.after}{was} ({change.area}, {change.period}).{note}"


def comparators_of_areas(
    scorecard: Scorecard, neighbours: NeighbourSet | None, chosen: Chosen
) -> dict[str, Comparator]:
    """Return whose figures are wanted: each neighbour's, the region's, England's, and the council's own."""
    known = Benchmark.objects.current().filter(measure__scorecard=scorecard, comparator=Comparator.REGION)
    regions = {chosen.region} if chosen.region else set(known.values_list("area", flat=True)) & set(REGIONS)
    names = [n.name for n in neighbours.neighbours.all()] if neighbours else []
    areas = dict.fromkeys([*names, *filter(None, [chosen.authority])], Comparator.STATISTICAL_NEIGHBOURS)
    return {**areas, **dict.fromkeys(regions, Comparator.REGION), ENGLAND: Comparator.NATIONAL}


def authority_name(said: str) -> str:
    """Return an authority's name as lists of neighbours have it: 'Herefordshire' of 'Herefordshire, County of'."""
    return said.removesuffix(", County of").removesuffix(", City of")


def _once(rows: Iterable[BenchmarkRow]) -> list[BenchmarkRow]:
    """Return the rows, each measure, area and period once. A file with several breakdowns needs one to be chosen."""
    found: dict[tuple[str, str, str], BenchmarkRow] = {}
    for row in rows:
        first = found.setdefault((row.code, row.area, row.period), row)
        if first is not row:
            raise refused(
                f"{row.code} of {row.area} in {row.period} is there more than once: line {first.cell.line} has it too. "
                "Choose one breakdown with a filter.",
                line=row.cell.line,
                column=row.cell.column,
            )
    return list(found.values())


def _held(scorecard: Scorecard) -> dict[Identity, Benchmark]:
    rows = Benchmark.objects.current().filter(measure__scorecard=scorecard).select_related("measure__definition")
    return {
        (row.measure.definition.ref if row.measure.definition else "", row.comparator, row.area, row.period): row
        for row in rows
    }


def _change(
    row: BenchmarkRow, chosen: Chosen, measure: Measure, comparator: Comparator, held: Mapping[Identity, Benchmark]
) -> BenchmarkChange:
    ref, reading = chosen.measures[row.code], row.cell.reading
    unit = Unit(measure.definition.unit) if measure.definition else Unit.COUNT
    before = held.get((ref, comparator, row.area, row.period))
    effect, note = BenchmarkEffect.NEW, reading.meaning
    if before is not None:
        same = (before.figure, before.missing, before.release, before.note) == (
            reading.value, reading.missing or "", chosen.release, _note(row, chosen)
        )  # fmt: skip
        older = bool(before.release) and before.release > chosen.release
        effect = BenchmarkEffect.SAME if same else BenchmarkEffect.KEPT if older else BenchmarkEffect.SUPERSEDES
        note = f"The newer release {before.release} is kept." if effect is BenchmarkEffect.KEPT else note
    sentence = _beyond_whole(row, measure)
    if sentence:
        effect, note = BenchmarkEffect.REFUSED, sentence
    shown = reading.missing.value if reading.value is None and reading.missing else ""
    return BenchmarkChange(
        ref=ref,
        comparator=comparator.value,
        area=row.area,
        period=row.period,
        effect=effect.value,
        before="" if before is None else _shown(before, unit),
        after=shown if reading.value is None else display(reading.value, unit, reading.places),
        note=note,
        line=row.cell.line,
    )


def _beyond_whole(row: BenchmarkRow, measure: Measure) -> str:
    reading, definition = row.cell.reading, measure.definition
    if definition is None:
        return ""
    allowed = definition.may_exceed_100
    return beyond_whole(reading.value, Unit(definition.unit), reading.places, may_exceed_100=allowed)


def _note(row: BenchmarkRow, chosen: Chosen) -> str:
    """Return what stands beside a figure: what the publisher's symbol means, and how far it can be compared."""
    return ". ".join(filter(None, [row.cell.reading.meaning, chosen.note.strip()]))


def _shown(row: Benchmark, unit: Unit) -> str:
    return row.missing if row.figure is None else display(row.figure, unit, row.places)


def _set(
    row: BenchmarkRow, chosen: Chosen, measure: Measure, comparator: Comparator, neighbours: NeighbourSet | None,
    load: Load, *, by: Any, now: dt.datetime,
) -> None:  # fmt: skip
    reading = row.cell.reading
    set_benchmark(
        measure=measure,
        comparator=comparator,
        area=row.area,
        period=row.period,
        figure=reading.value,
        missing=reading.missing,
        places=reading.places,
        source=chosen.source,
        note=_note(row, chosen),
        release=chosen.release,
        neighbour_set=neighbours,
        said=row.cell.said.strip()[:200],
        load=load,
        by=by,
        now=now,
    )
