"""What happened: to a submission, to a measure, on a whole scorecard; filtered, and as a file for an inspector."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from measures.filters import AuditFilter, EventFilter
from measures.queries import history as reads
from measures.queries.measure import find_measure
from measures.sheets.export import CONTENT_TYPES
from measures.sheets.history import FORMATS, MOST, write_history
from measures.tables import EventTable, shown_table
from measures.views.access import keeper_of, scorecard_at, standing_of, submission_at
from measures.views.kept import kept_with


@kept_with
def kept_but_for_its_file(request: HttpRequest) -> str | None:
    """Return that the page depends on nothing more; what an inspector takes away is made each time and kept nowhere."""
    return None if request.GET.get("form") else ""


@login_required
@require_safe
@kept_but_for_its_file
def submission_history(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Show what happened to one measure of one month."""
    submission = submission_at(request, slug, month, ref)
    title = f"{ref} {submission.definition.title}, {submission.period}"
    context = {"scorecard": submission.period.scorecard, "submission": submission, "definition": submission.definition}
    return _answer(request, EventFilter(request.GET, reads.submission_events(submission)), title, context)


@login_required
@require_safe
@kept_but_for_its_file
def measure_history(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Show what happened to a measure, in the months that the person sees in every state."""
    scorecard = scorecard_at(request, slug)
    measure = find_measure(scorecard, ref)
    events = reads.measure_events(standing_of(request), measure) if measure else None
    if measure is None or measure.definition is None or events is None:
        raise Http404("There is no such page.")
    context = {"scorecard": scorecard, "definition": measure.definition}
    return _answer(request, EventFilter(request.GET, events), f"{ref} {measure.definition.title}", context)


@login_required
@require_safe
@kept_but_for_its_file
def audit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the performance team everything that happened on a scorecard."""
    scorecard = keeper_of(request, slug)
    chosen = AuditFilter(request.GET, reads.scorecard_events(scorecard))
    return _answer(request, chosen, str(scorecard), {"scorecard": scorecard, "whole": True})


def _answer(request: HttpRequest, chosen: EventFilter, title: str, context: dict[str, Any]) -> HttpResponse:
    """Return the list as a page, or as the file that the address asks for."""
    valid, form = chosen.form.is_valid(), request.GET.get("form", "")
    if form and form not in FORMATS:
        raise Http404("There is no such page.")
    too_many = bool(form) and valid and chosen.qs[MOST : MOST + 1].exists()
    if form and valid and not too_many:
        response = HttpResponse(write_history(chosen.qs, "What happened", form), content_type=CONTENT_TYPES[form])
        response["Content-Disposition"] = f'attachment; filename="{_file_name(context)}.{form}"'
        add_never_cache_headers(response)
        return response
    shown = {
        **context,
        "title": title,
        "filter": chosen,
        "filtered": any(value for name, value in request.GET.items() if name in chosen.filters),
        "events": shown_table(request, EventTable(chosen.qs, caption=f"What happened: {title}")),
        "too_many": MOST if too_many else 0,
    }
    return render(request, "measures/history.html", shown, status=200 if valid and not too_many else 422)


def _file_name(context: dict[str, Any]) -> str:
    parts = [context["scorecard"].slug]
    if "definition" in context:
        parts.append(context["definition"].ref.replace(".", "-"))
    if "submission" in context:
        parts.append(context["submission"].period.key)
    safe = "-".join(parts).encode("ascii", "ignore").decode()
    return "".join(sign if sign.isalnum() or sign == "-" else "-" for sign in f"{safe}-history")
