"""One measure's page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.charts import lettered
from measures.permissions import may_act_on, may_annotate, may_keep_catalogue, may_rebase
from measures.queries.annotations import by_month
from measures.queries.chart import chart_data
from measures.queries.measure import find_measure, measure_page
from measures.queries.submission import facts_of
from measures.views.access import scorecard_at, standing_of
from measures.views.kept import kept


@login_required
@require_safe
@kept
def measure(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Show what a measure means and every figure of it that the person may see."""
    scorecard = scorecard_at(request, slug)
    found = find_measure(scorecard, ref)
    page = measure_page(scorecard, found, standing_of(request)) if found else None
    if found is None or page is None:
        raise Http404("There is no such page.")
    assessment = page.assessment
    chart = chart_data(assessment, by_month(page.notes)) if assessment else None
    context = {
        "scorecard": scorecard,
        "page": page,
        "definition": page.line.definition,
        "facts": facts_of(page.line),
        "may_act": page.sees_work and may_act_on(standing_of(request), found),
        "chart": chart,
        "letters": lettered(chart.points) if chart else [],
        "rebases": [(each, may_rebase(standing_of(request), found, each)) for each in page.waiting_for_rebase],
        "may_annotate": may_annotate(standing_of(request), found),
        "keeps": bool(may_keep_catalogue(standing_of(request), scorecard.pk)),
    }
    return render(request, "measures/measure.html", context)
