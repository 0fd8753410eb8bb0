"""One submission -> its figure, from the revision that speaks or from the draft as typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

from measures.calculation.due import is_due
from measures.calculation.facts import FigureFacts, MeasureFacts
from measures.calculation.figures import published
from measures.choices import (
    Missing,
    SubmissionState,
)
from measures.models import (
    Population,
    Submission,
)
from measures.series.drafts import DraftReading, read_draft
from measures.series.facts import denominator_for, is_rate, measure_facts
from measures.series.known import Known, speaking
from measures.series.lines import Slot

WITH_DRAFT: Final = (SubmissionState.DRAFT, SubmissionState.RETURNED)
"""The states in which the draft is what there is to see."""


class Said(NamedTuple):
    """What a revision says of its figure; `denominator` is what it is out of (`denominator_for`)."""

    value: Decimal | None
    places: int | None
    missing: str
    numerator: Decimal | None
    denominator: Decimal | None
    revised: bool


def figure_of(facts: MeasureFacts, month: dt.date, said: Said) -> FigureFacts:
    """Return the figure that a revision gives, for the rules."""
    return published(
        facts,
        month,
        typed=said.value,
        typed_places=said.places,
        missing=Missing(said.missing) if said.missing else None,
        numerator=said.numerator,
        denominator=said.denominator,
        revised=said.revised,
    )


def figure_typed(facts: MeasureFacts, month: dt.date, draft: DraftReading, denominator: Decimal | None) -> FigureFacts:
    """Return the figure that a draft gives, for the rules; `denominator` as of a revision."""
    return published(
        facts,
        month,
        typed=draft.value,
        typed_places=draft.places,
        missing=draft.missing,
        numerator=draft.numerator,
        denominator=denominator,
    )


def no_figure(facts: MeasureFacts, month: dt.date) -> FigureFacts:
    """Return that there is no figure of a month: because none is due, or for no reason that is known."""
    return FigureFacts(month, None, None if is_due(facts.frequency, month) else Missing.NOT_DUE)


def published_beside(slot: Slot) -> FigureFacts | None:
    """Return what was published, where a later extract's figure stands in its place and waits to be signed."""
    revision = slot.submission.published_revision if slot.is_proposed else None
    if revision is None:
        return None
    definition, month = slot.definition, slot.submission.period.month
    denominator = slot.facts.denominator if is_rate(definition) else revision.denominator
    said = Said(revision.value, revision.places, revision.missing, revision.numerator, denominator, revision.revised)
    return figure_of(measure_facts(definition), month, said)


def slot_of(
    submission: Submission, known: Known, populations: Iterable[Population], facts: MeasureFacts | None = None
) -> Slot:
    """Return one submission as far as it may be known; `facts` are those of its definition, where they are at hand."""
    definition = submission.definition
    facts = facts or measure_facts(definition)
    month = submission.period.month
    revision = speaking(submission, known)
    if revision is not None:
        denominator = denominator_for(definition, month, revision.denominator, populations)
        said = Said(
            revision.value, revision.places, revision.missing, revision.numerator, denominator, revision.revised
        )
        return Slot(submission, figure_of(facts, month, said), revision, known=known)
    if known >= Known.DRAFT and submission.state in WITH_DRAFT:
        draft = read_draft(submission)
        denominator = denominator_for(definition, month, draft.denominator, populations)
        figure = figure_typed(facts, month, draft, denominator)
        return Slot(submission, figure, None, reads=not draft.problems, known=known)
    return Slot(submission, no_figure(facts, month), None, known=known)
