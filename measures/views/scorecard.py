"""The scorecard at a month: as a table, as a heat map, what moved, beside its comparators, and as small charts.

What is asked for is in the address; the columns of the table are remembered.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from measures.actions.columns import choose_columns
from measures.permissions import may_keep_catalogue, may_period
from measures.queries.arrows import has_arrows
from measures.queries.chosen import heat_rows, told_of_heat, what_moved
from measures.queries.columns import HEADINGS, Columns
from measures.queries.compare import compared
from measures.queries.ordered import ORDERS, TOLD
from measures.queries.scope import working_periods
from measures.queries.scorecard import COMPARATORS, Table, months_to_choose
from measures.queries.small_charts import small_charts
from measures.views.access import period_at, scorecard_at, standing_of
from measures.views.kept import kept
from measures.views.shown import GIVEN, months_offered, shown_at

VIEWS: Final = {
    "": "Table",
    "heat": "Heat map",
    "moved": "What moved",
    "compare": "Comparators",
    "charts": "Charts",
}
NEWEST: Final = 13
"""Months that are linked at once; those before are folded, by year."""
HEAT_FITTING: Final = 13
"""Months of the heat map that a window of a desk has room for."""
ADDRESSED: Final = ("section", "rag", "direction", "owner", "state", "findings", "search", "months", "view", "sort")
"""What of an address stays as it is when other columns are chosen."""


@login_required
@require_safe
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Send on to the scorecard's month at work."""
    scorecard_found = scorecard_at(request, slug)
    periods = working_periods([scorecard_found])
    if not periods:
        keeps = may_keep_catalogue(standing_of(request), scorecard_found.pk)
        return render(request, "measures/no_month.html", {"scorecard": scorecard_found, "keeps": keeps})
    return redirect("measures:scorecard", slug, periods[0].month)


@login_required
@require_safe
@kept
def scorecard(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show the scorecard at a month, as far as the person may look."""
    found = scorecard_at(request, slug)
    periods = months_to_choose(found)
    period = next((p for p in periods if p.month == month), None)
    if period is None:
        raise Http404("There is no such page.")
    shown = shown_at(request, found, period)
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else ""
    context: dict[str, Any] = {
        "scorecard": found,
        "period": period,
        "may_sign": bool(may_period(standing_of(request), "sign", period)),
        "periods": periods[:NEWEST],
        "earlier": [(year, list(those)) for year, those in groupby(periods[NEWEST:], lambda each: each.month.year)],
        "chose_earlier": period in periods[NEWEST:],
        "shown": shown,
        "whole": shown.columns.fit(shown.table),
        "colspan": shown.columns.count(shown.table),
        "table": shown.table,
        "view": view,
        "views": VIEWS,
        "month_counts": months_offered(sum(each.month <= month for each in periods)),
        "has_arrows": has_arrows(found, month),
        "orders": ORDERS,
        "order_told": TOLD.get(shown.table.order, ""),
        "headings": HEADINGS,
        "kept": [(name, request.GET[name]) for name in ADDRESSED if request.GET.get(name)],
        **_view(view, shown.table, found.screening),
    }
    return render(request, "measures/scorecard.html", context, status=422 if shown.refused else 200)


def _view(view: str, table: Table, screening: bool) -> dict[str, Any]:
    """Return what one of the views shows beside the table."""
    if view == "heat":
        heat = heat_rows(table, screening)
        fits = len(table.months) <= HEAT_FITTING
        return {"heat": table.grouped(heat), "whole": fits, "told": told_of_heat(heat)}
    if view == "moved":
        return {"moved": what_moved(table, screening)}
    if view == "compare":
        found = compared(table)
        return {
            "compared": table.grouped(found),
            "comparators": COMPARATORS,
            "comparable": any(gap.cell.text for each in found for gap in each.gaps),
            "ranked": any(each.rank for each in found),
        }
    if view == "charts":
        return {"charts": small_charts(table)}
    return {}


@login_required
@require_POST
def columns(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Keep the columns that the person chose, and show them; they are in the address too, so that it can be shared."""
    period = period_at(request, slug, month)
    chosen = Columns.of(request.POST.getlist("columns"))
    choose_columns(scorecard=period.scorecard, columns=chosen.names, by=request.user)
    address = [(name, request.POST[name]) for name in ADDRESSED if request.POST.get(name)]
    address += [(GIVEN, "1"), *(("columns", name) for name in chosen.names)]
    return redirect(f"{reverse('measures:scorecard', args=[slug, month])}?{urlencode(address)}")
