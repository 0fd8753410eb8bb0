"""All of my measures on one page: each row saved by itself, by the same action as the form of one measure.

A row that is refused stays as it was typed, with its sentence; the good rows are kept all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions import drafts
from measures.actions.outcome import Overtaken, Refused, fetch
from measures.forms.grid import GridRowForm, row_prefix, rows_sent
from measures.models import Period, Submission
from measures.queries import scope
from measures.queries.stopping import what_stops
from measures.queries.work import owners_stood_in_for, returns_of
from measures.sheets.apply_own import held_submissions
from measures.views.access import period_at, standing_of, typed_before, with_version
from measures.views.again import asks_again
from measures.views.conflict import both_texts
from measures.views.grid_rows import Row, reckon, rows_of


@dataclass
class Outcome:
    """What became of the rows of a page that was sent."""

    saved: list[str] = field(default_factory=list)
    submitted: list[str] = field(default_factory=list)
    kept: list[Submission] = field(default_factory=list)
    """The drafts."""
    refused: list[Row] = field(default_factory=list)

    def tell(self, request: HttpRequest) -> None:
        """Say what was kept."""
        if self.submitted:
            messages.success(request, f"Submitted to the director: {', '.join(self.submitted)}.")
        if self.saved:
            messages.success(request, f"Saved as drafts: {', '.join(self.saved)}.")
        if stopped := what_stops(self.kept):
            figure = "figure" if len(stopped) == 1 else "figures"
            refs = ", ".join(row.definition.ref for row in self.kept if row.pk in stopped)
            said = f"The {figure} of {refs} can not be submitted as typed. The reason is in the table."
            messages.warning(request, said)
        if not (self.saved or self.submitted or self.refused):
            messages.info(request, "Nothing was changed since it was last saved.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show all of the person's measures of a month; save and submit what was typed, row by row."""
    period = period_at(request, slug, month)
    held = held_submissions(standing_of(request), period)
    data = request.POST if request.method == "POST" else typed_before(request)
    rows_of_page = [*held, *no_longer_open(request, period, held, rows_sent(data))] if data is not None else held
    if not rows_of_page:
        return _nothing_to_enter(request, period)
    if request.method != "POST" or request.POST.get("do") == "check":
        return _show(request, period, rows_of(rows_of_page, data))
    outcome = _take(request, rows_of_page)
    outcome.tell(request)
    if not outcome.refused:
        return redirect("measures:grid", slug, month) if _left(request, period) else redirect("measures:work")
    refused = {row.submission.pk: row for row in outcome.refused}
    now = {row.submission.pk: row for row in rows_of(held_submissions(standing_of(request), period))}
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


def no_longer_open(
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
    for row in rows_of(submissions, request.POST):
        form, ref = row.form, row.submission.definition.ref
        if not form.was_sent or not form.was_touched:
            continue
        if not form.is_valid() or (form.cleaned_data["send"] and asks_again(form)):
            outcome.refused.append(row)
            continue
        try:
            kept = _save(request, row.submission, form)
        except Refused as refused:
            outcome.refused.append(_refused(request, row.submission, refused))
        else:
            if form.cleaned_data["send"]:
                outcome.submitted.append(ref)
            else:
                outcome.saved.append(ref)
                outcome.kept.append(kept)
    return outcome


def _save(request: HttpRequest, submission: Submission, form: GridRowForm) -> Submission:
    kept: dict[str, Any] = {
        "submission": submission,
        "version": form.cleaned_data["version"],
        "draft": form.draft(),
        "by": request.user,
    }
    if form.cleaned_data["send"]:
        return drafts.submit(**kept, explanations=form.explained())
    return drafts.save_draft(**kept)


def _refused(request: HttpRequest, submission: Submission, refused: Refused) -> Row:
    """Return a row as it was typed, with its sentence and a box for each finding, ready to be sent again."""
    now = fetch(submission.pk)
    data = with_version(request.POST, now.version, f"{row_prefix(now.pk)}-version")
    (row,) = rows_of([now], data)
    row.form.is_valid()
    row.form.show_refusal(refused)
    if isinstance(refused, Overtaken):
        row.both = [each for each in both_texts(now, row.form) if each.differs]
    return row


def _show(request: HttpRequest, period: Period, rows: list[Row], *, status: int = 200) -> HttpResponse:
    standing = standing_of(request)
    reckon(period, rows, by=request.user)
    returned = {event.submission_id: event for event in returns_of(standing)}
    for row in rows:
        row.returned = returned.get(row.submission.pk)
    context = {
        "stands_in_for": owners_stood_in_for(standing),
        "period": period,
        "scorecard": period.scorecard,
        "rows": rows,
        "lines": [line for row in rows for line in row.errors],
        "versions": versions_of(row.submission for row in rows),
    }
    return render(request, "measures/grid.html", context, status=status)


def versions_of(submissions: Iterable[Submission]) -> str:
    """Return what says which saved state a page shows."""
    return "-".join(f"{submission.pk}.{submission.version}" for submission in submissions)
