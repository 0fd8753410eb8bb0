"""What waits for a director, in order of risk: findings, newly red, special cause, changed, then the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from measures.choices import Missing, Rag, RoleName, SubmissionState, Variation
from measures.knock_on import moved_by
from measures.models import Comment, Finding, Population, Revision, Status, Submission, gathered
from measures.models.submission import SubmissionQuerySet
from measures.permissions import Answer, Standing, may
from measures.queries.differences import Changed, differences, hold_with, with_them
from measures.queries.queue_history import (
    came_back,
    drawn,
    goals_of,
    last_submitted,
    lines_of,
    moves_of,
    read_months,
    reported_before,
    sent_again,
    submitted_before,
)
from measures.queries.results import Result, current_statuses
from measures.queries.scope import submissions
from measures.series import Known, Line, Slot, by_submission, changed_from, findings_of, measure_facts, shown, slot_of

APPROVERS = (RoleName.DIRECTOR, RoleName.SIGNATORY)
UNUSUAL = "an unusual move for the worse"
"""How a special cause of concern is said to people who know no control charts."""


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class Waiting:
    """One submission that waits for a decision."""

    submission: Submission
    slot: Slot
    status: Status | None
    findings: list[Finding]
    was_red: bool
    answer: Answer
    """May this person approve it?"""
    before: Revision | None = None
    """What it is compared with: what was returned, else what was submitted before this, where it was."""
    came_back: bool = False
    """Whether that was returned."""
    line: Line | None = None
    """Its measure with this month and the twelve before it."""
    comments: int = 0
    """How many comments stand on it."""
    moved: str = ""
    """What a later extract's revision of the month it is compared with changes in its direction; empty if nothing."""

    @property
    def figure(self) -> str:
        """Return the figure as it is printed, or why there is none."""
        text = shown(self.slot.facts, measure_facts(self.submission.definition))
        return text or (self.slot.facts.missing.value if self.slot.facts.missing else "")

    @property
    def result(self) -> Result | None:
        """Return what the rules say, once Celery has worked it out."""
        return Result.of_status(self.status) if self.status else None

    @property
    def weighty(self) -> list[Finding]:
        """Return the findings that had to be explained."""
        return [finding for finding in self.findings if finding.needs_explanation]

    @property
    def reasons(self) -> list[str]:
        """Return why it deserves a look, the weightiest first; nothing for the unremarkable."""
        weighty = len(self.weighty)
        found = [f"{weighty} finding" + ("s" if weighty > 1 else "")] if weighty else []
        if self.status and self.status.rag == Rag.RED and not self.was_red:
            found.append("newly red")
        if self.status and self.status.variation == Variation.CONCERN:
            found.append(UNUSUAL)
        if self.before is not None:
            found.append(f"changed since {self.since}" if self.changes else "sent again as it was")
        if was := self.loaded:
            found.append(f"changed after it was loaded: it was {was}")
        if self.moved:
            found.append(self.moved)
        if self.submission.late:
            found.append("late")
        if self.wants_words:
            found.append(f"no commentary, though {self.wants_words}")
        return found

    @property
    def wants_words(self) -> str:
        """Return why commentary is needed that the figure came without; empty where it has some, or needs none."""
        now = self.submission.submitted_revision
        if now is None or now.has_commentary:
            return ""
        if self.slot.facts.missing in Missing.unexplained() and not self.findings:
            return "there is no figure"
        if self.status and self.status.rag == Rag.RED:
            return "it is red"
        return "it moved so" if self.status and self.status.variation == Variation.CONCERN else ""

    @property
    def unremarkable(self) -> bool:
        """Return whether the person may approve it and there is nothing to look at."""
        return bool(self.answer) and self.status is not None and not self.reasons

    @property
    def loaded(self) -> str:
        """Return what a load had in the place of the figure; empty where nobody has changed it."""
        now = self.submission.submitted_revision
        return changed_from(now, self.submission.definition) if now is not None else ""

    @property
    def risk(self) -> int:
        """Return the place in the queue: smaller comes first."""
        order = (("finding",), ("newly red",), (UNUSUAL,), ("changed", "sent again"))
        said = ", ".join(self.reasons)
        return next((i for i, words in enumerate(order) if any(word in said for word in words)), len(order))

    @property
    def chart(self) -> str:
        """Return the months as a small drawing (SVG, escaped where it was drawn)."""
        return drawn(self.line, self.submission.period.month) if self.line else ""

    @property
    def since(self) -> str:
        """Return since when changes are told."""
        return "it was returned" if self.came_back else "last submitted"

    @property
    def changes(self) -> list[Changed]:
        """Return what was changed since it came back or, where it did not, since it was last submitted."""
        now = self.submission.submitted_revision
        return differences(self.before, now, self.submission.definition) if self.before and now else []


