"""The symbols of published official statistics, kept as what they mean (calculation rules, section 6).

Called by the benchmarks' import and by public editions. Calls values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from measures.calculation.rules import places_of
from measures.calculation.values import BadFigure
from measures.choices import Missing


@dataclass(frozen=True, slots=True)
class Symbol:
    """What the publisher's symbol stands for. None of them is zero."""

    missing: Missing
    meaning: str


@dataclass(frozen=True, slots=True)
class PublishedReading:
    """A published cell: a figure, or why there is none and what the publisher's symbol said."""

    value: Decimal | None = None
    places: int = 0
    missing: Missing | None = None
    meaning: str = ""


SYMBOLS: Final[Mapping[str, Symbol]] = {
    "c": Symbol(Missing.SUPPRESSED, "confidential"),
    "z": Symbol(Missing.NOT_APPLICABLE, "not applicable"),
    "x": Symbol(Missing.NOT_AVAILABLE, "not available"),
    "k": Symbol(Missing.NOT_AVAILABLE, "rounds to zero, but is not zero"),
    "low": Symbol(Missing.NOT_AVAILABLE, "rounds to zero, but is not zero"),
    "u": Symbol(Missing.NOT_AVAILABLE, "unreliable"),
    "-": Symbol(Missing.NOT_AVAILABLE, "not available, no reason given"),
    "": Symbol(Missing.NOT_AVAILABLE, "empty in the publisher's file"),
}
"""The Department for Education's symbols; '-' and the empty cell as its interactive tool's files use them."""


def read_published(text: str) -> PublishedReading:
    """Return what a cell of a published file says. Raises BadFigure for text that is neither figure nor symbol.

    Files written by machines may carry more digits than a person types ("15.800000000000001"), so only what is not a
    finite number is refused; a published figure may be negative.
    """
    said = text.strip()
    symbol = SYMBOLS.get(said.lower())
    if symbol is not None:
        return PublishedReading(missing=symbol.missing, meaning=symbol.meaning)
    bare = said.removesuffix("%").replace(",", "").strip()
    try:
        if not bare.isascii() or "_" in bare or len(bare) > 40:
            raise InvalidOperation
        value = Decimal(bare)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value.adjusted() >= 9:
        raise BadFigure(f"“{said[:40]}” is neither a figure nor one of the symbols c, z, x, k, low, u and -.")
    return PublishedReading(value, places_of(value))
