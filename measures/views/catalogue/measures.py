"""The measures of a scorecard: the list, one of them, adding one, changing what it means, retiring it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.catalogue import define_measure, insist_as_seen, insist_changeable, mark_of, retire_measure
from measures.calculation.due import months_later
from measures.choices import PeriodState, Unit
from measures.forms.catalogue import MeasureSearchForm, RetireForm
from measures.forms.definition import DefinitionForm
from measures.forms.target import year_words
from measures.models import Event, Measure, MeasureDefinition, Period, Scorecard, Section
from measures.queries import catalogue as reads
from measures.queries.meanings import definition_facts, facts_to_come
from measures.queries.targets import target_words
from measures.tables import CatalogueTable, shown_table
from measures.views.access import keeper_of, standing_of
from measures.views.catalogue.attempts import attempt
from measures.views.catalogue.inputs import SAME
from measures.views.kept import kept


def measure_kept(request: HttpRequest, slug: str, pk: int) -> tuple[Scorecard, Measure]:
    """Return the scorecard and the measure at an address, or 404 for whoever does not keep it."""
    scorecard = keeper_of(request, slug)
    rows = Measure.objects.select_related("definition__section", "scorecard")
    return scorecard, get_object_or_404(rows, pk=pk, scorecard=scorecard, definition__isnull=False)


@login_required
@require_safe
@kept
def measures(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the measures of the catalogue, those that the address asks for."""
    scorecard = keeper_of(request, slug)
    sections = Section.objects.filter(scorecard=scorecard).order_by("position")
    form = MeasureSearchForm(request.GET, sections=sections)
    chosen = form.cleaned_data if form.is_valid() else {}
    every = reads.measure_rows(scorecard, standing_of(request).on)
    rows = [row for row in every if _is_shown(row, chosen)]
    context = {
        "scorecard": scorecard,
        "filter": form,
        "filtered": any(chosen.values()),
        "measures": shown_table(request, CatalogueTable(rows)),
    }
    return render(request, "measures/catalogue/measures.html", context)


def _is_shown(row: reads.MeasureRow, chosen: dict[str, str]) -> bool:
    shown, search = chosen.get("shown", ""), chosen.get("search", "").lower()
    if shown == "retired" and row.in_use:
        return False
    if shown not in {"all", "retired"} and not row.in_use:
        return False
    if shown == "ownerless" and row.owner:
        return False
    if chosen.get("section") and chosen["section"] != str(row.definition.section_id):
        return False
    words = f"{row.definition.title} {row.definition.definition} {row.definition.numerator_label} {row.owner}"
    return not search or row.definition.ref.startswith(search) or search in words.lower()


