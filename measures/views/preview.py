"""What a form would come to if it were saved: the figure worked out, its status and what the checks find.

Reads and reckons, writes nothing. Called by the entry views.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from measures.actions.checks import Checks, related_measures
from measures.actions.commentary import commentary_needed
from measures.actions.drafts import Draft
from measures.actions.shared_counts import out_of_another, with_shared_counts
from measures.assessment import Assessment, assess
from measures.calculation.findings import Finding
from measures.choices import Severity, SubmissionState
from measures.models import Period, Population, Submission
from measures.queries.cells import Cell, month_cell, number_of
from measures.queries.results import Result
from measures.series import Known, Line, Slot, everything, read_draft, read_lines, slot_of


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
    def found(self) -> list[tuple[str, str]]:
        """Return what is found of it, what can not be read first: severity and sentence."""
        unread = [(Severity.ERROR.value, sentence) for sentence in self.problems.values()]
        return [*unread, *((each.severity.value, each.message) for each in self.findings)]

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
        """Return the sentence that says why the figure needs more commentary than it has; None where it does not."""
        return commentary_needed(self.submission, self.assessment, self.line)

    @property
    def out_of(self) -> str:
        """Return the sentence that says whose count the figure is out of; empty where its own is typed."""
        return out_of_another(self.line, self.submission.period.month)

    @property
    def worked_out(self) -> bool:
        """Return whether the figure is not typed but comes of the counts."""
        return not self.submission.draft_figure.strip() and bool(self.figure.text)


def as_typed(submission: Submission, draft: Draft, *, by: Any) -> Submission:
    """Return a submission as it would be if the person saved the draft."""
    typed = copy.copy(submission)
    typed.state = SubmissionState.DRAFT
    typed.draft_by = by
    for name, value in draft.columns().items():
        setattr(typed, name, value)
    return typed


def preview_of(submission: Submission, draft: Draft, *, by: Any) -> Preview:
    """Return what the draft would come to if the person saved it: a fixed number of queries."""
    period = submission.period
    lines = read_lines(period.scorecard, period.month, known=everything, measures=related_measures(submission))
    return previews_of(period, [as_typed(submission, draft, by=by)], lines)[submission.pk]


def previews_of(period: Period, typed: Iterable[Submission], lines: Iterable[Line]) -> dict[int, Preview]:
    """Return what submissions of one month would come to together, by id: one query.

    `lines` are their measures' and those to which their counts are tied, all months of each.
    """
    populations = list(Population.objects.current().filter(scorecard=period.scorecard_id))
    slots = {each.measure_id: slot_of(each, Known.DRAFT, populations) for each in typed}
    around = tuple(_with_slot(line, period.month, slots.get(line.measure.pk)) for line in lines)
    checks = Checks(around, period.month)
    return {
        slots[line.measure.pk].submission.pk: _preview(line, slots[line.measure.pk].submission, period, checks)
        for line in with_shared_counts(around, period.month, all_visible=False)
        if line.measure.pk in slots
    }


def _with_slot(line: Line, month: dt.date, slot: Slot | None) -> Line:
    return line if slot is None else replace(line, slots={**line.slots, month: slot})


def _preview(line: Line, typed: Submission, period: Period, checks: Checks) -> Preview:
    checked = checks.of(line)
    return Preview(
        line=line,
        submission=typed,
        assessment=assess(line, period.month, screening=period.scorecard.screening),
        findings=checked.findings,
        waiting=checked.waiting,
        problems=read_draft(typed).problems,
    )
