"""What is asked of a file before it comes in: what its columns are, what its measures are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.outcome import Refused
from measures.actions.uploads import go_on_with
from measures.choices import UploadKind
from measures.forms.base import ActionForm
from measures.forms.first import ColumnsForm, MeasuresAsked, MeasuresForm, SheetForm
from measures.forms.upload import LoadForm
from measures.models import ColumnMapping, Upload
from measures.queries.catalogue import age_bands
from measures.sheets import incoming
from measures.sheets.problems import SheetRefused
from measures.sheets.said_before import is_said, put_right, said_of
from measures.sheets.suggest import unrated
from measures.views.access import keeper_of
from measures.views.load_reading import first_read, go_on, page_of
from measures.views.loads import KINDS, sent_file
from measures.views.waiting import file_gone, waiting_upload


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the spreadsheet with which a scorecard begins."""
    scorecard = keeper_of(request, slug)
    data = {"kind": UploadKind.SCORECARD.value, "source": "Spreadsheet"}
    form, status, refused = LoadForm(), 200, None
    if request.method == "POST":
        form = LoadForm(data, request.FILES)
        status, done, refused = sent_file(request, scorecard, form)
        if done is not None:
            return done
    context = {"scorecard": scorecard, "form": form, "refused": refused}
    return render(request, "measures/catalogue/first_import.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load_columns(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask what each column of a file is, beside what its first rows say; remember it."""
    scorecard = keeper_of(request, slug)
    upload = waiting_upload(request, pk, *KINDS, scorecard=scorecard)
    if upload is None:
        return file_gone(request, scorecard)
    kind = UploadKind(upload.kind)
    grid = incoming.grid_of(bytes(upload.content), upload.file_name, upload.options)
    held = ColumnMapping.objects.filter(scorecard=scorecard, kind=kind).first()
    known = {**(held.columns if held else {}), **said_of(upload.options)["columns"]}
    form, status = ColumnsForm(grid=grid, kind=kind, known=known), 200
    refused: Any = upload.difference.get("refused")
    if request.method == "POST":
        form, status = ColumnsForm(request.POST, grid=grid, kind=kind, known=known), 422
        done, refused = _answered(
            form, upload, lambda: go_on(upload, _with_columns(upload, form.said()), by=request.user)
        )
        if done is not None:
            return done
    context = {
        "scorecard": scorecard,
        "upload": upload,
        "form": form,
        "refused": refused,
        "sheet": incoming.sheet_read(grid, upload.options),
        "is_an_extract": incoming.is_an_extract(grid, kind),
        "first": incoming.is_first(scorecard),
    }
    return render(request, "measures/catalogue/columns.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load_sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask which sheet of a workbook is to be read, and begin with it anew."""
    scorecard = keeper_of(request, slug)
    upload = waiting_upload(request, pk, *KINDS, scorecard=scorecard)
    if upload is None or not upload.options.get("sheets"):
        return file_gone(request, scorecard)
    form, status = SheetForm(sheets=upload.options["sheets"], initial={"sheet": upload.options.get("sheet", "")}), 200
    refused: Any = upload.difference.get("refused")
    if request.method == "POST":
        form, status = SheetForm(request.POST, sheets=upload.options["sheets"]), 422
        done, refused = _answered(form, upload, lambda: _read_sheet(request, upload, form.cleaned_data["sheet"]))
        if done is not None:
            return done
    context = {
        "scorecard": scorecard,
        "upload": upload,
        "form": form,
        "refused": refused,
        "first": incoming.is_first(scorecard),
    }
    return render(request, "measures/catalogue/sheets.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load_measures(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what the measures of a file seem to be, to be put right before they come in."""
    scorecard = keeper_of(request, slug)
    upload = waiting_upload(request, pk, *KINDS, scorecard=scorecard)
    if upload is None:
        return file_gone(request, scorecard)
    refused, status, content = None, 200, bytes(upload.content)
    try:
        rows = incoming.new_measures(scorecard, content, upload.file_name, upload.options)
        strays = incoming.rows_without_measure(content, upload.file_name, upload.options)
        targets = incoming.targets_of(rows, content, upload.file_name, upload.options)
    except SheetRefused as refusal:
        rows, strays, targets, refused, status = {}, [], {}, refusal, 422
    first = incoming.is_first(scorecard)
    said = said_of(upload.options)
    asked = MeasuresAsked(
        rows=put_right(rows, said["measures"]),
        targets=targets,
        unsure={ref for ref in unrated(rows, targets) if not is_said(rows[ref], said["measures"])},
        strays=strays,
        is_first=first,
        first=said["first"],
    )
    form = MeasuresForm(asked=asked)
    if request.method == "POST" and refused is None:
        form, status = MeasuresForm(request.POST, asked=asked), 422
        age = next(iter(age_bands(scorecard)), "0-17")
        done, refused = _answered(
            form, upload, lambda: go_on(upload, {**upload.options, **form.said(age)}, by=request.user)
        )
        if done is not None:
            return done
    context = {"scorecard": scorecard, "upload": upload, "form": form, "refused": refused, "first": first}
    return render(request, "measures/catalogue/file_measures.html", context, status=status)


def _answered(
    form: ActionForm, upload: Upload, go_on: Callable[[], None]
) -> tuple[HttpResponse | None, SheetRefused | None]:
    """Go on with what a form says of a file; return the way to the page that it then waits for, or why it can not be
    read so. Neither where the form says itself what is wrong with its answers.
    """
    if not form.is_valid():
        return None, None
    try:
        go_on()
    except SheetRefused as refusal:
        return None, refusal
    except Refused as refusal:
        form.show_refusal(refusal)
        return None, None
    return redirect(page_of(upload), upload.scorecard.slug, upload.pk), None


def _with_columns(upload: Upload, columns: dict[str, str]) -> dict[str, Any]:
    """Return what is known of a file with other columns: they may make other measures, which are asked of again."""
    asked = ("measures", "first", "left_out", "rows_left_out")
    kept = {name: said for name, said in upload.options.items() if name not in asked}
    return {**kept, "columns": columns, "before": said_of({**upload.options, "columns": columns})}


def _read_sheet(request: HttpRequest, upload: Upload, sheet: str) -> None:
    """Begin anew with another sheet of a file: it has columns and measures of its own. Raises as the readers."""
    kept = {name: said for name, said in upload.options.items() if name in ("source", "taken_on", "sheets")}
    options, difference = first_read(
        upload.scorecard,
        UploadKind(upload.kind),
        upload.file_name,
        bytes(upload.content),
        {**kept, "sheet": sheet, "before": said_of(upload.options)},
        by=request.user,
    )
    go_on_with(upload, options=options, difference=difference)
