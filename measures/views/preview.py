"""What a form would come to if it were saved: the figure worked out, its status and what the checks find.

Reads and reckons, writes nothing. Called by the entry views.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from measures.actions.checks import Checks, related_measures
from measures.actions.commentary import reason_for_commentary
from measures.actions.drafts import Draft
from measures.assessment import Assessment, assess
from measures.calculation.findings import Finding
from measures.choices import SubmissionState
from measures.models import Population, Submission
from measures.queries.results import Result
from measures.queries.scorecard import Cell, month_cell, number_of
from measures.series import Known, Line, everything, read_draft, read_lines, slot_of


@dataclass(frozen=True)
class Preview:
    """A form as it would be read."""

    line: Line
    submission: Submission
    assessment: Assessment
    findings: tuple[Finding, ...]
    waiting: tuple[str, ...]
    problems: Mapping[str, str]

    @property
    def figure(self) -> Cell:
        """Return the figure as it would be printed."""
        return month_cell(self.line, self.submission.period.month)

    @property
    def number(self) -> str:
        """Return the counts behind it."""
        return number_of(self.line.slots[self.submission.period.month])

    @property
    def result(self) -> Result:
        """Return what the rules would say."""
        return Result.of_assessment(self.assessment)

    @property
    def needs_commentary(self) -> str | None:
        """Return the sentence that says why the figure needs commentary; None where it needs none."""
        return reason_for_commentary(self.assessment, self.line, self.submission.period.month)

    @property
    def worked_out(self) -> bool:
        """Return whether the figure is not typed but comes of the counts."""
        return not self.submission.draft_figure.strip() and bool(self.figure.text)


def preview_of(submission: Submission, draft: Draft, *, by: Any) -> Preview:
    """Return what the draft would come to if the person saved it: a fixed number of queries."""
    typed = copy.copy(submission)
    typed.state = SubmissionState.DRAFT
    typed.draft_by = by
    for name, value in draft.columns().items():
        setattr(typed, name, value)
    period = submission.period
    related = related_measures(submission)
    lines = read_lines(period.scorecard, period.month, known=everything, measures=related)
    populations = list(Population.objects.current().filter(scorecard=period.scorecard_id))
    slot = slot_of(typed, Known.DRAFT, populations)
    own = next(line for line in lines if line.measure.pk == submission.measure_id)
    line = replace(own, slots={**own.slots, period.month: slot})
    around = tuple(line if other is own else other for other in lines)
    checked = Checks(around, period.month).of(line)
    return Preview(
        line=line,
        submission=typed,
        assessment=assess(line, period.month, screening=period.scorecard.screening),
        findings=checked.findings,
        waiting=checked.waiting,
        problems=read_draft(typed).problems,
    )
