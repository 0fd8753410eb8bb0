"""What an exported measure holds of its comparators, its findings and its parts, and how its numbers are written.

Called by `export`. Reads the parts; writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from measures.calculation.facts import MeasureFacts
from measures.calculation.figures import part_value, shown
from measures.models import Part
from measures.series import Line


@dataclass(frozen=True, slots=True)
class ComparatorExport:
    """A comparator's figure, or why there is none."""

    comparator: str
    area: str
    period: str
    value: str | None
    missing: str | None
    source: str
    note: str

    def in_words(self) -> str:
        """Return the figure as one cell of a table says it: "Region (South West, 2022/23): 20.8%"."""
        of = ", ".join(part for part in (self.area, self.period) if part)
        return f"{self.comparator} ({of}): {self.value if self.value is not None else self.missing}"


@dataclass(frozen=True, slots=True)
class PartExport:
    """One piece of a figure: a locality, a team, an age group."""

    kind: str
    name: str
    value: str | None
    exact: str | None
    numerator: int | float | None
    denominator: int | float | None
    additive: bool

    def in_words(self) -> str:
        """Return the part as one cell of a table says it: "locality North: 50 of 60, 83%"."""
        counts = " of ".join(str(count) for count in (self.numerator, self.denominator) if count is not None)
        return f"{self.kind} {self.name}: {', '.join(said for said in (counts, self.value) if said)}"


@dataclass(frozen=True, slots=True)
class FindingExport:
    """What a check found."""

    rule: str
    severity: str
    message: str

    def in_words(self) -> str:
        """Return the finding as one cell of a table says it."""
        return f"{self.rule} ({self.severity}): {self.message}"


def parts_of(lines: Iterable[Line], month: dt.date) -> dict[int, tuple[PartExport, ...]]:
    """Return the parts of a month's figures, by revision (one query)."""
    facts = {
        slot.revision.pk: line.facts for line in lines if (slot := line.slots.get(month)) is not None and slot.revision
    }
    found: dict[int, tuple[PartExport, ...]] = {}
    for part in Part.objects.filter(revision__in=facts):
        exported = _exported(part, facts[part.revision_id], month)
        found[part.revision_id] = (*found.get(part.revision_id, ()), exported)
    return found


def _exported(part: Part, facts: MeasureFacts, month: dt.date) -> PartExport:
    value = part_value(facts, month, part.value, part.numerator, part.denominator)
    return PartExport(
        kind=part.kind,
        name=part.name,
        value=None if value is None else shown(facts, value),
        exact=None if value is None else as_digits(value),
        numerator=as_number(part.numerator),
        denominator=as_number(part.denominator),
        additive=part.additive,
    )


def as_digits(number: Decimal) -> str:
    """Return a number as text with all the digits that it has and no more than it needs."""
    return f"{number.normalize():f}"


def as_number(count: Decimal | None) -> int | float | None:
    """Return a count as a number of JSON: people whole, staff in fractions of at most six places."""
    if count is None:
        return None
    return int(count) if count == count.to_integral_value() else float(count)
