"""The months of a year with their dates, and beginning a new year."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.outcome import Refused
from measures.actions.periods import dates_said, set_dates
from measures.actions.years import begin_year, months_to_plan
from measures.forms.dates import PeriodDatesForm
from measures.forms.target import about_year, year_words
from measures.models import Period
from measures.queries import catalogue as reads
from measures.queries.targets import target_rows
from measures.queries.years import year_to_begin
from measures.views.access import keeper_of, period_at, standing_of, status_code
from measures.views.catalogue.attempts import attempt
from measures.views.catalogue.targets import year_at
from measures.views.kept import kept


@login_required
@require_safe
def year_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Go to the months of the year that is worked on."""
    scorecard = keeper_of(request, slug)
    return redirect("measures:year", slug, reads.current_year(scorecard, standing_of(request).on))


@login_required
@require_safe
@kept
def year(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show the months of a financial year, where each stands and when it is due."""
    scorecard, year = keeper_of(request, slug), year_at(year)
    within = (dt.date(year, 4, 1), dt.date(year + 1, 3, 1))
    known = list(Period.objects.filter(scorecard=scorecard).order_by("month"))
    context = {
        "scorecard": scorecard,
        **about_year(year),
        "periods": [period for period in known if within[0] <= period.month <= within[1]],
        "to_plan": months_to_plan(known, year),
    }
    return render(request, "measures/catalogue/year.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Change by when a month is due and approved, with the reason."""
    scorecard, period, status = keeper_of(request, slug), period_at(request, slug, month), 200
    held = {"due_on": period.due_on, "approve_by": period.approve_by}
    form = PeriodDatesForm(initial={**held, "seen": dates_said(period)})
    if request.method == "POST":
        form = PeriodDatesForm(request.POST, initial=held, held=held)
        status, done = attempt(form, lambda: set_dates(period=period, by=request.user, **form.cleaned_data))
        if done is not None:
            messages.success(
                request, f"{period}: due {done.due_on:%-d %B %Y}, approved by {done.approve_by:%-d %B %Y}."
            )
            return redirect("measures:year", slug, period.year)
    context = {"scorecard": scorecard, "period": period, "form": form}
    return render(request, "measures/catalogue/dates.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_year(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show what beginning a year would do, then do it."""
    scorecard, year = keeper_of(request, slug), year_at(year)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            done = begin_year(scorecard=scorecard, year=year, by=request.user)
        except Refused as refused:
            refusal, status = refused.sentence, status_code(refused)
        else:
            messages.success(
                request,
                f"{year_words(year)} is begun: {done.months} months planned, {done.targets} targets carried over"
                f"{f', {done.baselines} baselines taken from validated outturns' if done.baselines else ''}.",
            )
            if doubts := [f"{row.definition.ref}: {row.doubt}" for row in target_rows(scorecard, year) if row.doubt]:
                messages.warning(request, f"Set these targets right before you confirm them. {' '.join(doubts)}")
            return redirect("measures:targets", slug, year)
    context = {
        "scorecard": scorecard,
        "year": year,
        "words": year_words(year),
        "before": year_words(year - 1),
        "preview": year_to_begin(scorecard, year, standing_of(request).on),
        "refusal": refusal,
    }
    return render(request, "measures/catalogue/new_year.html", context, status=status)
