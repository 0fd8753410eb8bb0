"""The validated return as a file: sending it, seeing line by line what it would change, applying it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.outcome import Overtaken, Refused
from measures.actions.outturns import check_return
from measures.actions.uploads import go_on_with, keep_upload, take_upload
from measures.choices import UploadKind
from measures.forms.outturn import ReturnFileForm
from measures.forms.target import year_words
from measures.models import Scorecard, Upload
from measures.queries.outturns import outturn_rows
from measures.sheets.apply_outturns import Return, as_data, from_data, return_difference, save_return, template_of
from measures.sheets.export import CONTENT_TYPES
from measures.sheets.problems import SheetRefused
from measures.views.access import keeper_of, status_code
from measures.views.catalogue.targets import year_at
from measures.views.loads import fingerprint
from measures.views.waiting import file_gone, waiting_upload


@login_required
@require_safe
def outturn_template(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Give a year's outturn as a workbook to be filled in."""
    scorecard, year = keeper_of(request, slug), year_at(year)
    content = template_of(outturn_rows(scorecard, year), year)
    response = HttpResponse(content, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="outturn-{year}-{(year + 1) % 100:02}.xlsx"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outturn_file(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Take a validated return, read it, and go on to what it would change."""
    scorecard, year = keeper_of(request, slug), year_at(year)
    form = ReturnFileForm(request.POST, request.FILES) if request.method == "POST" else ReturnFileForm()
    status, refusal = 200, None
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                upload = _keep(request, scorecard, year, form)
                return redirect("measures:outturn_waiting", slug, upload.pk)
        except SheetRefused as refused:
            refusal = refused
        except Refused as refused:
            form.show_refusal(refused)
            status = status_code(refused)
    context = {"scorecard": scorecard, "year": year, "words": year_words(year), "form": form, "refused": refusal}
    return render(request, "measures/catalogue/outturn_file.html", context, status=status)


def _keep(request: HttpRequest, scorecard: Scorecard, year: int, form: ReturnFileForm) -> Upload:
    """Read the file and keep it with what it would change. Raises `SheetRefused` and `Refused`."""
    about = Return(year, form.cleaned_data["source"], form.cleaned_data["validated_on"])
    check_return(about.year, about.source, about.validated_on, timezone.localdate())
    file = form.cleaned_data["file"]
    content, name = file.read(), file.name or ""
    changes = return_difference(content, name, outturn_rows(scorecard, year), about)
    return keep_upload(
        scorecard=scorecard,
        kind=UploadKind.OUTTURN,
        file_name=name,
        content=content,
        sha256=fingerprint(content),
        difference={"changed": as_data(changes)},
        options=about.as_data(),
        by=request.user,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outturn_waiting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a return would change, line by line; apply it."""
    scorecard = keeper_of(request, slug)
    upload = waiting_upload(request, pk, UploadKind.OUTTURN, scorecard=scorecard)
    if upload is None:
        return file_gone(request, scorecard)
    about = Return.from_data(upload.options)
    status, refusal = 200, None
    if request.method == "POST":
        try:
            number = _apply(request, upload, about)
        except Overtaken as overtaken:
            refusal, status = _compared_again(upload, about, overtaken), 409
        except Refused as refused:
            refusal, status = refused.sentence, status_code(refused)
        else:
            words = "validated outturn" if number == 1 else "validated outturns"
            messages.success(request, f"{number} {words} of {year_words(about.year)} taken from {upload.file_name}.")
            return redirect("measures:outturns", slug, about.year)
    changes = from_data(upload.difference["changed"])
    context = {
        "scorecard": scorecard,
        "upload": upload,
        "about": about,
        "words": year_words(about.year),
        "changes": [change for change in changes if change.changes],
        "same": sum(1 for change in changes if not change.changes),
        "refusal": refusal,
    }
    return render(request, "measures/catalogue/outturn_waiting.html", context, status=status)


def _apply(request: HttpRequest, upload: Upload, about: Return) -> int:
    """Enter what the return changes, once; return how many outturns are new."""
    with transaction.atomic():
        take_upload(upload)
        rows = outturn_rows(upload.scorecard, about.year)
        return len(save_return(upload.scorecard, from_data(upload.difference["changed"]), rows, about, by=request.user))


def _compared_again(upload: Upload, about: Return, overtaken: Overtaken) -> str:
    """Keep what the return changes of the outturn as it now is; return the sentence about who was first."""
    rows = outturn_rows(upload.scorecard, about.year)
    changes = return_difference(bytes(upload.content), upload.file_name, rows, about)
    go_on_with(upload, options=upload.options, difference={"changed": as_data(changes)})
    return " ".join([overtaken.sentence, *overtaken.fields.values(), "Below is what the return changes now."])
