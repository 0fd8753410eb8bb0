"""Publishing corrected figures: what the next edition of a month will say, and the signature that makes it."""

from __future__ import annotations

import copy
import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.outcome import Refused
from measures.choices import PeriodState
from measures.models import Restatement
from measures.queries.restatements import Correction, to_publish
from measures.views.access import standing_of, status_code
from reports import actions
from reports.before_signing import at_odds_with, for_the_public_and_not
from reports.models import Edition
from reports.views.access import period_to_sign


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restate(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show the approved restatements of a month beside what was published, and sign its next edition."""
    period = period_to_sign(request, slug, month)
    latest = Edition.objects.filter(period=period).defer("content").order_by("-number", "audience").first()
    if latest is None and not (period.imported and period.state == PeriodState.PUBLISHED):
        raise Http404("There is no such page.")
    found = to_publish(standing_of(request), period)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            made = actions.publish_restatements(period=period, restatements=_seen(request, found), by=request.user)
            messages.success(request, f"Edition {made[0].number} of {period} is published. Its report is being made.")
            return redirect(made[0])
        except Refused as refused:
            status, refusal = status_code(refused), refused.sentence
            found = to_publish(standing_of(request), period)
    context = {
        "period": period,
        "scorecard": period.scorecard,
        **(for_the_public_and_not(period, found) if found else {}),
        "at_odds": at_odds_with(found, period) if found else [],
        "refusal": refusal,
        "latest": latest,
        "next_number": latest.number + 1 if latest is not None else 2,
        "may_publish": bool(found) and all("publish" in each.actions for each in found),
    }
    return render(request, "reports/restate.html", context, status=status)


def _seen(request: HttpRequest, found: list[Correction]) -> list[Restatement]:
    """Return the restatements that the page listed, each at the version that it showed; others are not published."""
    versions = dict(text.split("-", 1) for text in request.POST.getlist("restatement") if "-" in text)
    seen = []
    for each in found:
        version = versions.get(str(each.row.pk), "")
        if version.isdecimal() and len(version) < 10:
            row = copy.copy(each.row)
            row.version = int(version)
            seen.append(row)
    return seen
