"""Counts that are entered once and offered to every measure that declares them (calculation rules, section 2).

"count:3.2" as a denominator means the number that 3.2 counts in the same month. It is visible to the others once it
is submitted. Called by `checks` and by exports that see everything; calls `series` and the calculation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from measures.calculation.figures import published
from measures.calculation.findings import Entry, plain
from measures.calculation.ties import TieKind, read_tie
from measures.choices import Missing, SubmissionState
from measures.models import MeasureDefinition, Submission
from measures.series import Known, Line, Slot, read_draft, speaking

SEEN_BY_OTHERS = (SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.PUBLISHED)


def entry_of(line: Line, slot: Slot) -> Entry:
    """Return what was entered for a month, from the revision that speaks or else from the draft.

    Nothing of a draft for a reader who may not see it.
    """
    submission, revision = slot.submission, slot.revision
    month = submission.period.month
    if revision is not None:
        return Entry(
            month,
            revision.value,
            revision.places,
            True if revision.percent_sign else None if revision.figure_by_hand else False,
            Missing(revision.missing) if revision.missing else None,
            revision.numerator,
            slot.facts.denominator,
        )
    if slot.hidden:
        return Entry(month, missing=slot.facts.missing)
    draft = read_draft(submission)
    return Entry(
        month,
        draft.value,
        draft.places,
        True if draft.percent_sign else None if submission.figure_by_hand else False,
        draft.missing,
        draft.numerator,
        slot.facts.denominator,
    )


def count_shared_with(definition: MeasureDefinition) -> str | None:
    """Return the reference of the measure whose count this one is out of; None where there is none."""
    tie = read_tie(definition.denominator_source)
    return tie.name if tie is not None and tie.kind is TieKind.COUNT else None


def shared_denominators(submissions: Iterable[Submission]) -> dict[int, Decimal]:
    """Return the counts that submissions are out of, of those that another measure has submitted for their month.

    By the submission's id; one query at most.
    """
    refs = {row.pk: (row.period_id, ref) for row in submissions if (ref := count_shared_with(row.definition))}
    if not refs:
        return {}
    periods, measures = {period for period, _ in refs.values()}, {ref for _, ref in refs.values()}
    rows = Submission.objects.filter(period__in=periods, definition__ref__in=measures, state__in=SEEN_BY_OTHERS)
    counted = {}
    for other in rows.select_related(
        "definition", "submitted_revision", "approved_revision", "published_revision", "pending_revision"
    ):
        revision = speaking(other, Known.SUBMITTED)
        if revision is not None and revision.numerator is not None:
            counted[other.period_id, other.definition.ref] = revision.numerator
    return {pk: counted[place] for pk, place in refs.items() if place in counted}


def shared_denominator(submission: Submission) -> Decimal | None:
    """Return the count that a submission is out of, if another measure has submitted it for the month (one query)."""
    return shared_denominators([submission]).get(submission.pk)


def with_shared_counts(lines: Sequence[Line], month: dt.date, *, all_visible: bool = True) -> list[Line]:
    """Return lines whose figure of the month has the shared count below it where it came without a denominator.

    For a reader who may see every count that the lines hold; without `all_visible`, those that others may see.
    """
    counted = {
        line.definition.ref: slot.facts.numerator
        for line in lines
        if (slot := line.slots.get(month)) is not None and (all_visible or slot.state in SEEN_BY_OTHERS)
    }
    return [_with_shared_count(line, month, counted.get(count_shared_with(line.definition) or "")) for line in lines]


def with_count_of_another(line: Line, submission: Submission) -> Line:
    """Return a submission's line with the shared count below its figure, as submitting it would take it.

    One query, where the figure came without a denominator that another measure has.
    """
    slot = line.slots[submission.period.month]
    if slot.facts.numerator is None or slot.facts.denominator is not None:
        return line
    return _with_shared_count(line, submission.period.month, shared_denominator(submission))


def out_of_another(line: Line, month: dt.date) -> str:
    """Return the sentence that says whose count a draft is out of; empty where it has its own, or none.

    `line` has the shared count below the figure already.
    """
    slot, ref = line.slots[month], count_shared_with(line.definition)
    out_of = slot.facts.denominator
    if ref is None or out_of is None or slot.revision is not None or slot.submission.draft_denominator.strip():
        return ""
    return f"It is out of {plain(out_of)}, which is what {ref} counts for the month."


def _with_shared_count(line: Line, month: dt.date, shared: Decimal | None) -> Line:
    slot = line.slots.get(month)
    if slot is None or slot.facts.numerator is None or slot.facts.denominator is not None or shared is None:
        return line
    entry = entry_of(line, slot)
    facts = published(
        line.facts,
        month,
        typed=entry.typed,
        typed_places=entry.places,
        missing=entry.missing,
        numerator=entry.numerator,
        denominator=shared,
        revised=slot.facts.revised,
    )
    return replace(line, slots={**line.slots, month: replace(slot, facts=facts)})
