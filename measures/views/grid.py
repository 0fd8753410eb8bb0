"""All of my measures on one page: each row saved by itself, by the same action as the form of one measure.

A row that is refused stays as it was typed, with its sentence; the good rows are kept all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions import drafts
from measures.actions.outcome import Refused, fetch
from measures.grid_forms import GridRowForm, rows_sent
from measures.models import Finding, Period, Submission
from measures.queries import scope
from measures.series import open_findings, read_draft
from measures.sheets.apply_own import held_submissions, own_rows
from measures.sheets.own_measures import OwnRow
from measures.views.access import period_at, standing_of, typed_before, with_version


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
    before: OwnRow | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Return why the draft, kept as it was typed, can not be read as a figure."""
        return [] if self.form.is_bound else list(read_draft(self.submission).problems.values())

    @property
    def errors(self) -> list[ErrorLine]:
        """Return the row's errors, each with the measure's reference."""
        ref = self.submission.definition.ref
        return [
            ErrorLine(f"{ref}: {sentence}", self.form[name if name in self.form.fields else "figure"].id_for_label)
            for name, sentences in (self.form.errors.items() if self.form.is_bound else ())
            for sentence in sentences
        ]


@dataclass
class Outcome:
    """What became of the rows of a page that was sent."""

    saved: list[str] = field(default_factory=list)
    submitted: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Those of the drafts that can not be read as a figure."""
    refused: list[Row] = field(default_factory=list)

    def tell(self, request: HttpRequest) -> None:
        """Say what was kept."""
        if self.submitted:
            messages.success(request, f"Submitted to the director: {', '.join(self.submitted)}.")
        if self.saved:
            messages.success(request, f"Saved as drafts: {', '.join(self.saved)}.")
        if self.unread:
            figure = "figure" if len(self.unread) == 1 else "figures"
            refs = ", ".join(self.unread)
            said = f"The {figure} of {refs} can not be submitted as typed. The reason is in the table."
            messages.warning(request, said)
        if not (self.saved or self.submitted or self.refused):
            messages.info(request, "Nothing was changed, so nothing was saved.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show all of the person's measures of a month; save and submit what was typed, row by row."""
    period = period_at(request, slug, month)
    held = held_submissions(standing_of(request), period)
    data = request.POST if request.method == "POST" else typed_before(request)
    rows_of_page = [*held, *_no_longer_open(request, period, held, rows_sent(data))] if data is not None else held
    if not rows_of_page:
        return _nothing_to_enter(request, period)
    if request.method != "POST":
        rows = [Row(s, GridRowForm(data, submission=s) if data else GridRowForm(submission=s)) for s in rows_of_page]
        return _show(request, period, rows)
    outcome = _take(request, rows_of_page)
    outcome.tell(request)
    if not outcome.refused:
        return redirect("measures:grid", slug, month) if _left(request, period) else redirect("measures:work")
    refused = {row.submission.pk: row for row in outcome.refused}
    now = {s.pk: Row(s, GridRowForm(submission=s)) for s in held_submissions(standing_of(request), period)}
    return _show(request, period, list({**now, **refused}.values()), status=422)


def _nothing_to_enter(request: HttpRequest, period: Period) -> HttpResponse:
    """Lead whoever holds a measure of the month to the page that says how it stands; 404 for everybody else."""
    held = standing_of(request).measures_as(*scope.HOLDERS)
    if not period.submissions.filter(measure__in=held).exists():
        raise Http404("There is no such page.")
    messages.info(request, f"You have nothing to enter for {period} now.")
    return redirect("measures:work")


def _left(request: HttpRequest, period: Period) -> bool:
    return bool(held_submissions(standing_of(request), period))


def _no_longer_open(
    request: HttpRequest, period: Period, held: Iterable[Submission], sent: set[int]
) -> list[Submission]:
    """Return rows that were sent and can no longer be saved: what was typed in them is shown, not lost."""
    others = sent - {submission.pk for submission in held}
    if not others:
        return []
    return list(scope.submissions(standing_of(request)).filter(pk__in=others, period=period).in_order())


def _take(request: HttpRequest, submissions: Iterable[Submission]) -> Outcome:
    """Save or submit each row that was touched."""
    outcome = Outcome()
    for submission in submissions:
        form = GridRowForm(request.POST, submission=submission)
        if not form.was_sent or not form.was_touched:
            continue
        if not form.is_valid():
            outcome.refused.append(Row(submission, form))
            continue
        try:
            kept = _save(request, submission, form)
        except Refused as refused:
            outcome.refused.append(_refused(request, submission, refused))
        else:
            done = outcome.submitted if form.cleaned_data["send"] else outcome.saved
            done.append(submission.definition.ref)
            if done is outcome.saved and read_draft(kept).problems:
                outcome.unread.append(submission.definition.ref)
    return outcome


def _save(request: HttpRequest, submission: Submission, form: GridRowForm) -> Submission:
    do = drafts.submit if form.cleaned_data["send"] else drafts.save_draft
    return do(submission=submission, version=form.cleaned_data["version"], draft=form.draft(), by=request.user)


def _refused(request: HttpRequest, submission: Submission, refused: Refused) -> Row:
    """Return a row as it was typed, with its sentence, ready to be sent again."""
    now = fetch(submission.pk)
    data = with_version(request.POST, now.version, f"{GridRowForm(submission=now).prefix}-version")
    form = GridRowForm(data, submission=now)
    form.is_valid()
    form.show_refusal(refused)
    return Row(now, form)


def _show(request: HttpRequest, period: Period, rows: list[Row], *, status: int = 200) -> HttpResponse:
    submissions = [row.submission for row in rows]
    before = {row.ref: row for row in own_rows(submissions, period)}
    findings = open_findings(submission.pk for submission in submissions)
    for row in rows:
        row.before = before[row.submission.definition.ref]
        row.findings = findings.get(row.submission.pk, [])
    context = {
        "period": period,
        "scorecard": period.scorecard,
        "rows": rows,
        "lines": [line for row in rows for line in row.errors],
        "versions": "-".join(f"{s.pk}.{s.version}" for s in submissions),
    }
    return render(request, "measures/grid.html", context, status=status)
