"""The corrections of published figures that one person may see: the list, what waits for them, one with its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from measures.choices import RestatementState, SubmissionState, Word
from measures.models import Event, Period, Population, Restatement, Revision, Scorecard, Submission, scorecard_order
from measures.permissions import Standing, may_restate
from measures.queries.differences import Changed, differences
from measures.queries.revisions import counts_behind, printed, told_apart
from measures.queries.scope import submissions
from measures.queries.timeline import Happening, happening

HELD_BY: Final = {
    RestatementState.ASKED: "the director or the performance team",
    RestatementState.AGREED: "the owner",
    RestatementState.SUBMITTED: "the director",
    RestatementState.APPROVED: "the signatory",
}
"""Who acts next, by where it stands."""
STEPS: Final = ("agree", "refuse", "call_off", "submit", "withdraw", "approve", "send_back", "publish")
TAKES_BACK: Final = ("call_off", "withdraw")
"""What one does with what is one's own, and waits for somebody else."""
REFUSAL_TOLD_FOR: Final = dt.timedelta(days=31)
"""How long whoever asked for a restatement is told on their first page that it was refused."""


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class Correction:
    """One restatement with both figures as they are printed, and what the person may do with it."""

    row: Restatement
    published: str
    restated: str
    actions: tuple[str, ...]
    set_aside: str = ""
    """What an extract says of the figure, where that waits for a signature and the restatement takes its place."""

    @property
    def state(self) -> RestatementState:
        """Return where it stands."""
        return RestatementState(self.row.state)

    @property
    def stage(self) -> Word:
        """Return where it stands as it is said: one whose corrected figure came back is "returned"."""
        is_back = self.state is RestatementState.AGREED and self.row.revision_id is not None and self.row.answer
        return SubmissionState.RETURNED if is_back else self.state

    @property
    def waits_for_me(self) -> bool:
        """Return whether the person acts next on it: to take back what one has asked or submitted is no work."""
        return any(step not in TAKES_BACK for step in self.actions)

    @property
    def held_by(self) -> str:
        """Return who acts next; empty once it has ended."""
        return HELD_BY.get(self.state, "")


def visible_restatements(standing: Standing) -> QuerySet[Restatement]:
    """Return the restatements of the figures that the person sees in every state, the newest first."""
    return (
        Restatement.objects.filter(submission__in=submissions(standing).values("pk"))
        .select_related(
            "submission__measure",
            "submission__definition__section",
            "submission__period__scorecard",
            "submission__pending_revision",
            "published_revision",
            "revision",
            "asked_by",
            "decided_by",
            "approved_by",
        )
        .order_by("-asked_at", "-pk")
    )


def corrections(standing: Standing, rows: Iterable[Restatement]) -> list[Correction]:
    """Return restatements as their pages show them (one query beside the rows')."""
    found = list(rows)
    scorecards = {row.submission.period.scorecard_id for row in found}
    populations = list(Population.objects.current().filter(scorecard__in=scorecards)) if found else []
    made = []
    for row in found:
        own = [p for p in populations if p.scorecard_id == row.submission.period.scorecard_id]
        before, after = row.published_revision, row.revision
        made.append(
            Correction(
                row,
                *told_apart(
                    printed(row.submission, before, own),
                    printed(row.submission, after, own),
                    counts_behind(row.submission, before),
                    counts_behind(row.submission, after),
                ),
                tuple(step for step in STEPS if may_restate(standing, step, row)),
                printed(row.submission, _overtaken(row), own),
            )
        )
    return made


def set_aside_by_asking(submission: Submission) -> str:
    """Return what an extract says of a figure and a restatement would take the place of; empty where there is none."""
    if submission.pending_revision is None:
        return ""
    populations = list(Population.objects.current().filter(scorecard=submission.period.scorecard_id))
    return printed(submission, submission.pending_revision, populations)


def _overtaken(row: Restatement) -> Revision | None:
    """Return the revision that waits for a signature and that the restatement takes the place of once published."""
    waiting = row.submission.pending_revision
    if waiting is None or row.has_ended or (row.revision is not None and waiting.number > row.revision.number):
        return None
    return waiting


def restatements_of(standing: Standing, scorecard: Scorecard) -> list[Correction]:
    """Return every restatement of a scorecard that the person may see."""
    return corrections(standing, visible_restatements(standing).filter(submission__period__scorecard=scorecard))


def under_way(standing: Standing) -> QuerySet[Restatement]:
    """Return the restatements that the person may see and that have not ended, the longest waiting first."""
    return visible_restatements(standing).exclude(state__in=RestatementState.ended()).order_by("asked_at", "pk")


def under_way_or_refused(standing: Standing) -> QuerySet[Restatement]:
    """Return the restatements under way, and those that the person asked for and that were refused lately."""
    refused = Q(
        state=RestatementState.REFUSED,
        asked_by=standing.person_id,
        decided_at__gte=timezone.now() - REFUSAL_TOLD_FOR,
    )
    return (
        visible_restatements(standing)
        .filter(~Q(state__in=RestatementState.ended()) | refused)
        .order_by("asked_at", "pk")
    )


def restatements_waiting(standing: Standing, rows: Iterable[Restatement] | None = None) -> list[Correction]:
    """Return those that wait for something the person can do; `rows` are those under way, where they are read."""
    some = under_way(standing) if rows is None else rows
    return [each for each in corrections(standing, some) if each.waits_for_me]


def changes_of(row: Restatement) -> list[Changed]:
    """Return what the corrected figure changes in the published one: counts, commentary, source, parts, files."""
    if row.revision is None:
        return []
    return differences(row.published_revision, row.revision, row.submission.definition)


def findings_of(row: Restatement) -> tuple[list[str], str]:
    """Return what the checks found in the corrected figure when it was last submitted, and what was said to it."""
    sent = Event.objects.filter(about=f"restatement {row.pk}", what="submit_restatement").order_by("-pk").first()
    return (sent.details["findings"], sent.why) if sent is not None and row.revision is not None else ([], "")


def to_publish(standing: Standing, period: Period) -> list[Correction]:
    """Return the approved restatements of a month, which its next edition prints."""
    rows = visible_restatements(standing).filter(submission__period=period, state=RestatementState.APPROVED)
    return corrections(standing, rows.order_by(*scorecard_order("submission__definition"), "pk"))


def restatement_timeline(row: Restatement) -> list[Happening]:
    """Return what happened to a restatement, newest first (one query)."""
    events = Event.objects.filter(submission=row.submission_id, about=f"restatement {row.pk}")
    return [happening(event) for event in events.select_related("by", "done_for")]
