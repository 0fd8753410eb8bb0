"""Giving the board the months that were published before the portal, as editions: the last of the first steps."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.outcome import Refused
from measures.views.access import keeper_of, status_code
from reports import actions
from reports.queries import imported_without_edition


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imported_months(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the imported months that are no editions yet, and make them editions for the board."""
    scorecard = keeper_of(request, slug)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            made = actions.publish_imported_history(scorecard=scorecard, by=request.user)
            if made:
                said = "month is an edition now. Board members can read it."
                if len(made) > 1:
                    said = "months are editions now. Board members can read them."
                messages.success(request, f"{len(made)} imported {said}")
            return redirect("reports:editions" if made else "measures:first_steps_of", *([] if made else [slug]))
        except Refused as refused:
            status, refusal = status_code(refused), refused.sentence
    context = {"scorecard": scorecard, "months": list(imported_without_edition(scorecard)), "refusal": refusal}
    return render(request, "reports/imported_months.html", context, status=status)
