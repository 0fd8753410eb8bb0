"""One file that was loaded: who loaded it and when, and what it changed, line by line."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from measures.load_tables import LoadedCellTable
from measures.models import Load, LoadedCell
from measures.tables import shown_table
from measures.views.access import keeper_of
from measures.views.load_shown import shown_difference


@login_required
@require_safe
def loaded(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a load with what it changed; of one that kept no word of that, with what its cells said."""
    scorecard = keeper_of(request, slug)
    load = get_object_or_404(Load.objects.select_related("applied_by"), scorecard=scorecard, pk=pk)
    cells = None
    if not load.difference:
        said = LoadedCell.objects.filter(load=load).select_related("measure__definition")
        cells = shown_table(request, LoadedCellTable(said))
    context = {
        "scorecard": scorecard,
        "load": load,
        "facts": _facts(load),
        "cells": cells,
        **shown_difference(request, load.difference, applied=True),
    }
    return render(request, "measures/loaded.html", context)


def _facts(load: Load) -> list[dict[str, str]]:
    """Return what is known of the file, as rows of a summary list."""
    when = timezone.localtime(load.applied_at)
    rows = (
        ("File", load.file_name),
        ("Loaded", f"{when:%-d %B %Y, %H:%M}"),
        ("By", load.applied_by.get_full_name() if load.applied_by else "The portal"),
        ("Taken from", load.source or "Not said"),
        ("Taken on", f"{load.taken_on:%-d %B %Y}" if load.taken_on else "Not said"),
        ("SHA-256 of the file", load.sha256),
    )
    return [{"key": key, "value": value} for key, value in rows if value]
