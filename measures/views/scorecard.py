"""The scorecard at a month: as a table, as a heat map, and what moved. What is asked for is in the address."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from measures.choices import Comparator
from measures.forms import ChoiceForm
from measures.queries.chosen import Choice, chosen, heat_rows, options_of, what_moved
from measures.queries.scope import working_periods
from measures.queries.scorecard import months_to_choose, scorecard_table
from measures.views.access import scorecard_at, standing_of

MONTHS: Final = (7, 12, 24)
VIEWS: Final = {"": "Table", "heat": "Heat map", "moved": "What moved"}


@login_required
@require_safe
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Send on to the scorecard's month at work."""
    scorecard_found = scorecard_at(request, slug)
    periods = working_periods([scorecard_found])
    if not periods:
        return render(request, "measures/no_month.html", {"scorecard": scorecard_found})
    return redirect("measures:scorecard", slug, periods[0].month)


@login_required
@require_safe
def scorecard(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show the scorecard at a month, as far as the person may look."""
    found = scorecard_at(request, slug)
    periods = months_to_choose(found)
    period = next((p for p in periods if p.month == month), None)
    if period is None:
        raise Http404("There is no such page.")
    asked = request.GET.get("months", "")
    count = int(asked) if asked in {str(choice) for choice in MONTHS} else MONTHS[0]
    view = request.GET.get("view", "") if request.GET.get("view", "") in VIEWS else ""
    whole = scorecard_table(found, month, standing_of(request), months=count)
    form = ChoiceForm(request.GET, options=options_of(whole))
    table = chosen(whole, Choice(**form.cleaned_data)) if form.is_valid() else whole
    context: dict[str, Any] = {
        "scorecard": found,
        "period": period,
        "periods": periods,
        "table": table,
        "total": len(whole.rows),
        "filter": form,
        "filtered": len(table.rows) < len(whole.rows),
        "view": view,
        "views": VIEWS,
        "comparators": list(Comparator),
        "month_counts": MONTHS,
        "count": count,
        "columns": 5 + len(Comparator) + len(table.months),
    }
    if view == "heat":
        context["heat"] = heat_rows(table, found.screening)
    if view == "moved":
        context["moved"] = what_moved(table, found.screening)
    return render(request, "measures/scorecard.html", context)
