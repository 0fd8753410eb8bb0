"""The comparison of recorded arrows with our directions of travel."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.queries.arrows import compared_arrows
from measures.views.access import period_at, standing_of
from measures.views.kept import kept


@login_required
@require_safe
@kept
def arrows(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show each recorded arrow of a month beside ours, and why they differ."""
    period = period_at(request, slug, month)
    rows = compared_arrows(period.scorecard, month, standing_of(request))
    context = {
        "scorecard": period.scorecard,
        "period": period,
        "rows": rows,
        "differ": [row for row in rows if not row.agrees],
        "agree": [row for row in rows if row.agrees],
    }
    return render(request, "measures/arrows.html", context)
