"""The figures of earlier months that a later extract has differently, published together with a month."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.queries.revisions import revisions_with
from measures.tables import RevisedTable, shown_table
from measures.views.access import period_at, standing_of
from measures.views.kept import kept


@login_required
@require_safe
@kept
def revised(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """List the revised figures that go with a month, of the measures that the person sees in every state."""
    period = period_at(request, slug, month)
    found = revisions_with(standing_of(request), period)
    context = {
        "period": period,
        "scorecard": period.scorecard,
        "revised": shown_table(request, RevisedTable(found, exclude=() if period.takes_changes else ("moves",))),
        "number": len(found),
    }
    return render(request, "measures/revised.html", context)
