"""What the signatory reads and chooses before signing: figures that contradict their counts, reds to print at length.

Read by the page on which a month is signed and by that of its next edition. A fixed number of queries, whatever the
size of the month; writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from measures.choices import Rag, Severity, SubmissionState
from measures.models import Finding, Period, PublicText, Status, Submission, scorecard_order
from reports.content.public_texts import suppressed_in

WEIGHTY = (Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True, slots=True)
class Doubt:
    """An open finding about a figure of the month, and what its owner said."""

    ref: str
    title: str
    severity: Severity
    message: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Red:
    """A measure that is red as it stands."""

    ref: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ForThePublic:
    """A text that was written for the month's public edition, and what comes of it."""

    ref: str
    title: str
    text: str
    state: str
    warnings: tuple[str, ...]
    """Numbers in it that the edition suppresses and its approver has not read: it is kept out for them."""
    printed: bool


def for_the_public(period: Period) -> list[ForThePublic]:
    """Return the texts for the month's next public edition in the scorecard's order; one query if there are none."""
    rows = PublicText.objects.filter(submission__period=period).exclude(submission__state=SubmissionState.LEFT_OUT)
    rows = rows.select_related("submission__definition", "submitted_revision", "approved_revision")
    rows = rows.prefetch_related("submission__restatements")
    texts = [row for row in rows.order_by(*scorecard_order("submission__definition")) if row.wording]
    hidden = suppressed_in(period) if texts else None
    found = []
    for row in texts:
        definition = row.submission.definition
        quoted = hidden.quoted_in(row.wording, definition) if hidden is not None else []
        unread = tuple(each.sentence for each in quoted if each.number not in row.approved_numbers)
        printed = row.is_approved_beside(_printed_next(row.submission)) and not unread
        found.append(ForThePublic(definition.ref, definition.title, row.wording, row.state, unread, printed))
    return found


def _printed_next(submission: Submission) -> int | None:
    """Return the figure that the next edition prints: of a month that is not published, the approved one."""
    return submission.printed_next_id if submission.published_revision_id else submission.approved_revision_id


def doubts(period: Period) -> list[Doubt]:
    """Return the open errors and warnings of the month's figures, in the scorecard's order."""
    rows = (
        Finding.objects.open()
        .filter(submission__period=period, severity__in=WEIGHTY)
        .exclude(submission__state=SubmissionState.LEFT_OUT)
        .select_related("submission__definition")
        .prefetch_related("explanations")
        .order_by(*scorecard_order("submission__definition"), "pk")
    )
    return [
        Doubt(
            row.submission.definition.ref,
            row.submission.definition.title,
            Severity(row.severity),
            row.message,
            " ".join(explanation.text for explanation in row.explanations.all()),
        )
        for row in rows
    ]


def reds(period: Period) -> list[Red]:
    """Return the measures whose approved figure of the month is red, in the scorecard's order."""
    approved = Submission.objects.filter(period=period, state=SubmissionState.APPROVED)
    rows = (
        Status.objects.current()
        .filter(rag=Rag.RED, revision__in=approved.values("approved_revision"))
        .select_related("revision__submission__definition")
        .order_by(*scorecard_order("revision__submission__definition"))
    )
    definitions = [(row.revision.submission.definition, row.rag_reason) for row in rows]
    return [Red(definition.ref, definition.title, sentence) for definition, sentence in definitions]
