"""Targets: a year's in one grid, one of them with its history."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.targets import keep_baseline, keep_targets
from measures.choices import TargetKind, Unit
from measures.forms.target import YEARS, TargetForm, TargetsForm, about_year, year_words
from measures.models import Baseline, Target
from measures.queries.catalogue import current_year
from measures.queries.targets import target_doubt, target_rows, target_words
from measures.views.access import keeper_of, standing_of
from measures.views.catalogue.attempts import attempt
from measures.views.catalogue.measures import measure_kept
from measures.views.kept import kept


def year_at(year: int) -> int:
    """Return the year of an address, or 404 for one that no scorecard has."""
    if year not in YEARS:
        raise Http404("There is no such page.")
    return year


@login_required
@require_safe
def targets_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Go to the targets of the year that is worked on."""
    scorecard = keeper_of(request, slug)
    return redirect("measures:targets", slug, current_year(scorecard, standing_of(request).on))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def targets(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show a year's targets of the whole scorecard; set those that were changed."""
    scorecard, year = keeper_of(request, slug), year_at(year)
    rows = target_rows(scorecard, year)
    form, status = TargetsForm(rows=rows), 200
    if request.method == "POST":
        data = request.POST.copy()
        if data.get("do") == "confirm":
            for row in rows:
                data.pop(f"provisional_{row.measure.pk}", None)
        form = TargetsForm(data, rows=rows)
        status, done = attempt(
            form,
            lambda: keep_targets(
                scorecard=scorecard, year=year, wanted=form.wanted, why=form.cleaned_data["why"], by=request.user
            ),
        )
        if done is not None:
            messages.success(request, _what_was_saved(done, year))
            return redirect("measures:targets", slug, year)
    context = {
        "scorecard": scorecard,
        **about_year(year),
        "form": form,
        "provisional": sum(1 for row in rows if row.target and row.target.provisional),
    }
    return render(request, "measures/catalogue/targets.html", context, status=status)


def _what_was_saved(done: Sequence[Target], year: int) -> str:
    """Return how many targets were saved, and of how many measures the target was taken away."""
    gone = sum(1 for row in done if row.kind == TargetKind.NONE)
    saved = len(done) - gone
    said = [f"{saved} target{'' if saved == 1 else 's'} of {year_words(year)} saved"] if saved or not gone else []
    if gone:
        measures = "1 measure now has" if gone == 1 else f"{gone} measures now have"
        said.append(f"{measures} no target" + ("" if saved else f" in {year_words(year)}"))
    return f"{', '.join(said)}."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def target(request: HttpRequest, slug: str, pk: int, year: int) -> HttpResponse:
    """Show a measure's target of a year with its history; set it in any kind."""
    (scorecard, measure), year = measure_kept(request, slug, pk), year_at(year)
    definition = measure.definition
    if definition is None:
        raise Http404("There is no such page.")
    history = list(
        Target.objects.filter(measure=measure, year=year)
        .select_related("recorded_by", "load")
        .prefetch_related("months")
        .order_by("-recorded_at", "-pk")
    )
    held = next((row for row in history if row.superseded_at is None), None)
    base = Baseline.objects.current().filter(measure=measure, year=year).first()
    was = (base.said or base.missing) if base else ""
    form = TargetForm(measure=measure, definition=definition, year=year, held=held, baseline=was)
    status = 200
    if request.method == "POST":
        form = TargetForm(request.POST, measure=measure, definition=definition, year=year, held=held, baseline=was)
        status, done = attempt(form, lambda: _save(request, form, year))
        if done is not None:
            messages.success(request, f"The target of {definition.ref} for {year_words(year)} is saved.")
            return redirect("measures:target", slug, pk, year)
    context = {
        "scorecard": scorecard,
        "measure": measure,
        "definition": definition,
        "year": year,
        "words": year_words(year),
        "form": form,
        "doubt": target_doubt(held, definition),
        "history": [(row, target_words(row, Unit(definition.unit)) or "No target") for row in history],
    }
    return render(request, "measures/catalogue/target.html", context, status=status)


def _save(request: HttpRequest, form: TargetForm, year: int) -> bool:
    """Set the target, and the baseline if one was entered."""
    measure, wanted, base = form.measure, form.wanted(), form.read["baseline"]
    with transaction.atomic():
        if not base.empty:
            keep_baseline(
                measure=measure,
                year=year,
                figure=base.value,
                missing=base.missing,
                places=base.places or 0,
                said=base.said,
                by=request.user,
            )
        keep_targets(
            scorecard=measure.scorecard, year=year, wanted=[wanted], why=form.cleaned_data["why"], by=request.user
        )
    return True
