"""Loading the month's figures for everyone: sending a file, seeing what it would change, applying it.

The performance team's pages. A file that is refused is answered with every problem in it and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.outcome import Refused
from measures.actions.uploads import keep_upload, take_upload
from measures.choices import UploadKind
from measures.forms.upload import LoadForm
from measures.load_tables import LoadTable
from measures.models import Load, Scorecard, Upload
from measures.queries.scope import begun_periods, months_at_work
from measures.sheets import incoming
from measures.sheets.export import CONTENT_TYPES
from measures.sheets.extract_template import example_extract, extract_template
from measures.sheets.grid import sheets_of
from measures.sheets.problems import SheetRefused
from measures.sheets.said_before import carried
from measures.tables import shown_table
from measures.views.access import keeper_of, period_at, status_code
from measures.views.load_reading import first_read, page_of
from measures.views.load_rows import bad_rows
from measures.views.load_shown import apart, shown_difference, ticked
from measures.views.waiting import discarded, file_gone, waiting_upload

KINDS = (UploadKind.EXTRACT, UploadKind.SCORECARD)


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@login_required
@require_safe
def loads(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what has been loaded, and what waits to be applied."""
    scorecard = keeper_of(request, slug)
    found = Load.objects.filter(scorecard=scorecard).select_related("applied_by", "scorecard").defer("difference")
    waiting = Upload.objects.all().waiting_for(request.user, timezone.now())
    context = {
        "scorecard": scorecard,
        "loads": shown_table(request, LoadTable(found)),
        "waiting": waiting.filter(scorecard=scorecard, kind__in=KINDS).defer("content"),
    }
    return render(request, "measures/loads.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file, read it, and go on to what it would change."""
    scorecard = keeper_of(request, slug)
    form, status, refused = LoadForm(), 200, None
    if request.method == "POST":
        form = LoadForm(request.POST, request.FILES)
        status, done, refused = sent_file(request, scorecard, form)
        if done is not None:
            return done
    context = {
        "form": form,
        "scorecard": scorecard,
        "refused": refused,
        "months": months_at_work([scorecard], list(begun_periods([scorecard]))),
        "has_example": settings.PORTAL_DEMO,
    }
    return render(request, "measures/load.html", context, status=status)


def sent_file(
    request: HttpRequest, scorecard: Scorecard, form: LoadForm
) -> tuple[int, HttpResponse | None, SheetRefused | None]:
    """Read and keep a file that was sent: return 302 and the way to the page that it then waits for.

    Otherwise return the status of the page that says what is wrong, and why the file can not be read if it is that.
    """
    try:
        if form.is_valid():
            upload = _keep(request, scorecard, form)
            return 302, redirect(page_of(upload), scorecard.slug, upload.pk), None
    except SheetRefused as refused:
        return 422, None, refused
    except Refused as refused:
        form.show_refusal(refused)
        return max(status_code(refused), 422), None, None
    return 422, None, None


def _keep(request: HttpRequest, scorecard: Scorecard, form: LoadForm) -> Upload:
    """Read the file as what it is said to be and keep it, with what it would change if all about it is known."""
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    content, name = file.read(), file.name or ""
    kind, day = UploadKind(form.cleaned_data["kind"]), form.cleaned_data["taken_on"]
    options: dict[str, Any] = {"source": form.cleaned_data["source"], "taken_on": day.isoformat() if day else ""}
    options["before"] = carried(scorecard, kind, by=request.user, now=timezone.now())
    sheets = sheets_of(content, name)
    options, difference = first_read(
        scorecard, kind, name, content, {**options, "sheets": sheets} if len(sheets) > 1 else options, by=request.user
    )
    return keep_upload(
        scorecard=scorecard,
        kind=kind,
        file_name=name,
        content=content,
        sha256=fingerprint(content),
        difference=difference,
        options=options,
        by=request.user,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load_waiting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a file would change, line by line; apply it."""
    scorecard = keeper_of(request, slug)
    upload = waiting_upload(request, pk, *KINDS, scorecard=scorecard)
    if upload is None:
        return file_gone(request, scorecard)
    status, refusal = 200, None
    if upload.difference.get("step") and request.POST.get("do") != "discard":
        return redirect(page_of(upload), slug, pk)
    if upload.difference.get("rows") and request.POST.get("do") != "discard":
        return bad_rows(request, upload)
    if request.POST.get("do") == "leave_out":  # pressed twice: what is left out already is not yet to be loaded
        return redirect(page_of(upload), slug, pk)
    if request.method == "POST":
        then = "measures:first_steps_of" if upload.options.get("first") else "measures:loads"
        try:
            if discarded(request, upload):
                return redirect(then, slug)
            messages.success(request, _apply(request, upload))
            if doubts := apart(upload.difference["lines"])[1]:
                messages.warning(request, f"To be looked at. {' '.join(doubts)}")
            return redirect(then, slug)
        except (Refused, SheetRefused) as refused:
            refusal, status = str(refused), 422 if isinstance(refused, SheetRefused) else status_code(refused)
    difference = upload.difference
    offered = [{**line, "of": dt.date.fromisoformat(line["month"])} for line in difference["kept"] if line.get("offer")]
    context = {
        "scorecard": scorecard,
        "upload": upload,
        "first": bool(upload.options.get("first")),
        "changes_anything": bool(difference["changed"] or difference["lines"] or offered),
        "offered": offered,
        "may_leave": upload.kind == UploadKind.EXTRACT,
        "refusal": refusal,
        **shown_difference(request, difference),
    }
    return render(request, "measures/load_difference.html", context, status=status)


def _apply(request: HttpRequest, upload: Upload) -> str:
    """Apply a file that waits, once; return the sentence that says what was done."""
    is_extract = upload.kind == UploadKind.EXTRACT
    left = ticked(upload.difference["changed"], request.POST.getlist("leave")) if is_extract else []
    with transaction.atomic():
        take_upload(upload)
        done, lines, _ = incoming.bring_in(
            upload.scorecard,
            UploadKind(upload.kind),
            upload.file_name,
            bytes(upload.content),
            {**upload.options, "taken": request.POST.getlist("take"), "figures_left_out": left},
            by=request.user,
            dry_run=False,
        )
    changed, kept, others = len(done.changed), len(done.kept), len(apart(lines)[0])
    figures = f"{changed} figure{'' if changed == 1 else 's'} of {upload.file_name} loaded"
    other = f", {others} other change{'' if others == 1 else 's'} made" if others else ""
    stay = f", {kept} left as {'it is' if kept == 1 else 'they are'}" if kept else ""
    rows = len(upload.options.get("left_out", ())) + len(left) if is_extract else 0
    out = f", {rows} left out" if rows else ""
    return f"{figures}{other}{stay}{out}."


@login_required
@require_safe
def template_file(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Give the month as an extract to be filled in; in the demonstration also one with changes, to try a load with."""
    keeper_of(request, slug)
    period = period_at(request, slug, month)
    is_example = settings.PORTAL_DEMO and "example" in request.GET
    content = example_extract(period) if is_example else extract_template(period)
    response = HttpResponse(content, content_type=CONTENT_TYPES["xlsx"])
    name = "example-extract" if is_example else "extract"
    response["Content-Disposition"] = f'attachment; filename="{name}-{period.key}.xlsx"'
    return response
