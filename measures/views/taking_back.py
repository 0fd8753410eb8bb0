"""The page on which the opening of a month is taken back."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions import taking_back as actions
from measures.actions.outcome import Refused
from measures.actions.schedule import dates_of
from measures.forms.month import TakeBackForm
from measures.permissions import may_period
from measures.views.access import keeper_of, period_at, standing_of, status_code
from measures.views.answering import sent


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_opening(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Take back the opening of a month, after showing what stands against it."""
    keeper_of(request, slug)
    period = period_at(request, slug, month)
    form = TakeBackForm(sent(request))
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                actions.take_back_opening(period=period, by=request.user, **form.cleaned_data)
                messages.success(request, f"The opening of {period} was taken back. Nobody is asked for its figures.")
                return redirect("measures:months", slug)
            status = 422
        except Refused as refused:
            form.show_refusal(refused)
            status = status_code(refused)
    standing = standing_of(request)
    answer = may_period(standing, "take_back", period)
    opens, *_ = dates_of(period.scorecard, month)
    context = {
        "form": form,
        "period": period,
        "scorecard": period.scorecard,
        "answer": answer,
        "begun": [(row, actions.what_begun(row)) for row in actions.begun_in(period)] if answer else [],
        "later": actions.later_month(period) if answer else None,
        "opens": opens if period.scorecard.opens_by_rule and standing.on < opens else None,
    }
    return render(request, "measures/take_back_month.html", context, status=status)