def waiting_rows(standing: Standing) -> SubmissionQuerySet:
    """Return the submitted figures that the person sees, with how many comments stand on each."""
    commented = Comment.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    return (
        submissions(standing)
        .filter(state=SubmissionState.SUBMITTED, period__state__in=("open", "closed"))
        .annotate(comment_count=Coalesce(Subquery(commented.annotate(n=Count("pk")).values("n")), 0))
        .in_order()
    )


def waiting_for(standing: Standing, seen: Iterable[Submission] | None = None) -> list[Waiting]:
    """Return what waits for the person's decision, in order of risk: a fixed number of queries.

    `seen` are the `waiting_rows`, where they are read; else they are asked for.
    """
    seen = waiting_rows(standing) if seen is None else seen
    rows = [row for row in seen if standing.roles_on(row) & set(APPROVERS)]
    populations, sent, moves, parts, files, found_here, explanations, *goals = gathered(
        Population.objects.current().filter(scorecard__in={row.period.scorecard_id for row in rows}),
        submitted_before(rows),
        moves_of(rows),
        *with_them(sent_again(rows)),
        *findings_of(row.pk for row in rows),
        *goals_of(rows),
    )
    again = [row.submitted_revision for row in rows if row.submitted_revision is not None]
    hold_with([*sent, *(revision for revision in again if revision in sent)], parts, files)
    months, returned = read_months(rows, populations), came_back(moves)
    before = last_submitted(rows, sent, returned)
    lines = lines_of(rows, months, *goals)
    earlier = {row.pk: reported_before(months[row.pk]) for row in rows}
    revisions = [row.submitted_revision for row in rows] + list(earlier.values())
    statuses = current_statuses(each.pk for each in revisions if each is not None)
    findings = by_submission(found_here, explanations)
    found = []
    for row in rows:
        last, own = earlier[row.pk], [p for p in populations if p.scorecard_id == row.period.scorecard_id]
        found.append(
            Waiting(
                submission=row,
                slot=slot_of(row, Known.SUBMITTED, own),
                status=statuses.get(row.submitted_revision_id or 0),
                findings=findings.get(row.pk, []),
                was_red=last is not None and last.pk in statuses and statuses[last.pk].rag == Rag.RED,
                answer=may(standing, "approve", row),
                before=before.get(row.pk),
                came_back=row.pk in before and before[row.pk].pk in returned,
                line=lines[row.pk],
                comments=getattr(row, "comment_count", 0),
                moved=_moved(row, lines[row.pk], statuses.get(row.submitted_revision_id or 0), own),
            )
        )
    return sorted(found, key=lambda w: (w.risk, w.submission.definition.place))


def _moved(row: Submission, line: Line, status: Status | None, populations: list[Population]) -> str:
    """Return how the revision of the month that a figure is compared with changes its direction, in words."""
    said = (status.inputs.get("previous") if status is not None else None) or {}
    slot = line.slots.get(dt.date.fromisoformat(said["month"])) if said else None
    if slot is None or not slot.is_proposed:
        return ""
    month, revised = row.period.month, slot.facts.period
    former = {revised: slot_of(slot.submission, Known.PUBLISHED, populations)}
    moves = moved_by(line, former, screening=row.period.scorecard.screening, last=month)
    now = next((each.words for each in moves if each.month == month), "")
    return f"{now}, because {revised:%B %Y} is revised by a later extract" if now else ""


def unremarkable_for(standing: Standing) -> list[Waiting]:
    """Return what waits for the person, may be approved by them, and has nothing to look at."""
    return [each for each in waiting_for(standing) if each.unremarkable]


def after(waiting: Iterable[Waiting], submission_id: int) -> Submission | None:
    """Return the next figure of the queue that the person may decide on: the first one, or the one after another."""
    rows = list(waiting)
    here = next((place for place, each in enumerate(rows) if each.submission.pk == submission_id), -1)
    return next((each.submission for each in rows[here + 1 :] if each.answer), None)


def approved_by(standing: Standing) -> SubmissionQuerySet:
    """Return what the person has approved in months that are not signed yet, newest first."""
    return (
        submissions(standing)
        .filter(approved_by=standing.person_id, state=SubmissionState.APPROVED, period__state__in=("open", "closed"))
        .order_by("-approved_at")
    )
