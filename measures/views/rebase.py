"""A director lets a measure's control chart start anew where its figures can not be compared with earlier ones."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from measures.actions import rebase as rebasing
from measures.actions.outcome import Refused
from measures.models import MeasureDefinition
from measures.permissions import may_see_work_on
from measures.queries.measure import find_measure
from measures.views.access import scorecard_at, standing_of, status_code


@login_required
@require_POST
def rebase(request: HttpRequest, slug: str, ref: str, month: dt.date) -> HttpResponse:
    """Approve it, for the definition as the person saw it, and go back to the measure."""
    measure = find_measure(scorecard_at(request, slug), ref)
    if measure is None or not may_see_work_on(standing_of(request), measure):
        raise Http404("There is no such page.")
    definition = get_object_or_404(
        MeasureDefinition.objects.select_related("measure__scorecard", "measure__definition"),
        measure=measure,
        holds_from=month,
    )
    seen = request.POST.get("recorded_at", "")
    try:
        rebasing.rebase(definition=definition, seen=seen, by=request.user)
    except Refused as refused:
        status_code(refused)  # 404 where it must not be admitted to exist
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"The chart of {ref} starts anew in {month:%B %Y}.")
    return redirect("measures:measure", slug, ref)
