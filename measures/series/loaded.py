"""What a load had of a figure, where a person has changed it since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from measures.models import MeasureDefinition, Revision, Submission
from measures.series.drafts import DraftReading, Typed, read_draft, read_typed


def changed_from(revision: Revision, definition: MeasureDefinition) -> str:
    """Return what a load had in the place of a revision's figure: "42%, 122 of 291". Empty where it is the same."""
    now = (revision.value, revision.missing or None, revision.numerator, revision.denominator)
    return _changed_from(revision.loaded, now, definition)


def draft_changed_from(submission: Submission) -> str:
    """Return what a load had in the place of a draft's figure; empty where it is the same."""
    return _changed_from(submission.draft_loaded, _numbers(read_draft(submission)), submission.definition)


def _numbers(read: DraftReading) -> tuple[Any, ...]:
    return read.value, read.missing, read.numerator, read.denominator


def _changed_from(loaded: Mapping[str, str], now: tuple[Any, ...], definition: MeasureDefinition) -> str:
    """Compare numbers, not how they are written. What the load left out, a person has only added to."""
    if not loaded:
        return ""
    was = read_typed(definition, Typed(loaded["figure"], loaded["numerator"], loaded["denominator"], ""))
    if all(before == after for before, after in _compared(loaded, _numbers(was), now)):
        return ""
    counts = " of ".join(text for text in (loaded["numerator"], loaded["denominator"]) if text)
    return ", ".join(text for text in (loaded["figure"], counts) if text)


def _compared(loaded: Mapping[str, str], was: tuple[Any, ...], now: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    """Yield what the load said beside what stands now, for each thing that it says."""
    if loaded["figure"]:
        yield was[:2], now[:2]
    if loaded["numerator"]:
        yield was[2], now[2]
    if loaded["denominator"]:
        yield was[3], now[3]
