"""The columns of a scorecard's table: which there are, which a person sees, and what stands in each, as text.

The address may name them (`columns=target&columns=number`); otherwise those that the person chose last; otherwise
those that the council's own scorecard has. The measure, the months and the status are always there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from measures.choices import Comparator
from measures.queries.cells import Cell
from measures.queries.scorecard import Row, Table

BEFORE: Final = ("baseline", "target", "gap", "neighbours", "region", "national", "good")
AFTER: Final = ("number", "owner")
HEADINGS: Final[Mapping[str, str]] = {
    "baseline": "Baseline",
    "target": "Target",
    "gap": "Gap to target",
    "neighbours": Comparator.STATISTICAL_NEIGHBOURS.value,
    "region": Comparator.REGION.value,
    "national": Comparator.NATIONAL.value,
    "good": Comparator.GOOD.value,
    "number": "Number",
    "owner": "Owner",
}
PLACES: Final = {name: place for place, name in enumerate(("neighbours", "region", "national", "good"))}
USUAL: Final = (*(name for name in BEFORE if name != "gap"), "number")
CONTRADICTED: Final = "≠"
"""Stands before counts that give another figure than the one beside them, as in an edition."""
FITTING: Final = 15
"""Columns, measure and status among them, that a window of a desk has room for."""


@dataclass(frozen=True)
class Columns:
    """The columns that somebody sees, in the order of the table."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Columns:
        """Return the columns named, in the order of the table; names that are none are passed over."""
        asked = set(names)
        return cls(tuple(name for name in HEADINGS if name in asked))

    def with_gap(self) -> Columns:
        """Return the columns with the gap to the target; for the baseline, so that the newest month keeps its room."""
        return self if "gap" in self.names else Columns.of([*(n for n in self.names if n != "baseline"), "gap"])

    @property
    def before(self) -> list[tuple[str, str]]:
        """Return (name, heading) of those that stand before the months."""
        return [(name, HEADINGS[name]) for name in self.names if name in BEFORE]

    @property
    def after(self) -> list[tuple[str, str]]:
        """Return (name, heading) of those that stand after them."""
        return [(name, HEADINGS[name]) for name in self.names if name in AFTER]

    @property
    def kept(self) -> str:
        """Return the column that a telephone shows beside the newest month: the gap to the target, or the target."""
        return "gap" if "gap" in self.names else "target"

    def count(self, table: Table) -> int:
        """Return how many columns the table then has."""
        return 2 + len(self.names) + len(table.months)

    def fit(self, table: Table) -> bool:
        """Return whether a window of a desk has room for all of them."""
        return self.count(table) <= FITTING + 1


def cell_of(row: Row, name: str) -> Cell:
    """Return what a column says of a measure."""
    if name in PLACES:
        return row.comparators[PLACES[name]]
    if name == "number":
        return Cell(f"{CONTRADICTED} {row.number}" if row.contradicted and row.number else row.number)
    if name == "owner":
        return Cell(row.line.owner)
    found: Cell = getattr(row, name)
    return found
