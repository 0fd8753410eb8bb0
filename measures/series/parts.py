"""What the text of one part of a figure means, read as the figure itself is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from measures.calculation.findings import Entry
from measures.calculation.values import BadFigure, both_ways, read_count, read_figure
from measures.choices import Unit
from measures.models import Part, Revision


@dataclass(frozen=True)
class PartReading:
    """One piece of a figure, read."""

    kind: str
    name: str
    value: Decimal | None
    places: int | None
    numerator: Decimal | None
    denominator: Decimal | None
    additive: bool

    def row(self, revision: Revision) -> Part:
        """Return the row of this part in a revision, not yet stored."""
        return Part(
            revision=revision,
            kind=self.kind,
            name=self.name,
            value=self.value,
            numerator=self.numerator,
            denominator=self.denominator,
            additive=self.additive,
        )

    def entry(self, month: dt.date) -> Entry:
        """Return the part as the checks of a figure take it."""
        return Entry(month, self.value, self.places, numerator=self.numerator, denominator=self.denominator)


def read_part(part: Mapping[str, str], unit: Unit) -> PartReading:
    """Return what a part says. Raises `BadFigure` with the part's name and what can not be read of it."""
    try:
        figure = read_figure(part.get("value", ""), unit)
        numerator = read_count(part.get("numerator", ""), fractional=True)
        denominator = read_count(part.get("denominator", ""), fractional=True)
        if both := both_ways(figure.missing, None, numerator, denominator):
            raise BadFigure(both)
    except BadFigure as bad:
        raise BadFigure(f"{part['name']}: {bad}") from bad
    additive = bool(part.get("additive"))
    return PartReading(part["kind"], part["name"], figure.value, figure.places, numerator, denominator, additive)
