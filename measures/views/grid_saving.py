"""Saving all my measures while they are typed: each row says when it was saved, and what it comes to."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from measures.actions.drafts import save_draft
from measures.actions.outcome import Overtaken, Refused
from measures.forms.grid import rows_sent
from measures.sheets.apply_own import held_submissions
from measures.views.access import period_at, standing_of
from measures.views.grid import no_longer_open, versions_of
from measures.views.grid_rows import Row, reckon, rows_of


@login_required
@require_POST
def grid_saved(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Keep what is typed so far. What somebody else has saved meanwhile is never written over: its row says so."""
    period = period_at(request, slug, month)
    held = held_submissions(standing_of(request), period)
    shown = [*held, *no_longer_open(request, period, held, rows_sent(request.POST))]
    if not shown:
        raise Http404("There is no such page.")
    typed = [row for row in rows_of(shown, request.POST) if row.form.was_sent and row.form.was_typed_in]
    for row in typed:
        _save(request, row)
    now = _as_saved(typed)
    reckon(period, now, by=request.user)
    left = [row for row in now if row.not_saved]
    saved = {row.submission.pk: row.submission for row in now}
    context = {
        "rows": now,
        "left": left,
        "versions": versions_of(saved.get(submission.pk, submission) for submission in held),
        "now": timezone.now(),
    }
    return render(request, "measures/parts/grid_saved.html", context, status=422 if left else 200)


def _save(request: HttpRequest, row: Row) -> None:
    """Save what was typed in a row, or note why it can not be."""
    if not row.form.is_valid():
        row.not_saved = " ".join(str(sentence) for errors in row.form.errors.values() for sentence in errors)
        return
    version = row.form.cleaned_data["version"]
    try:
        row.submission = save_draft(submission=row.submission, version=version, draft=row.form.draft(), by=request.user)
    except Refused as refused:
        also = " Press “Save, and submit those ticked” to see who was first." if isinstance(refused, Overtaken) else ""
        row.not_saved = f"{refused.sentence}{also}"


def _as_saved(typed: list[Row]) -> list[Row]:
    """Return the rows as they are saved, and as they were typed where they are not."""
    saved = {row.submission.pk: row for row in rows_of(row.submission for row in typed if not row.not_saved)}
    for row in typed:
        if now := saved.get(row.submission.pk):
            now.asks_anew = set(row.form.asked) != set(now.form.asked)
    return [saved.get(row.submission.pk, row) for row in typed]
