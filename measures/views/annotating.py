"""Notes on the months of a measure: the page where they are written and taken away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from measures.actions import annotating
from measures.actions.outcome import Refused
from measures.forms.month import AnnotationForm
from measures.models import Annotation, Measure, Scorecard
from measures.permissions import may_annotate, may_see_work_on
from measures.queries.annotations import notes_on
from measures.queries.measure import find_measure
from measures.queries.scorecard import months_to_choose
from measures.views.access import scorecard_at, standing_of, status_code


def _measure_at(request: HttpRequest, slug: str, ref: str) -> tuple[Scorecard, Measure]:
    """Return the measure at an address, or 404 for one that the person does not see in every state."""
    scorecard = scorecard_at(request, slug)
    measure = find_measure(scorecard, ref)
    if measure is None or not may_see_work_on(standing_of(request), measure):
        raise Http404("There is no such page.")
    return scorecard, measure


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def annotate(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Show the notes of a measure with the form for another one; write it."""
    scorecard, measure = _measure_at(request, slug, ref)
    periods = {str(period.pk): period for period in months_to_choose(scorecard)}
    form = AnnotationForm(request.POST if request.method == "POST" else None, periods=periods.values())
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                period = periods[form.cleaned_data["period"]]
                annotating.annotate(measure=measure, period=period, text=form.cleaned_data["text"], by=request.user)
                messages.success(request, f"Your note on {period} is on the chart of {ref}.")
                return redirect("measures:measure", slug, ref)
            status = 422
        except Refused as refused:
            form.show_refusal(refused)
            status = status_code(refused)
    context = {
        "scorecard": scorecard,
        "definition": measure.definition,
        "notes": notes_on(measure),
        "form": form,
        "answer": may_annotate(standing_of(request), measure),
    }
    return render(request, "measures/annotate.html", context, status=status)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, ref: str, pk: int) -> HttpResponse:
    """Take a note away."""
    _, measure = _measure_at(request, slug, ref)
    note = get_object_or_404(Annotation.objects.select_related("measure__definition", "period"), pk=pk, measure=measure)
    try:
        annotating.remove_annotation(annotation=note, by=request.user)
    except Refused as refused:
        status_code(refused)  # 404 where it must not be admitted to exist
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"The note on {note.period} is taken away.")
    return redirect("measures:annotate", slug, ref)
