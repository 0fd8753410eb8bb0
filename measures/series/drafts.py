"""What the text of a draft means, read as every typed figure is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from measures.calculation.values import BadFigure, both_ways, read_count, read_figure
from measures.choices import (
    Counts,
    Missing,
    Unit,
)
from measures.models import (
    MeasureDefinition,
    Submission,
)


@dataclass(frozen=True)
class DraftReading:
    """What a draft's text means; `problems` has the sentence for each field that can not be read."""

    value: Decimal | None = None
    missing: Missing | None = None
    places: int | None = None
    percent_sign: bool = False
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


class Typed(NamedTuple):
    """The text of a draft."""

    figure: str
    numerator: str
    denominator: str
    missing: str


def read_draft(submission: Submission) -> DraftReading:
    """Read the draft of a submission as the rules read any typed figure."""
    typed = Typed(
        submission.draft_figure, submission.draft_numerator, submission.draft_denominator, submission.draft_missing
    )
    return read_typed(submission.definition, typed)


def read_typed(definition: MeasureDefinition, typed: Typed) -> DraftReading:
    """Read the text of a draft by what its measure means."""
    unit = Unit(definition.unit)
    fractional = definition.counts == Counts.STAFF or unit is Unit.AVERAGE
    found: dict[str, Any] = {}
    problems: dict[str, str] = {}
    try:
        reading = read_figure(typed.figure, unit)
        found.update(
            value=reading.value, missing=reading.missing, places=reading.places, percent_sign=reading.percent_sign
        )
    except BadFigure as bad:
        problems["figure"] = str(bad)
    for name, text in (("numerator", typed.numerator), ("denominator", typed.denominator)):
        try:
            found[name] = read_count(text, fractional=fractional)
        except BadFigure as bad:
            problems[name] = str(bad)
    reason = Missing(typed.missing) if typed.missing else found.get("missing")
    if both := both_ways(reason, found.get("value"), found.get("numerator"), found.get("denominator")):
        problems["missing" if typed.missing else "figure"] = both
    if found.get("value") is None:
        found["missing"] = reason
    return DraftReading(**found, problems=problems)
