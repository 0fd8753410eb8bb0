"""The rows of an extract that can not be loaded: left out where somebody says so, and then the file goes on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from measures.actions.outcome import Refused
from measures.load_tables import BadRowTable
from measures.models import Upload
from measures.sheets.problems import SheetRefused
from measures.tables import shown_table
from measures.views.access import status_code
from measures.views.load_reading import go_on, page_of


def bad_rows(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Show which rows of a file can not be loaded and why; read it without them where that is asked for."""
    rows, status, refusal = upload.difference["rows"], 200, None
    if request.method == "POST" and request.POST.get("do") == "leave_out":
        try:
            go_on(upload, _without(upload, rows), by=request.user)
            return redirect(page_of(upload), upload.scorecard.slug, upload.pk)
        except (Refused, SheetRefused) as refused:
            refusal, status = str(refused), 422 if isinstance(refused, SheetRefused) else status_code(refused)
    table = shown_table(request, BadRowTable(rows["listed"]), paginate=False)
    context = {"scorecard": upload.scorecard, "upload": upload, "rows": rows, "table": table, "refusal": refusal}
    return render(request, "measures/load_rows.html", context, status=status)


def _without(upload: Upload, rows: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a file with these rows left out, beside those that already are."""
    options = upload.options
    return {
        **options,
        "left_out": sorted({*options.get("left_out", ()), *rows["lines"]}),
        "rows_left_out": [*options.get("rows_left_out", ()), *rows["listed"]],
    }
