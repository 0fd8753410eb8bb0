"""A month as a file: exactly what the person may see of it, as json, csv or a workbook."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from measures.forms import ChoiceForm
from measures.models import Scorecard
from measures.queries.chosen import Choice, chosen, options_of
from measures.queries.scope import depth_of
from measures.queries.scorecard import scorecard_table
from measures.sheets.export import CONTENT_TYPES, FORMATS, export_month
from measures.views.access import period_at, standing_of


@login_required
@require_safe
def export(request: HttpRequest, slug: str, month: dt.date, form: str) -> HttpResponse:
    """Give a month of a scorecard, each figure as far as the person may look; the address may choose the measures."""
    if form not in FORMATS:
        raise Http404("There is no such page.")
    period = period_at(request, slug, month)
    standing = standing_of(request)
    shown = _shown(request, period.scorecard, month) if request.GET else None
    found = export_month(period.scorecard, month, known=depth_of(standing), measures=shown)
    response = HttpResponse(found.write(form), content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{slug}-{period.key}.{form}"'
    return response


def _shown(request: HttpRequest, scorecard: Scorecard, month: dt.date) -> list[int]:
    """Return the measures that the scorecard's page shows for the same address."""
    whole = scorecard_table(scorecard, month, standing_of(request))
    form = ChoiceForm(request.GET, options=options_of(whole))
    table = chosen(whole, Choice(**form.cleaned_data)) if form.is_valid() else whole
    return [row.line.measure.pk for row in table.rows]
