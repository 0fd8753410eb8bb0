"""Reading a month before it is published: asked for each time, given with a watermark, recorded."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.outcome import Refused
from measures.choices import JobState, RoleName
from measures.models import Period, Section
from measures.queries.scope import oversees
from measures.views.access import standing_of, status_code
from reports import actions
from reports.early import may_read_early, readings_of, watermark
from reports.views.editions import shown_content

FORMS = ("page", "pdf")


def _period_at(slug: str, month: dt.date) -> Period:
    return get_object_or_404(Period.objects.select_related("scorecard"), scorecard__slug=slug, month=month)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def read_early(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Say that each reading is recorded; once that is accepted, give the month with a watermark or queue its PDF."""
    period = _period_at(slug, month)
    if not may_read_early(standing_of(request), period):
        raise Http404("There is no such page.")
    if request.method != "POST":
        return _ask(request, period)
    form = request.POST.get("form", "")
    if form not in FORMS:
        return _ask(request, period, refusal="Choose the page or the PDF.", status=422)
    try:
        return _pdf(request, period) if form == "pdf" else _page(request, period)
    except Refused as refused:
        return _ask(request, period, refusal=refused.sentence, status=status_code(refused))


def _ask(request: HttpRequest, period: Period, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Say that each reading is recorded, and ask whether it is to be the page or the PDF."""
    context = {"period": period, "scorecard": period.scorecard, "refusal": refusal}
    return render(request, "reports/early.html", context, status=status)


def _page(request: HttpRequest, period: Period) -> HttpResponse:
    content = actions.read_early(period=period, form="page", by=request.user)
    context = {
        **shown_content(content),
        "approvals": (),
        "period": period,
        "scorecard": period.scorecard,
        "watermark": watermark(request.user),
    }
    return render(request, "reports/early_edition.html", context)


def _pdf(request: HttpRequest, period: Period) -> HttpResponse:
    """Ask for the PDF, and go to the page that shows how far it is; nothing has been read yet."""
    asked = actions.queue_early_pdf(period=period, by=request.user)
    if asked.state in (JobState.FAILED, JobState.CANCELLED):
        asked = actions.run_early_pdf_again(early_pdf=asked, by=request.user)
    return redirect(asked)


@login_required
@require_safe
def readings(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show the performance team and the directors who may read a month early, and every reading."""
    period = _period_at(slug, month)
    sections = frozenset(Section.objects.filter(scorecard=period.scorecard_id).values_list("pk", flat=True))
    standing = standing_of(request)
    if not oversees(standing, period.scorecard_id, sections):
        raise Http404("There is no such page.")
    readers, events = readings_of(period)
    context = {
        "period": period,
        "scorecard": period.scorecard,
        "readers": readers,
        "events": events,
        "keeps_people": RoleName.PERFORMANCE in standing.roles_on_scorecard(period.scorecard_id),
    }
    return render(request, "reports/early_readings.html", context)
