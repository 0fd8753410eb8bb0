"""The rows of the page of all my measures: what is typed in each, and what it comes to. Called by `grid`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from measures.actions.checks import related_measures
from measures.actions.drafts import Draft
from measures.calculation.findings import Finding as Found
from measures.choices import Severity
from measures.forms.grid import GridRowForm, row_prefix
from measures.models import Event, Finding, Period, Submission
from measures.series import everything, open_findings, read_lines
from measures.sheets.apply_own import own_rows_of
from measures.sheets.own_measures import OwnRow
from measures.views.conflict import Both
from measures.views.preview import Preview, as_typed, previews_of


@dataclass(frozen=True)
class ErrorLine:
    """One line of the summary of errors, and the box that it leads to."""

    text: str
    target: str


@dataclass
class Row:
    """One measure of the page."""

    submission: Submission
    form: GridRowForm
    findings: list[Finding] = field(default_factory=list)
    """Those that stand on what is saved."""
    before: OwnRow | None = None
    returned: Event | None = None
    """Who sent it back and why, where it came back."""
    preview: Preview | None = None
    """What the row comes to as it stands on the page; None where nothing is entered."""
    not_saved: str = ""
    """Why what is typed was not saved as it was typed."""
    both: list[Both] = field(default_factory=list)
    """What is saved beside what was typed, where somebody else was first."""
    asks_anew: bool = False
    """Other explanations are wanted than the page has boxes for."""

    @property
    def errors(self) -> list[ErrorLine]:
        """Return the row's errors, each with the measure's reference."""
        ref = self.submission.definition.ref
        return [
            ErrorLine(f"{ref}: {sentence}", self.form[name if name in self.form.fields else "figure"].id_for_label)
            for name, sentences in (self.form.errors.items() if self.form.is_bound else ())
            for sentence in sentences
        ]

    @property
    def draft(self) -> Draft:
        """Return what is typed in the row, or what is saved where that can not be taken."""
        if self.form.is_bound and self.form.is_valid():
            return self.form.draft()
        return Draft.of(self.submission)

    @property
    def found(self) -> list[Found]:
        """Return what the checks find, without that which has a box for its explanation."""
        asked = {finding.message for finding in self.findings if finding.needs_explanation}
        return [] if self.preview is None else [each for each in self.preview.findings if each.message not in asked]

    @property
    def has_new_warnings(self) -> bool:
        """Return whether something has to be explained that gets its box when the row is saved."""
        return any(finding.severity == Severity.WARNING for finding in self.found)


def rows_of(submissions: Iterable[Submission], data: Any = None) -> list[Row]:
    """Return the rows of submissions, as they are saved or as they were sent: one query."""
    listed = list(submissions)
    findings = open_findings(submission.pk for submission in listed)
    return [_row(submission, findings.get(submission.pk, []), data) for submission in listed]


def _row(submission: Submission, findings: list[Finding], data: Any) -> Row:
    sent = data if data is not None and f"{row_prefix(submission.pk)}-version" in data else None
    return Row(submission, GridRowForm(sent, submission=submission, findings=findings), findings)


def reckon(period: Period, rows: Iterable[Row], *, by: Any) -> None:
    """Say in each row what there was before and what it comes to: a fixed number of queries."""
    listed = list(rows)
    if not listed:
        return
    submissions = [row.submission for row in listed]
    related = related_measures(*submissions)
    lines = read_lines(period.scorecard, period.month, known=everything, measures=related)
    before = {row.ref: row for row in own_rows_of(submissions, lines)}
    entered = [row for row in listed if row.findings or row.draft != Draft()]
    previews = previews_of(period, [as_typed(row.submission, row.draft, by=by) for row in entered], lines)
    for row in listed:
        row.before = before[row.submission.definition.ref]
        row.preview = previews.get(row.submission.pk)
