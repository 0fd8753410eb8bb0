"""A scorecard and a measure as they were known on a date."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from measures.forms import KnownOnForm
from measures.queries.looking_back import measure_then, scorecard_then
from measures.queries.measure import find_measure
from measures.views.access import period_at, scorecard_at, standing_of
from measures.views.kept import kept


def _asked(request: HttpRequest) -> tuple[KnownOnForm, dt.date | None]:
    """Return the form and the day that is asked for: today where none is, None where it can not be read."""
    if "on" not in request.GET:
        today = timezone.localdate()
        return KnownOnForm(initial={"on": today}), today
    form = KnownOnForm(request.GET)
    return form, form.cleaned_data["on"] if form.is_valid() else None


@login_required
@require_safe
@kept
def scorecard_as_known(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show a month of a scorecard as it was known at the end of a day, as far as the person may look."""
    period = period_at(request, slug, month)
    form, day = _asked(request)
    context = {
        "period": period,
        "scorecard": period.scorecard,
        "form": form,
        "day": day,
        "rows": scorecard_then(standing_of(request), period, day) if day else [],
    }
    return render(request, "measures/scorecard_as_known.html", context, status=200 if day else 422)


@login_required
@require_safe
@kept
def measure_as_known(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Show a measure's months as they were known at the end of a day, as far as the person may look."""
    scorecard = scorecard_at(request, slug)
    measure = find_measure(scorecard, ref)
    if measure is None or measure.definition is None:
        raise Http404("There is no such page.")
    form, day = _asked(request)
    context = {
        "scorecard": scorecard,
        "definition": measure.definition,
        "form": form,
        "day": day,
        "found": measure_then(standing_of(request), scorecard, measure, day) if day else None,
    }
    return render(request, "measures/measure_as_known.html", context, status=200 if day else 422)
