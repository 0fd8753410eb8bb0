"""A scorecard's figures beside the comparators': the gap to each, and the rank among single neighbours.

Called by the scorecard's view with a table already scoped to a person. One query more, whatever the size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from measures.calculation.findings import plain
from measures.calculation.values import round_half_up
from measures.choices import Aim, Comparator, Unit
from measures.models import Benchmark
from measures.queries.cells import Cell, benchmark_cell, latest_benchmark
from measures.queries.scorecard import COMPARATORS, Row, Table

LEAST: Final = 3
"""Neighbours with a figure of the same year that a rank needs."""


@dataclass(frozen=True)
class Gap:
    """One comparator's figure and how far ours is from it."""

    comparator: Comparator
    cell: Cell
    words: str
    """'5 points better', 'the same'; empty where there is nothing to compare."""
    better: bool | None
    """None where neither way is better."""


@dataclass(frozen=True)
class Compared:
    """One measure beside its comparators."""

    row: Row
    now: Cell
    gaps: list[Gap]
    rank: str
    """'3rd best of 11, 2022/23'; empty where the data does not allow one."""


def compared(table: Table) -> list[Compared]:
    """Return each measure beside its comparators (one query)."""
    neighbours = _neighbours(row.line.measure.pk for row in table.rows)
    return [
        Compared(
            row=row,
            now=row.months[-1],
            gaps=[_gap(row, comparator, table) for comparator in COMPARATORS],
            rank=_rank(row, table, neighbours.get(row.line.measure.pk, [])),
        )
        for row in table.rows
    ]


def _neighbours(measures: Iterable[int]) -> Mapping[int, list[Benchmark]]:
    found: dict[int, list[Benchmark]] = {}
    rows = Benchmark.objects.current().filter(
        measure__in=list(measures), comparator=Comparator.STATISTICAL_NEIGHBOURS, figure__isnull=False
    )
    for row in rows:
        if row.is_of_one_authority:
            found.setdefault(row.measure_id, []).append(row)
    return found


def _gap(row: Row, comparator: Comparator, table: Table) -> Gap:
    cell, theirs = benchmark_cell(row.line, comparator), latest_benchmark(row.line, comparator)
    ours = row.line.figure(table.month).value
    if not row.months[-1].text or ours is None or theirs is None or theirs.figure is None:
        return Gap(comparator, cell, "", None)
    facts = row.line.facts
    places = max(facts.decimals, theirs.places)
    gap = round_half_up(ours, places) - round_half_up(theirs.figure, places)
    if not gap:
        return Gap(comparator, cell, "the same", None)
    size = plain(abs(gap))
    if facts.unit is Unit.PERCENT:
        size = f"{size} point{'' if abs(gap) == 1 else 's'}"
    if facts.aim in (Aim.HIGHER, Aim.LOWER):
        better = (gap > 0) == (facts.aim is Aim.HIGHER)
        return Gap(comparator, cell, f"{size} {'better' if better else 'worse'}", better)
    return Gap(comparator, cell, f"{size} {'higher' if gap > 0 else 'lower'}", None)


def _rank(row: Row, table: Table, neighbours: list[Benchmark]) -> str:
    ours, aim = row.line.figure(table.month).value, row.line.facts.aim
    if ours is None or not row.months[-1].text or aim not in (Aim.HIGHER, Aim.LOWER) or not neighbours:
        return ""
    newest = max(each.year for each in neighbours)
    figures = [each for each in neighbours if each.year == newest and each.figure is not None]
    if len(figures) < LEAST:
        return ""
    ahead = sum(1 for each in figures if _ahead(each, ours, aim, row.line.facts.decimals))
    return f"{ordinal(ahead + 1)} best of {len(figures) + 1}, {figures[0].period}"


def _ahead(each: Benchmark, ours: Decimal, aim: Aim, decimals: int) -> bool:
    places = max(each.places, decimals)
    theirs, own = round_half_up(each.figure or Decimal(0), places), round_half_up(ours, places)
    return theirs > own if aim is Aim.HIGHER else theirs < own


def ordinal(number: int) -> str:
    """Return a place in words that a table has room for: 1st, 2nd, 11th."""
    last = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"
