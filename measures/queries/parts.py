"""The parts of a figure as pages show them, each with its own figure. Called by the pages of a figure and a measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from measures.calculation.facts import MeasureFacts
from measures.calculation.figures import part_value, shown
from measures.models import Part


@dataclass(frozen=True)
class PartRow:
    """One part, with its figure as it is printed; empty where it has none."""

    part: Part
    shown: str


def part_rows(parts: Iterable[Part], facts: MeasureFacts, month: dt.date) -> list[PartRow]:
    """Return the parts of a month's figure, with theirs worked out where only their counts were entered."""
    rows = ((part, part_value(facts, month, part.value, part.numerator, part.denominator)) for part in parts)
    return [PartRow(part, "" if value is None else shown(facts, value)) for part, value in rows]
