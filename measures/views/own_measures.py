"""All of my measures in one workbook: downloading it, sending it back, seeing what it changes, saving it as drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.checks import related_measures
from measures.actions.drafts import Draft
from measures.actions.outcome import Refused
from measures.actions.uploads import keep_upload, take_upload
from measures.choices import UploadKind
from measures.forms.upload import OwnUploadForm
from measures.models import Period, Submission, Upload
from measures.queries.stopping import what_stops
from measures.series import everything, read_lines
from measures.sheets.apply import catalogue_of
from measures.sheets.apply_own import (
    HOLDERS,
    OwnChange,
    as_data,
    from_data,
    held_submissions,
    own_difference,
    own_rows,
    save_own,
    still_as_returned,
)
from measures.sheets.export import CONTENT_TYPES
from measures.sheets.own_measures import own_workbook, read_own_measures
from measures.sheets.problems import SheetRefused
from measures.views.access import period_at, standing_of, status_code
from measures.views.loads import fingerprint
from measures.views.preview import as_typed, previews_of
from measures.views.waiting import discarded, file_gone, waiting_upload


def _held(request: HttpRequest, slug: str, month: dt.date) -> tuple[Period, list[Submission]]:
    """Return the month and the person's own measures in it that they may save, or 404 where there are none."""
    period = period_at(request, slug, month)
    held = held_submissions(standing_of(request), period)
    if not held:
        raise Http404("There is no such page.")
    return period, held


@login_required
@require_safe
def own_workbook_file(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Give the person's own measures as a workbook, with last month's figures, to be filled in."""
    period, held = _held(request, slug, month)
    response = HttpResponse(own_workbook(month, own_rows(held, period)), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="my-measures-{period.key}.xlsx"'
    add_never_cache_headers(response)
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_upload(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Take the filled-in workbook, read it, and go on to what it would change."""
    period, held = _held(request, slug, month)
    form = OwnUploadForm(request.POST, request.FILES) if request.method == "POST" else OwnUploadForm()
    status, refusal = 200, None
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                upload = _keep(request, period, held, form.cleaned_data["file"])
                return redirect("measures:own_waiting", upload.pk)
        except SheetRefused as refused:
            refusal = refused
    context = {"form": form, "period": period, "scorecard": period.scorecard, "held": held, "refused": refusal}
    return render(request, "measures/own_upload.html", context, status=status)


def _keep(request: HttpRequest, period: Period, held: list[Submission], file: UploadedFile[bytes]) -> Upload:
    content, name = file.read(), file.name or ""
    catalogue = catalogue_of(period.scorecard)
    refs = {submission.definition.ref for submission in held}
    filled = read_own_measures(content, catalogue, name, month=period.month, held=refs)
    changes, rows = own_difference(held, filled), {row.ref for row in filled}
    changes = _as_on_their_pages(period, held, changes, by=request.user)
    again = still_as_returned([each for each in held if each.definition.ref in rows], changes)
    return keep_upload(
        scorecard=period.scorecard,
        period=period,
        kind=UploadKind.OWN_MEASURES,
        file_name=name,
        content=content,
        sha256=fingerprint(content),
        difference={"changed": as_data(changes), "again": again},
        by=request.user,
    )


def _as_on_their_pages(
    period: Period, held: Iterable[Submission], changes: Iterable[OwnChange], *, by: Any
) -> list[OwnChange]:
    """Return the changes with what each figure's page would say of it: a fixed number of queries."""
    by_id = {submission.pk: submission for submission in held}
    listed = [(by_id[change.submission], change) for change in changes]
    related = related_measures(*(row for row, _ in listed))
    lines = read_lines(period.scorecard, period.month, known=everything, measures=related)
    typed = [as_typed(row, change.draft_over(Draft.of(row)), by=by) for row, change in listed]
    previews = previews_of(period, typed, lines)
    found = [(change, previews[row.pk]) for row, change in listed]
    return [replace(change, printed=shown.figure.text, found=shown.found) for change, shown in found]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the workbook changes, line by line; save it as drafts."""
    upload = waiting_upload(request, pk, UploadKind.OWN_MEASURES)
    if upload is None:
        if not standing_of(request).measures_as(*HOLDERS):
            raise Http404("There is no such page.")
        return file_gone(request)
    changes = from_data(upload.difference["changed"])
    status, refusal = 200, None
    if request.method == "POST":
        try:
            if discarded(request, upload):
                return redirect("measures:work")
            with transaction.atomic():
                take_upload(upload)
            saved, left = save_own(changes, by=request.user)
        except Refused as refused:
            refusal, status = refused.sentence, status_code(refused)
        else:
            if saved:
                messages.success(request, f"Saved as drafts: {', '.join(saved)}. Submit each when it is ready.")
                _warn_of_what_stops(request, [change.submission for change in changes if change.ref in saved])
            for sentence in left:
                messages.error(request, sentence)
            return redirect("measures:work")
    context = {
        "upload": upload,
        "period": upload.period,
        "scorecard": upload.scorecard,
        "changes": changes,
        "again": upload.difference.get("again", ()),
        "refusal": refusal,
    }
    return render(request, "measures/own_waiting.html", context, status=status)


def _warn_of_what_stops(request: HttpRequest, saved: Iterable[int]) -> None:
    """Say at once which drafts, kept as they were filled in, can not be submitted as they are."""
    rows = {row.pk: row for row in Submission.objects.filter(pk__in=list(saved)).select_related("definition")}
    for pk, sentences in what_stops(rows.values()).items():
        said = f"{rows[pk].definition.ref} can not be submitted as it is. {' '.join(sentences)}"
        messages.warning(request, said)
