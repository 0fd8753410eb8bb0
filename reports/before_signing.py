"""What the signatory reads and chooses before signing: figures that contradict their counts, reds to print at
length, and what the public will not be shown.

Read by the page on which a month is signed and by that of its next edition. A fixed number of queries, whatever the
size of the month; writes nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from measures.actions.checks import Checks
from measures.calculation.due import latest_due
from measures.choices import Missing, Rag, Severity, SubmissionState
from measures.choices.listed import listed
from measures.models import (
    Explanation,
    Finding,
    LoadQuery,
    Period,
    Population,
    PublicText,
    Restatement,
    Status,
    Submission,
    gathered,
    hold_related,
    scorecard_order,
)
from measures.queries.restatements import Correction
from measures.series import Known, Line, approved, read_lines, slot_of
from reports.content.measure_model import MeasureContent, MonthFigure
from reports.content.public_cells import BASELINE
from reports.content.public_reasons import KEPT_OUT, why_kept_out
from reports.content.public_texts import Ahead, public_ahead

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


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A measure of which the public edition will not print everything, and why."""

    ref: str
    title: str
    what: str
    """Which of its figures: "November 2023 and 2 earlier months"."""
    why: str
    whole: bool
    """Whether the month's own figure is among them, so that the measure has no status either."""


def kept_out(ahead: Ahead) -> list[KeptOut]:
    """Return what the month's next public edition suppresses, in the scorecard's order; no query."""
    return [_kept_out(measure, ahead) for measure in ahead.measures if ahead.found.get(measure.measure)]


def for_the_public_and_not(period: Period, restated: Iterable[Correction] = ()) -> dict[str, Any]:
    """Return what the next public edition of a month says and what it leaves out, for the page of the signature.

    `restated` are the restatements that it publishes.
    """
    ahead = public_ahead(period)
    return {
        "public_texts": for_the_public(period, ahead),
        "kept_out": kept_out(ahead),
        "corrections": corrected(restated, period, ahead),
    }


@dataclass(frozen=True, slots=True)
class Corrected:
    """A restatement that the next edition publishes, and what its public edition says of it."""

    restated: Correction
    for_the_public: str
    """Why it was corrected, as the public reads it."""

    @property
    def kept_from_the_public(self) -> bool:
        """Return whether what was wrong is for the board alone."""
        return self.for_the_public != self.restated.row.reason


def corrected(rows: Iterable[Correction], period: Period, ahead: Ahead) -> list[Corrected]:
    """Return restatements with what the next public edition of their month says of each; no query."""
    own = [edition for edition in ahead.earlier if edition.month == period.month]
    before = max(own, key=lambda edition: edition.number, default=None)
    then = {measure.measure: measure for measure in before.measures} if before is not None else {}
    return [Corrected(each, _why(each.row, then, ahead)) for each in rows]


def _why(row: Restatement, then: Mapping[int, MeasureContent], ahead: Ahead) -> str:
    submission = row.submission
    measure, month = submission.measure_id, submission.period.month
    before = then[measure].figure(month) if measure in then else None
    now = next((known.figure(month) for known in ahead.measures if known.measure == measure), None)
    if month.isoformat() in ahead.found.get(measure, {}):
        now = MonthFigure(month, missing=Missing.SUPPRESSED)
    return KEPT_OUT if why_kept_out(row.reason, submission.definition, before, now, ahead.numbers) else row.reason


def _kept_out(measure: MeasureContent, ahead: Ahead) -> KeptOut:
    decided = ahead.found[measure.measure]
    shown = latest_due(measure.frequency, ahead.month)
    earlier = sum(place not in (shown.isoformat(), BASELINE) for place in decided)
    own = decided.get(shown.isoformat())
    parts = [f"{shown:%B %Y}"] if own else []
    if earlier:
        parts.append(f"{earlier} earlier month{'s' if earlier > 1 else ''}")
    if BASELINE in decided:
        parts.append("the baseline")
    said = own or next(decision for _, decision in sorted(decided.items()))
    why = said.reason.value + (f"; it protects {said.protects}" if said.protects else "")
    what = listed(parts)
    return KeptOut(measure.ref, measure.title, what[0].upper() + what[1:], why[0].upper() + why[1:], own is not None)


