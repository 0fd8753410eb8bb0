"""The search page: measures, definitions and commentary that the person may see. What is asked is in the address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.queries.search import LONGEST, MOST
from measures.queries.search import search as find
from measures.views.access import scorecards_of, standing_of
from measures.views.kept import kept


@login_required
@require_safe
@kept
def search(request: HttpRequest) -> HttpResponse:
    """Show what holds the words asked for."""
    scorecards = scorecards_of(request)
    if not scorecards:
        raise Http404("There is no such page.")
    asked = request.GET.get("q", "")[:LONGEST]
    found = find(standing_of(request), scorecards, asked)
    context = {"asked": asked, "found": found, "most": MOST, "several": len(scorecards) > 1}
    return render(request, "measures/search.html", context)
