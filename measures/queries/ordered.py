"""The orders in which a scorecard's measures can stand: section by section, or the worst of all of them first.

Called by what an address shows (`views.shown`) with a table that is already scoped to a person. Asks the database
nothing; how far measures moved and how far they are from their targets is worked out only where it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from measures.choices import Direction, Rag
from measures.queries.scorecard import Row, Table

ORDERS: Final[Mapping[str, str]] = {
    "": "Reference",
    "status": "Worst status",
    "movement": "Worst movement",
    "gap": "Widest gap to target",
}
"""The orders as addresses name them, with their words."""
TOLD: Final[Mapping[str, str]] = {
    "movement": "Worsening first, and largest first, as a multiple of the smallest move that counts for the measure.",
    "gap": "Widest first, as a multiple of the gap that is still amber for the measure.",
}
"""What the page says of an order by which more points can stand after fewer."""
WORST_FIRST: Final = (Rag.RED, Rag.AMBER, Rag.GREEN)
"""The others follow, in the order of the vocabulary."""
WORSE_FIRST: Final = (Direction.WORSENING, Direction.STEADY, Direction.IMPROVING)
"""Those without a judgement follow, in the order of the vocabulary."""
LAST: Final = len(Rag) + len(Direction)
"""The place of a measure of which the person may know nothing yet."""

Place = tuple[int, Decimal]


def ordered(table: Table, order: str) -> Table:
    """Return the table in one of `ORDERS`; measures that are alike stay in the order of their references."""
    if order not in PLACES:
        return table
    return replace(table, rows=tuple(sorted(table.rows, key=PLACES[order])), order=order)


def _by_status(row: Row) -> Place:
    places = (*WORST_FIRST, *(rag for rag in Rag if rag not in WORST_FIRST))
    return (places.index(row.result.rag) if row.result else LAST, Decimal(0))


def _by_movement(row: Row) -> Place:
    """Return the place by direction, those that moved furthest first."""
    if row.result is None:
        return LAST, Decimal(0)
    places = (*WORSE_FIRST, *(way for way in Direction if way not in WORSE_FIRST))
    return places.index(row.result.direction), -row.movement.size


def _by_gap(row: Row) -> Place:
    """Return the place by the gap as a multiple of what is still amber, so that points and rates can be compared.

    A target without an amber has every miss before those of all others.
    """
    rating = row.judged.rating if row.result else None
    if rating is None or rating.shortfall is None or rating.amber_width is None:
        return LAST, Decimal(0)
    if not rating.amber_width:
        return 0, -rating.shortfall
    return 1, -rating.shortfall / rating.amber_width


PLACES: Final[Mapping[str, Callable[[Row], Place]]] = {
    "status": _by_status,
    "movement": _by_movement,
    "gap": _by_gap,
}