@login_required
@require_safe
@kept
def kept_measure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a measure means now and meant before, its targets, and what was changed."""
    scorecard, measure = measure_kept(request, slug, pk)
    on = standing_of(request).on
    events = Event.objects.filter(measure=measure, what__in=reads.KEPT).select_related("by", "measure__definition")
    targets = measure.targets.select_related("recorded_by")
    definition = reads.meant_now(scorecard, [measure])[measure.pk]
    context = {
        "scorecard": scorecard,
        "measure": measure,
        "definition": definition,
        "facts": definition_facts(definition),
        "later": measure.definition if measure.definition != definition else None,
        "later_facts": facts_to_come(definition, measure.definition),
        "owner": reads.owners_of(scorecard, on).get(measure.pk),
        "definitions": measure.definitions.select_related("recorded_by", "rebased_by", "section").order_by(
            "-holds_from"
        ),
        "targets": [
            (row, year_words(row.year), target_words(row, Unit(measure.definition.unit)) or "No target")
            for row in targets.order_by("-year", "-recorded_at", "-pk")
            if measure.definition is not None
        ],
        "year": reads.current_year(scorecard, on),
        "changes": [reads.changed(event) for event in events[:20]],
    }
    return render(request, "measures/catalogue/measure.html", context)


def _form(scorecard: Scorecard, measure: Measure | None, data: Any = None) -> DefinitionForm:
    held = measure.definition if measure else None
    others = [
        other.definition
        for other in Measure.objects.filter(scorecard=scorecard).in_use().select_related("definition")
        if other.definition and other != measure
    ]
    months = reads.months_to_choose(scorecard, after=months_later(held.holds_from, -1) if held else None)
    form = DefinitionForm(
        data,
        sections=Section.objects.filter(scorecard=scorecard).in_use().order_by("position"),
        others=sorted(others, key=lambda one: one.ref_key),
        bands=reads.age_bands(scorecard),
        months=months,
        held=held,
    )
    form.initial["holds_from"] = _next_month(scorecard, months)
    return form


def _next_month(scorecard: Scorecard, months: list[Any]) -> str:
    """Return the month that a change usually holds from: the latest one at work, else the next to begin."""
    at_work = Period.objects.filter(scorecard=scorecard, state__in=[PeriodState.OPEN, PeriodState.CLOSED])
    latest = at_work.order_by("-month").values_list("month", flat=True).first()
    if latest is None:
        known = Period.objects.filter(scorecard=scorecard).order_by("-month").values_list("month", flat=True).first()
        latest = months_later(known, 1) if known else months[0]
    return str(max(latest, months[0]).isoformat())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a measure, after a look at what that does."""
    return _define(request, keeper_of(request, slug), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_measure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change what a measure means from a month on, after a look at the months that it touches."""
    return _define(request, *measure_kept(request, slug, pk))


def _define(request: HttpRequest, scorecard: Scorecard, measure: Measure | None) -> HttpResponse:
    form, status = _form(scorecard, measure), 200
    context: dict[str, Any] = {"scorecard": scorecard, "measure": measure, "form": form}
    if request.method == "POST":
        context["form"] = form = _form(scorecard, measure, request.POST)
        do = request.POST.get("do", "")
        if do == "look":
            status, differs = attempt(form, lambda: _look(measure, form))
        if do == "look" and status == 200:
            context["touched"] = reads.touched(scorecard, form.cleaned_data["holds_from"])
            context["differences"] = differs
            return render(request, "measures/catalogue/look_at_change.html", context)
        if do == "save":
            status, done = attempt(form, lambda: _save(request, scorecard, measure, form))
            if done is not None:
                held = measure.definition if measure else None
                same = held is not None and mark_of(done) == mark_of(held)
                messages.success(request, SAME if same else f"{done} holds from {done.holds_from:%B %Y}.")
                return redirect("measures:kept_measure", scorecard.slug, done.measure_id)
        elif do != "look":
            form.errors.clear()
    return render(request, "measures/catalogue/define_measure.html", context, status=status)


def _look(measure: Measure | None, form: DefinitionForm) -> list[dict[str, str]]:
    """Return what would change. Raises `Refused` where saving it would."""
    differences = form.differences()
    if measure is not None and measure.definition is not None:
        insist_as_seen(measure.definition, form.cleaned_data["seen"])
        if differences:
            insist_changeable(measure.definition, form.cleaned_data["holds_from"])
    return differences


def _save(
    request: HttpRequest, scorecard: Scorecard, measure: Measure | None, form: DefinitionForm
) -> MeasureDefinition:
    return define_measure(scorecard=scorecard, measure=measure, by=request.user, **form.said())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say from which month on the scorecard goes without a measure, or that it stays."""
    scorecard, measure = measure_kept(request, slug, pk)
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED).order_by("-month").first()
    months = reads.months_to_choose(scorecard, after=begun.month if begun else None)
    initial, status = measure.retired_from or months[0], 200
    form = RetireForm(months=months, initial=initial)
    if request.method == "POST":
        form = RetireForm(request.POST, months=months)
        status, done = attempt(form, lambda: retire_measure(measure=measure, by=request.user, **form.cleaned_data))
        if done is not None:
            month = done.retired_from
            said = f"has its last month before {month:%B %Y}" if month else "stays in use"
            messages.success(request, f"{measure} {said}.")
            return redirect("measures:kept_measure", slug, pk)
    context = {"scorecard": scorecard, "measure": measure, "form": form, "begun": begun}
    return render(request, "measures/catalogue/retire_measure.html", context, status=status)
