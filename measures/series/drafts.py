"""What the text of a draft means, read as every typed figure is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from measures.calculation.values import BadFigure, read_count, read_figure
from measures.choices import (
    Counts,
    Missing,
    Unit,
)
from measures.models import (
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


def read_draft(submission: Submission) -> DraftReading:
    """Read the draft of a submission as the rules read any typed figure."""
    definition = submission.definition
    unit = Unit(definition.unit)
    fractional = definition.counts == Counts.STAFF or unit is Unit.AVERAGE
    found: dict[str, Any] = {}
    problems: dict[str, str] = {}
    try:
        reading = read_figure(submission.draft_figure, unit)
        found.update(
            value=reading.value, missing=reading.missing, places=reading.places, percent_sign=reading.percent_sign
        )
    except BadFigure as bad:
        problems["figure"] = str(bad)
    for name in ("numerator", "denominator"):
        try:
            found[name] = read_count(getattr(submission, f"draft_{name}"), fractional=fractional)
        except BadFigure as bad:
            problems[name] = str(bad)
    if submission.draft_missing and found.get("value") is None:
        found["missing"] = Missing(submission.draft_missing)
    return DraftReading(**found, problems=problems)
