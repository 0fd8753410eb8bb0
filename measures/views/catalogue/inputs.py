"""What figures are compared with: populations, the statistical neighbours, comparators by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.inputs import held_until, set_neighbours, set_population
from measures.actions.populations import withdraw_population
from measures.actions.targets import keep_benchmark
from measures.forms.input import BenchmarkByHandForm, NeighboursForm, PopulationForm, WithdrawForm
from measures.models import Measure, NeighbourSet, Population, scorecard_order
from measures.queries import catalogue as reads
from measures.queries.targets import comparator_rows
from measures.tables import ComparatorTable, shown_table
from measures.views.access import keeper_of
from measures.views.catalogue.attempts import attempt
from measures.views.kept import kept

SAME = "Nothing was changed: that is what holds already."

USED = "Rates that are worked out from counts use it; one that was typed is checked against it when it is submitted."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def populations(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the populations with their sources and months; add one."""
    scorecard, status = keeper_of(request, slug), 200
    rows = list(
        Population.objects.filter(scorecard=scorecard)
        .select_related("recorded_by")
        .order_by("age_band", "-holds_from", "-recorded_at")
    )
    months = reads.months_to_choose(scorecard)
    held = {row.age_band: row.figure for row in reversed(rows) if row.superseded_at is None}
    form = PopulationForm(months=months, held=held, initial={"area": rows[0].area if rows else scorecard.area})
    if request.method == "POST":
        form = PopulationForm(request.POST, months=months, held=held)
        status, done = attempt(
            form,
            lambda: (
                set_population(
                    scorecard=scorecard, by=request.user, said=str(request.POST["figure"])[:200], **form.cleaned_data
                ),
            ),
        )
        if done is not None:
            row = done[0]
            messages.success(request, f"{row} is in use from {row.holds_from:%B %Y}. {USED}" if row else SAME)
            return redirect("measures:populations", slug)
    context = {
        "scorecard": scorecard,
        "form": form,
        "rows": [row for row in rows if row.superseded_at is None],
        "older": [(row, _was_replaced(row, rows)) for row in rows if row.superseded_at is not None],
    }
    return render(request, "measures/catalogue/populations.html", context, status=status)


def _was_replaced(row: Population, rows: list[Population]) -> bool:
    """Return whether another took the place of a population, which otherwise was taken back."""
    said = (row.age_band, row.holds_from, row.superseded_at)
    return any((each.age_band, each.holds_from, each.recorded_at) == said for each in rows)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what rates are out of without a population that was entered wrongly, then take it back."""
    scorecard, status = keeper_of(request, slug), 200
    row = get_object_or_404(Population.objects.current().select_related("scorecard"), scorecard=scorecard, pk=pk)
    form = WithdrawForm()
    if request.method == "POST":
        form = WithdrawForm(request.POST)
        status, done = attempt(form, lambda: withdraw_population(population=row, by=request.user, **form.cleaned_data))
        if done is not None:
            messages.success(request, f"{row}, from {row.holds_from:%B %Y}, is taken back.")
            return redirect("measures:populations", slug)
    context = {"scorecard": scorecard, "row": row, "before": held_until(row), "form": form}
    return render(request, "measures/catalogue/withdraw_population.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def neighbours(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the authorities most like this one, in every edition of the list; set a new edition."""
    scorecard, status = keeper_of(request, slug), 200
    editions = list(
        NeighbourSet.objects.filter(scorecard=scorecard)
        .select_related("recorded_by")
        .prefetch_related("neighbours")
        .order_by("-recorded_at", "-pk")
    )
    current = next((one for one in editions if one.superseded_at is None), None)
    names = "\n".join(one.name for one in current.neighbours.all()) if current else ""
    form = NeighboursForm(initial={"names": names})
    if request.method == "POST":
        form = NeighboursForm(request.POST)
        status, done = attempt(
            form, lambda: (set_neighbours(scorecard=scorecard, by=request.user, **form.cleaned_data),)
        )
        if done is not None:
            messages.success(request, f"{done[0]} is the list in use." if done[0] else SAME)
            return redirect("measures:neighbours", slug)
    context = {
        "scorecard": scorecard,
        "form": form,
        "current": current,
        "older": [one for one in editions if one.superseded_at is not None],
    }
    return render(request, "measures/catalogue/neighbours.html", context, status=status)


@login_required
@require_safe
@kept
def comparators(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the comparators' figures, those in force or those that a newer release replaced."""
    scorecard = keeper_of(request, slug)
    older = request.GET.get("shown") == "older"
    search = request.GET.get("search", "").strip()[:100]
    rows = comparator_rows(scorecard, superseded=older)
    if search:
        rows = [
            row
            for row in rows
            if row.definition.ref.startswith(search)
            or search.lower() in f"{row.definition.title} {row.benchmark.area} {row.benchmark.source}".lower()
        ]
    context = {
        "scorecard": scorecard,
        "older": older,
        "search": search,
        "comparators": shown_table(request, ComparatorTable(rows, older=older)),
    }
    return render(request, "measures/catalogue/comparators.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_comparator(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter one comparator's figure."""
    scorecard, status = keeper_of(request, slug), 200
    rows = Measure.objects.filter(scorecard=scorecard, definition__isnull=False).in_use()
    measures = rows.select_related("definition", "scorecard").order_by(*scorecard_order())
    initial: dict[str, Any] = {"measure": request.GET.get("measure", "")[:10]}
    form = BenchmarkByHandForm(measures=measures, initial=initial)
    if request.method == "POST":
        form = BenchmarkByHandForm(request.POST, measures=measures)
        status, done = attempt(form, lambda: (keep_benchmark(by=request.user, **form.said()),))
        if done is not None:
            messages.success(request, f"{done[0].area}, {done[0].period} is saved." if done[0] else SAME)
            return redirect("measures:comparators", slug)
    return render(
        request, "measures/catalogue/add_comparator.html", {"scorecard": scorecard, "form": form}, status=status
    )
