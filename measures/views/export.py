"""A month as a file: exactly what the person may see of it, as json, csv or a workbook. No browser keeps it."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
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
from measures.views.shown import shown_at


@login_required
@require_safe
def export(request: HttpRequest, slug: str, month: dt.date, form: str) -> HttpResponse:
    """Give a month of a scorecard, each figure as far as the person may look; the address may choose the measures.

    With `table=shown` it is what the page at the same address shows, in its view and as printed.
    """
    if form not in FORMATS:
        raise Http404("There is no such page.")
    period = period_at(request, slug, month)
    standing = standing_of(request)
    if request.GET.get("table") == "shown" and form in SHOWN_FORMATS:
        title = f"{period.scorecard.slug} {period.key}"
        return _file(write_shown(form, title, _rows_shown(request, period)), slug, period, form)
    kept = shown_at(request, scorecard_at(request, slug), period).table.rows if request.GET else None
    measures = None if kept is None else [row.line.measure.pk for row in kept]
    found = export_month(period.scorecard, month, known=depth_of(standing), measures=measures)
    return _file(found.write(form), slug, period, form)


def _rows_shown(request: HttpRequest, period: Period) -> Rows:
    """Return what the page of the same address shows, in the view that it names."""
    scorecard, view = scorecard_at(request, period.scorecard.slug), request.GET.get("view", "")
    shown = shown_at(request, scorecard, period)
    if view == "heat":
        return heat_map_rows(heat_rows(shown.table, scorecard.screening), shown.table)
    if view == "moved":
        return moved_rows(what_moved(shown.table, scorecard.screening))
    if view == "compare":
        return compared_rows(compared(shown.table), period)
    return table_rows(shown.table, Columns(()) if view == "charts" else shown.columns, period.state)


def _file(content: bytes, slug: str, period: Period, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{slug}-{period.key}.{form}"'
    add_never_cache_headers(response)
    return response
