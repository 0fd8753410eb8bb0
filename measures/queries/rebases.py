"""The control charts that wait to start anew, for whoever may approve it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from measures.choices import RoleName
from measures.models import MeasureDefinition
from measures.permissions import Standing, may_rebase


def open_rebases(standing: Standing) -> QuerySet[MeasureDefinition]:
    """Return the definitions by which a chart of the person's sections or scorecards could start anew, by reference."""
    theirs = Q(measure__definition__section__in=standing.sections_as(RoleName.DIRECTOR)) | Q(
        measure__scorecard__in=standing.scorecards_as(RoleName.SIGNATORY)
    )
    rows = MeasureDefinition.objects.filter(theirs, breaks_comparison=True, rebased_at__isnull=True)
    related = ("measure__scorecard", "measure__definition__section")
    return rows.filter(measure__retired_from__isnull=True).select_related(*related).order_by("ref_key", "holds_from")


def rebases_waiting(standing: Standing, rows: Iterable[MeasureDefinition]) -> list[MeasureDefinition]:
    """Return those of `open_rebases` that the person may approve: nobody approves a change of their own."""
    return [row for row in rows if may_rebase(standing, row.measure, row)]
