"""The setting of a scorecard's control charts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.screening import set_screening
from measures.forms.chart import ScreeningForm
from measures.views.access import keeper_of
from measures.views.catalogue.attempts import attempt
from measures.views.kept import kept


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def control_charts(request: HttpRequest, slug: str) -> HttpResponse:
    """Show whether extreme months are screened when limits are worked out; change it."""
    scorecard, status = keeper_of(request, slug), 200
    form = ScreeningForm(request.POST if request.method == "POST" else None, screens=scorecard.screening)
    if request.method == "POST":
        status, changed = attempt(
            form, lambda: set_screening(scorecard=scorecard, by=request.user, **form.cleaned_data)
        )
        if changed is not None:
            messages.success(request, "The control charts are worked out again. That can take a minute.")
            return redirect("measures:control_charts", slug)
    return render(request, "measures/catalogue/charts.html", {"scorecard": scorecard, "form": form}, status=status)
