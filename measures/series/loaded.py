"""What a load had of a figure, where a person has changed it since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from measures.calculation.figures import agrees, published
from measures.calculation.ties import TieKind, read_tie
from measures.choices import Missing
from measures.models import MeasureDefinition, Revision, Submission
from measures.series.drafts import DraftReading, Typed, read_draft, read_typed
from measures.series.facts import measure_facts


class Numbers(NamedTuple):
    """What is compared of a figure."""

    value: Decimal | None
    missing: Missing | None
    numerator: Decimal | None
    denominator: Decimal | None


def changed_from(revision: Revision, definition: MeasureDefinition) -> str:
    """Return what a load had in the place of a revision's figure: "42%, 122 of 291". Empty where it is the same."""
    missing = Missing(revision.missing) if revision.missing else None
    now = Numbers(revision.value, missing, revision.numerator, revision.denominator)
    return _changed_from(revision.loaded, now, definition)


def draft_changed_from(submission: Submission) -> str:
    """Return what a load had in the place of a draft's figure; empty where it is the same.

    A count that is left to be taken from another measure is no change yet: which it is, is seen when it is submitted.
    """
    now, definition = _numbers(read_draft(submission)), submission.definition
    tie = read_tie(definition.denominator_source)
    if now.denominator is None and tie is not None and tie.kind is TieKind.COUNT and submission.draft_loaded:
        now = now._replace(denominator=_loaded(submission.draft_loaded, definition).denominator)
    return _changed_from(submission.draft_loaded, now, definition)


def _numbers(read: DraftReading) -> Numbers:
    return Numbers(read.value, read.missing, read.numerator, read.denominator)


def _loaded(loaded: Mapping[str, str], definition: MeasureDefinition) -> DraftReading:
    return read_typed(definition, Typed(loaded["figure"], loaded["numerator"], loaded["denominator"], ""))


def _changed_from(loaded: Mapping[str, str], now: Numbers, definition: MeasureDefinition) -> str:
    """Compare numbers, not how they are written. What the load left out, a person has only added to."""
    if not loaded:
        return ""
    was = _loaded(loaded, definition)
    if all(before == after for before, after in _compared(loaded, was, _as_loaded(was, now, definition))):
        return ""
    counts = " of ".join(text for text in (loaded["numerator"], loaded["denominator"]) if text)
    return ", ".join(text for text in (loaded["figure"], counts) if text)


def _as_loaded(was: DraftReading, now: Numbers, definition: MeasureDefinition) -> Numbers:
    """Return what stands now, with the loaded figure where it is left to be worked out and the counts give the same."""
    if was.value is None or now.value is not None or now.missing is not None:
        return now
    facts = measure_facts(definition)
    counted = published(facts, definition.holds_from, numerator=now.numerator, denominator=now.denominator)
    same = counted.value is not None and agrees(was.value, was.places or 0, counted.value)
    return now._replace(value=was.value) if same else now


def _compared(loaded: Mapping[str, str], was: DraftReading, now: Numbers) -> Iterator[tuple[object, object]]:
    """Yield what the load said beside what stands now, for each thing that it says."""
    if loaded["figure"]:
        yield (was.value, was.missing), (now.value, now.missing)
    if loaded["numerator"]:
        yield was.numerator, now.numerator
    if loaded["denominator"]:
        yield was.denominator, now.denominator
