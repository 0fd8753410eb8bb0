"""The parts of a figure as pages and workbooks show them, and those that a new month begins with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from measures.calculation.facts import MeasureFacts
from measures.calculation.figures import part_value, shown
from measures.models import Part
from measures.series import Line


@dataclass(frozen=True)
class PartRow:
    """One part, with its figure as it is printed; empty where it has none."""

    part: Part
    shown: str


def part_rows(parts: Iterable[Part], facts: MeasureFacts, month: dt.date) -> list[PartRow]:
    """Return the parts of a month's figure, with theirs worked out where only their counts were entered."""
    rows = ((part, part_value(facts, month, part.value, part.numerator, part.denominator)) for part in parts)
    return [PartRow(part, "" if value is None else shown(facts, value)) for part, value in rows]


def with_parts(line: Line, month: dt.date) -> list[int]:
    """Return the revision of a month and that of the latest month before that has one: whose parts are shown."""
    now = line.slots[month].revision
    return [pk for pk in (now.pk if now else None, _before(line, month)) if pk is not None]


def parts_before(lines: Iterable[Line], month: dt.date) -> dict[int, list[Part]]:
    """Return the parts of the latest figure before a month of each measure, by the measure's id (one query)."""
    measures = {pk: line.measure.pk for line in lines if (pk := _before(line, month)) is not None}
    found: dict[int, list[Part]] = {}
    for part in Part.objects.filter(revision__in=measures).order_by("kind", "pk"):
        found.setdefault(measures[part.revision_id], []).append(part)
    return found


def parts_to_begin_with(parts: Iterable[Part]) -> list[dict[str, str]]:
    """Return the names of last month's parts, to be filled in for this month."""
    return [{"kind": part.kind, "name": part.name, "additive": "yes" if part.additive else ""} for part in parts]


def _before(line: Line, month: dt.date) -> int | None:
    """Return the revision of the latest month before one that has a figure; None where none has."""
    earlier = [slot.revision.pk for each, slot in sorted(line.slots.items()) if each < month and slot.revision]
    return earlier[-1] if earlier else None
