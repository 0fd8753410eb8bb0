"""What waits for a director, in order of risk: findings, newly red, special cause, changed, then the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from measures.calculation.due import months_later
from measures.choices import Rag, RoleName, SubmissionState, Variation
from measures.models import Finding, Population, Status, Submission
from measures.permissions import Answer, Standing, may
from measures.queries.scope import submissions
from measures.queries.scorecard import Result, current_statuses
from measures.series import Known, Slot, measure_facts, open_findings, shown, slot_of

APPROVERS = (RoleName.DIRECTOR, RoleName.SIGNATORY)


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
    def reasons(self) -> list[str]:
        """Return why it deserves a look, the weightiest first; nothing for the unremarkable."""
        weighty = [f for f in self.findings if f.needs_explanation]
        found = [f"{len(weighty)} finding" + ("s" if len(weighty) > 1 else "")] if weighty else []
        if self.status and self.status.rag == Rag.RED and not self.was_red:
            found.append("newly red")
        if self.status and self.status.variation == Variation.CONCERN:
            found.append("special cause of concern")
        if self.slot.revision is not None and self.slot.revision.number > 1:
            found.append("changed since last submitted")
        if self.submission.late:
            found.append("late")
        return found

    @property
    def risk(self) -> int:
        """Return the place in the queue: smaller comes first."""
        order = ("finding", "newly red", "special cause", "changed")
        reasons = self.reasons
        return next((i for i, word in enumerate(order) if any(word in reason for reason in reasons)), len(order))


def waiting_for(standing: Standing) -> list[Waiting]:
    """Return what waits for the person's decision, in order of risk: a fixed number of queries."""
    rows = list(
        submissions(standing).filter(state=SubmissionState.SUBMITTED, period__state__in=("open", "closed")).in_order()
    )
    rows = [row for row in rows if standing.roles_on(row) & set(APPROVERS)]
    populations = list(Population.objects.current().filter(scorecard__in={row.period.scorecard_id for row in rows}))
    statuses = current_statuses(row.submitted_revision_id for row in rows if row.submitted_revision_id)
    findings = open_findings(row.pk for row in rows)
    red = red_before(rows)
    found = [
        Waiting(
            submission=row,
            slot=slot_of(row, Known.SUBMITTED, [p for p in populations if p.scorecard_id == row.period.scorecard_id]),
            status=statuses.get(row.submitted_revision_id or 0),
            findings=findings.get(row.pk, []),
            was_red=row.pk in red,
            answer=may(standing, "approve", row),
        )
        for row in rows
    ]
    return sorted(found, key=lambda w: (w.risk, w.submission.definition.ref_key))


def unremarkable_for(standing: Standing) -> list[Waiting]:
    """Return what waits for the person, may be approved by them, and has nothing to look at."""
    return [each for each in waiting_for(standing) if each.answer and each.status and not each.reasons]


def after(waiting: Iterable[Waiting], submission_id: int) -> Submission | None:
    """Return the next figure of the queue that the person may decide on: the first one, or the one after another."""
    rows = list(waiting)
    here = next((place for place, each in enumerate(rows) if each.submission.pk == submission_id), -1)
    return next((each.submission for each in rows[here + 1 :] if each.answer), None)


def red_before(rows: Iterable[Submission]) -> set[int]:
    """Return the submissions whose measure was published red the month before (one query)."""
    before = {(row.measure_id, months_later(row.period.month, -1)): row.pk for row in rows}
    red = (
        Status.objects.current()
        .filter(
            rag=Rag.RED,
            revision_id=F("revision__submission__published_revision_id"),
            revision__submission__measure__in={measure for measure, _ in before},
            revision__submission__period__month__in={month for _, month in before},
        )
        .values_list("revision__submission__measure_id", "revision__submission__period__month")
    )
    return {before[key] for key in red if key in before}


def approved_by(standing: Standing) -> list[Submission]:
    """Return what the person has approved in months that are not signed yet, newest first."""
    return list(
        submissions(standing)
        .filter(approved_by=standing.person_id, state=SubmissionState.APPROVED, period__state__in=("open", "closed"))
        .order_by("-approved_at")
    )
