"""The outturn of a year: March's figures, and the validated return entered beside them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.outturns import keep_outturns
from measures.forms.outturn import OutturnsForm
from measures.forms.target import about_year, year_words
from measures.queries.outturns import outturn_rows
from measures.views.access import keeper_of
from measures.views.catalogue.attempts import attempt
from measures.views.catalogue.targets import year_at
from measures.views.kept import kept


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def outturns(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show a year's outturn of the whole scorecard, provisional or validated; enter a validated return."""
    scorecard, year = keeper_of(request, slug), year_at(year)
    rows = outturn_rows(scorecard, year)
    form, status = OutturnsForm(rows=rows, year=year), 200
    if request.method == "POST":
        form = OutturnsForm(request.POST, rows=rows, year=year)
        status, done = attempt(
            form,
            lambda: keep_outturns(
                scorecard=scorecard,
                year=year,
                wanted=form.wanted,
                source=form.cleaned_data["source"],
                validated_on=form.cleaned_data["validated_on"],
                by=request.user,
            ),
        )
        if done is not None:
            number = len(done)
            messages.success(
                request, f"{number} validated outturn{'' if number == 1 else 's'} of {year_words(year)} saved."
            )
            return redirect("measures:outturns", slug, year)
    context = {
        "scorecard": scorecard,
        **about_year(year),
        "form": form,
    }
    return render(request, "measures/catalogue/outturns.html", context, status=status)
