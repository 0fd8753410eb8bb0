"""Figures of published months that a later extract has differently, waiting to be published with the next month.

Read by the page of the load, by the readiness of a month and by its signature. Nobody decides on them one by one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from measures.calculation.figures import published, shown
from measures.choices import Missing
from measures.models import Population, Revision, Scorecard, Submission
from measures.series import denominator_for, measure_facts


@dataclass(frozen=True, slots=True)
class WaitingRevision:
    """One figure of an earlier month: what was published, and what the later extract says."""

    submission: Submission
    revision: Revision
    was: str
    now: str

    @property
    def sentence(self) -> str:
        """Return the change in words: "October 2023 from 80% to 82%"."""
        return f"{self.submission.period} from {self.was or 'nothing'} to {self.now or 'nothing'}"


def waiting_revisions(scorecard: Scorecard, *, before: dt.date | None = None) -> list[WaitingRevision]:
    """Return the revisions that wait, by measure and month; `before` keeps months earlier than it. Two queries."""
    rows = Submission.objects.filter(period__scorecard=scorecard, pending_revision__isnull=False)
    if before is not None:
        rows = rows.filter(period__month__lt=before)
    rows = rows.select_related(
        "measure", "definition", "period", "published_revision", "pending_revision__load"
    ).order_by("definition__ref_key", "period__month")
    populations = list(Population.objects.current().filter(scorecard=scorecard))
    return [
        WaitingRevision(
            row,
            row.pending_revision,
            printed(row, row.published_revision, populations),
            printed(row, row.pending_revision, populations),
        )
        for row in rows
        if row.pending_revision is not None
    ]


def printed(submission: Submission, revision: Revision | None, populations: list[Population]) -> str:
    """Return the figure of a revision as it is printed, or why there is none; empty where there is no revision."""
    if revision is None:
        return ""
    definition, month = submission.definition, submission.period.month
    facts = measure_facts(definition)
    figure = published(
        facts,
        month,
        typed=revision.value,
        typed_places=revision.places,
        missing=Missing(revision.missing) if revision.missing else None,
        numerator=revision.numerator,
        denominator=denominator_for(definition, month, revision.denominator, populations),
    )
    if figure.value is None:
        return figure.missing.value if figure.missing else ""
    return shown(facts, figure.value)
