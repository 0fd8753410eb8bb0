"""The cells of the scorecard's table: a figure as it is printed, or the reason why there is none. No queries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final, NamedTuple

from measures.calculation.facts import FigureFacts
from measures.calculation.findings import counts_said
from measures.calculation.values import display
from measures.choices import Aim, Comparator, Missing, SubmissionState, TargetKind, Unit, is_no_target
from measures.models import (
    Baseline,
    Benchmark,
    MeasureDefinition,
    Target,
)
from measures.series import AnyLine, AnySlot, Known, LightSlot, measure_facts, shown


class Cell(NamedTuple):
    """One figure of the table: as it is printed, or the reason why there is none."""

    text: str
    missing: str = ""
    mark: str = ""
    """`p` provisional, `r` revised."""
    note: str = ""


NOT_PUBLISHED: Final = Cell("", note="Not published")
"""The cell of a figure that is there, or will be, and that whoever looks may see once its month is published."""

LEFT_OUT: Final = Cell("", SubmissionState.LEFT_OUT.value)
"""The cell of a figure that was left out of its month."""


def standing_cell(line: AnyLine, month: dt.date) -> Cell:
    """Return a month's figure as it stands: as it is printed, or that it was left out, where the reader may know."""
    slot = line.slots.get(month)
    return LEFT_OUT if slot is not None and slot.left_out else _printed(line, slot)


def month_cell(line: AnyLine, month: dt.date) -> Cell:
    """Return a month's figure as it is printed, marked, or why there is none."""
    return _printed(line, line.slots.get(month))


def _printed(line: AnyLine, slot: AnySlot | None) -> Cell:
    if slot is None:
        return Cell("")
    figure = slot.facts
    if figure.missing is not None:
        return Cell("", figure.missing.value)
    if figure.value is None and slot.revision_id is None and slot.known < Known.DRAFT:
        return NOT_PUBLISHED
    if figure.value is None:
        return Cell("", note="" if slot.reads else "The draft can not be read as a figure.")
    marks = ("p" if figure.provisional else "") + ("r" if figure.revised else "")
    was = slot.published if isinstance(slot, LightSlot) else None
    return Cell(line.shown_of(slot), mark=marks, note=published_words(slot.definition, was) if was else "")


def published_words(definition: MeasureDefinition, published: FigureFacts) -> str:
    """Return what was published where another figure stands now: "Published: 73%"."""
    missing = published.missing.value if published.missing else "no figure"
    return f"Published: {shown(published, measure_facts(definition)) or missing}"


def number_of(slot: AnySlot | None) -> str:
    """Return the counts behind a month's figure as the scorecard prints them: '632 / 2039'."""
    if slot is None or slot.facts.numerator is None or slot.facts.missing is not None:
        return ""
    return counts_said(Unit(slot.definition.unit), slot.facts.numerator, slot.facts.denominator)


def _figure_or_reason(figure: Decimal | None, places: int, missing: str, unit: Unit, note: str = "") -> Cell:
    if figure is None:
        return Cell("", Missing(missing).value if missing else "", note=note)
    return Cell(display(figure, unit, places), note=note)


def baseline_cell(baseline: Baseline | None, unit: Unit) -> Cell:
    """Return where the year began."""
    if baseline is None:
        return Cell("")
    if baseline.figure is None and baseline.missing == Missing.NOT_COLLECTED:
        return Cell("TBC", note="Not collected yet")
    return _figure_or_reason(baseline.figure, baseline.places, baseline.missing, unit)


def target_cell(target: Target | None, unit: Unit, aim: str = "") -> Cell:
    """Return the year's target in the fewest words: '90%', '450 to 500', '90% by March', 'TBC'."""
    if target is None or is_no_target(target.kind, aim):
        return Cell("", "no target")
    if target.kind == TargetKind.TO_BE_CONFIRMED:
        return Cell("TBC", note="To be confirmed")
    notes = ["Provisional"] if target.provisional else []
    notes += ["Each month has a figure of its own"] if target.is_by_month else []
    notes += ["Range assumed: 5% either side"] if aim == Aim.NEAR_TARGET and target.low is None else []
    return Cell(target.printed(unit), note=". ".join(notes))


def latest_benchmark(line: AnyLine, comparator: Comparator) -> Benchmark | None:
    """Return the comparator's newest figure, or the reason for none."""
    return next((row for row in reversed(line.benchmarks) if row.comparator == comparator), None)


def benchmark_cell(line: AnyLine, comparator: Comparator) -> Cell:
    """Return what a comparator's figure was, with whose it is and when as the note."""
    row = latest_benchmark(line, comparator)
    if row is None:
        return Cell("")
    note = ", ".join(part for part in (row.area, row.covers, row.remark) if part)
    return _figure_or_reason(row.figure, row.places, row.missing, line.facts.unit, note)
