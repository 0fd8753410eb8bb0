"""A month as a file: exactly what the person may see of it, as json, csv or a workbook. No browser keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from measures.models import Period
from measures.queries.chosen import heat_rows, what_moved
from measures.queries.columns import Columns
from measures.queries.compare import compared
from measures.queries.scope import depth_of
from measures.sheets.export import CONTENT_TYPES, FORMATS, export_month
from measures.sheets.shown import FORMATS as SHOWN_FORMATS
from measures.sheets.shown import Rows, compared_rows, heat_map_rows, moved_rows, table_rows, write_shown
from measures.views.access import period_at, scorecard_at, standing_of
from measures.views.shown import Shown, shown_at

VIEWS: Final = {"heat": "heat-map", "moved": "what-moved", "compare": "comparators", "charts": "charts"}
"""What the file of a view is called after its month."""
SOME: Final = "some-measures"
"""The end of the name of a file without the measures that the page leaves out."""


@login_required
@require_safe
def export(request: HttpRequest, slug: str, month: dt.date, form: str) -> HttpResponse:
    """Give a month of a scorecard, each figure as far as the person may look; the address may choose the measures.

    With `table=shown` it is what the page at the same address shows, in its view and as printed. What the page refuses
    has no file: the page itself says what there is not.
    """
    if form not in FORMATS:
        raise Http404("There is no such page.")
    period = period_at(request, slug, month)
    shown = shown_at(request, scorecard_at(request, slug), period) if request.GET else None
    if shown is not None and shown.refused:
        return redirect(_page_of(request, period))
    if shown is not None and request.GET.get("table") == "shown" and form in SHOWN_FORMATS:
        title = f"{period.scorecard.slug} {period.key}"
        view = request.GET.get("view", "")
        names = (slug, period.key, VIEWS.get(view, "as-shown"), SOME if shown.filtered else "")
        return _file(write_shown(form, title, _rows_shown(shown, view, period)), names, form)
    measures = None if shown is None else [row.line.measure.pk for row in shown.table.rows]
    found = export_month(period.scorecard, month, known=depth_of(standing_of(request)), measures=measures)
    return _file(found.write(form), (slug, period.key, SOME if shown is not None and shown.filtered else ""), form)


def _page_of(request: HttpRequest, period: Period) -> str:
    """Return the address of the page whose file is asked for."""
    asked = request.GET.copy()
    asked.pop("table", None)
    return f"{reverse('measures:scorecard', args=[period.scorecard.slug, period.month])}?{asked.urlencode()}"


def _rows_shown(shown: Shown, view: str, period: Period) -> Rows:
    """Return what the page of the same address shows, in the view that it names."""
    scorecard = period.scorecard
    if view == "heat":
        return heat_map_rows(heat_rows(shown.table, scorecard.screening), shown.table)
    if view == "moved":
        return moved_rows(what_moved(shown.table, scorecard.screening))
    if view == "compare":
        return compared_rows(compared(shown.table), period)
    return table_rows(shown.table, Columns(()) if view == "charts" else shown.columns, period.state)


def _file(content: bytes, names: Iterable[str], form: str) -> HttpResponse:
    """Return a file whose name says what of the month it holds."""
    name = "-".join(filter(None, names))
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    add_never_cache_headers(response)
    return response