def for_the_public(period: Period, ahead: Ahead | None = None) -> list[ForThePublic]:
    """Return the texts for the month's next public edition in the scorecard's order; one query if there are none.

    `ahead` is what the edition will suppress, where it is known; else it is worked out.
    """
    rows = PublicText.objects.filter(submission__period=period).exclude(submission__state=SubmissionState.LEFT_OUT)
    rows = rows.select_related("submission__definition", "submitted_revision", "approved_revision")
    corrections = Restatement.objects.filter(submission__in=rows.values("submission"))
    written, corrected = gathered(rows.order_by(*scorecard_order("submission__definition")), corrections)
    texts = [row for row in written if row.wording]
    hold_related([row.submission for row in texts], "restatements", corrected)
    hidden = (ahead or public_ahead(period)).numbers if texts else None
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


def doubts_and_questions(period: Period) -> dict[str, Any]:
    """Return the open errors and warnings of the figures that are to be printed, and what owners asked about loaded
    figures of the month and nobody has answered, each in the scorecard's order (one query).

    Not the findings of drafts, nor of what waits for its approval: their holders still answer to them.
    """
    order = scorecard_order("submission__definition")
    rows = (
        Finding.objects.open()
        .filter(submission__period=period, severity__in=WEIGHTY)
        .filter(submission__state__in=(SubmissionState.APPROVED, SubmissionState.PUBLISHED))
        .select_related("submission__definition")
    )
    said = Explanation.objects.filter(finding__in=rows.values("pk")).order_by("pk")
    asked = LoadQuery.objects.filter(submission__period=period, answer__isnull=True)
    found, explanations, unanswered = gathered(
        rows.order_by(*order, "pk"),
        said,
        asked.select_related("question__by", "submission__definition").order_by(*order, "pk"),
    )
    hold_related(found, "explanations", explanations)
    doubts = [
        Doubt(
            row.submission.definition.ref,
            row.submission.definition.title,
            Severity(row.severity),
            row.message,
            row.explained,
        )
        for row in found
    ]
    return {"doubts": doubts, "unanswered": unanswered}


def at_odds_with(restated: Iterable[Correction], period: Period) -> list[Doubt]:
    """Return what the checks find about the month's other figures only once `restated` are published, in the
    scorecard's order: the owner of such a figure was never asked to explain it. A fixed number of queries.
    """
    rows = {each.row.submission.measure_id: each.row for each in restated}
    lines = tuple(read_lines(period.scorecard, period.month, known=approved))
    populations = list(Population.objects.current().filter(scorecard=period.scorecard_id))
    corrected = tuple(_as_restated(line, rows.get(line.measure.pk), period, populations) for line in lines)
    now, then = (Checks(each, period.month, all_visible=True) for each in (lines, corrected))
    found = []
    for line in lines:
        if line.measure.pk not in rows:
            known = {each.message for each in now.of(line).findings}
            new = (each for each in then.of(line).findings if each.severity in WEIGHTY and each.message not in known)
            ref, title = line.definition.ref, line.definition.title
            found += [Doubt(ref, title, each.severity, each.message, "") for each in new]
    return found


def _as_restated(line: Line, row: Restatement | None, period: Period, populations: list[Population]) -> Line:
    """Return a line with the corrected figure in the place of the published one; nothing is stored."""
    slot = line.slots.get(period.month)
    if row is None or slot is None:
        return line
    own = copy.copy(slot.submission)
    own.published_revision, own.pending_revision = row.revision, None
    return replace(line, slots={**line.slots, period.month: slot_of(own, Known.APPROVED, populations)})


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
