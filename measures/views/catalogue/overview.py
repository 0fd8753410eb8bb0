"""The catalogue's first page: what there is to keep, and what waits."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.queries.catalogue import overview
from measures.views.access import keeper_of, standing_of
from measures.views.kept import kept


@login_required
@require_safe
@kept
def catalogue(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the performance team keeps, what waits for it, and what was changed last."""
    scorecard = keeper_of(request, slug)
    context = {"scorecard": scorecard, "overview": overview(scorecard, standing_of(request).on)}
    return render(request, "measures/catalogue/overview.html", context)
