"""Dated inputs in words, as their events hold them for good: all that makes one different from the one before.

Called by `inputs`, which writes them.
"""

from __future__ import annotations

from measures.calculation.values import display
from measures.choices import Unit
from measures.models import Baseline, Benchmark, Measure, NeighbourSet, Population, Target

NOTHING = "nothing"


def unit_of(measure: Measure) -> Unit:
    """Return the unit in which a measure is printed."""
    return Unit(measure.definition.unit) if measure.definition is not None else Unit.COUNT


def target_said(target: Target | None, unit: Unit) -> str:
    """Return a target with its figures by month, how far short is amber, and whether it is provisional."""
    if target is None:
        return NOTHING
    parts = [target.in_words(unit) or "no target"]
    months = ", ".join(f"{row.month:%b %Y} {display(row.figure, unit, target.places)}" for row in target.months.all())
    if months:
        parts[0] += f" ({months})"
    if target.amber_width is not None:
        parts.append(f"amber within {target.amber_width.normalize():f}")
    if target.provisional:
        parts.append("provisional")
    return "; ".join(parts)


def figure_said(row: Baseline | Benchmark | None, unit: Unit) -> str:
    """Return a baseline's or a comparator's figure as it is printed, or why there is none."""
    if row is None:
        return NOTHING
    if row.figure is None:
        return row.missing
    return display(row.figure, unit, row.places)


def benchmark_said(row: Benchmark | None, unit: Unit) -> str:
    """Return a comparator's figure with its release and its note, of which another is a change as well."""
    extra = [part for part in (row.release, row.note) if part] if row is not None else []
    return "; ".join([figure_said(row, unit), *extra])


def population_said(row: Population | None) -> str:
    """Return how many people there are, of which year and from where."""
    if row is None:
        return NOTHING
    said = f"{row.figure.normalize():,f}, {row.area}, {row.year} ({row.source})"
    return f"{said}; an assumption" if row.assumed else said


def neighbours_said(row: NeighbourSet | None) -> str:
    """Return an edition of the list with the authorities that it names."""
    if row is None:
        return NOTHING
    return f"{row.edition}: {', '.join(neighbour.name for neighbour in row.neighbours.all())}"
