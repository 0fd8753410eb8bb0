"""A scorecard and a measure as they were known on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from measures.forms.month import KnownOnForm
from measures.queries.looking_back import KnownRow, measure_then, scorecard_then
from measures.queries.measure import find_measure
from measures.sheets.export import CONTENT_TYPES
from measures.sheets.known import FORMATS, write_known
from measures.views.access import period_at, scorecard_at, standing_of
from measures.views.kept import kept


def _asked(request: HttpRequest) -> tuple[KnownOnForm, dt.date | None]:
    """Return the form and the day that is asked for: today where none is, None where it can not be read."""
    if "on" not in request.GET:
        today = timezone.localdate()
        return KnownOnForm(initial={"on": today}), today
    form = KnownOnForm(request.GET)
    return form, form.cleaned_data["on"] if form.is_valid() else None


def _file(request: HttpRequest, rows: Sequence[KnownRow], name: str, day: dt.date) -> HttpResponse | None:
    """Return what the page shows as the file that the address asks for; None where it asks for the page."""
    form = request.GET.get("form", "")
    if not form:
        return None
    if form not in FORMATS:
        raise Http404("There is no such page.")
    response = HttpResponse(write_known(rows, day, form), content_type=CONTENT_TYPES[form])
    plain = "".join(sign if sign.isalnum() else "-" for sign in name.encode("ascii", "ignore").decode())
    response["Content-Disposition"] = f'attachment; filename="{plain}-as-known-{day:%Y-%m-%d}.{form}"'
    return response


@login_required
@require_safe
@kept
def scorecard_as_known(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show a month of a scorecard as it was known at the end of a day, as far as the person may look."""
    period = period_at(request, slug, month)
    form, day = _asked(request)
    rows = scorecard_then(standing_of(request), period, day) if day else []
    if day and rows and (file := _file(request, rows, f"{period.scorecard.slug}-{period.key}", day)):
        return file
    context = {"period": period, "scorecard": period.scorecard, "form": form, "day": day, "rows": rows}
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
    found = measure_then(standing_of(request), scorecard, measure, day) if day else None
    if day and found and found.months:
        name = f"{slug}-{ref.replace('.', '-')}"
        if file := _file(request, found.months, name, day):
            return file
    context = {
        "scorecard": scorecard,
        "definition": measure.definition,
        "form": form,
        "day": day,
        "found": found,
    }
    return render(request, "measures/measure_as_known.html", context, status=200 if day else 422)
