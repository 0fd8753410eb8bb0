"""The list of editions, and one edition as a page: the same content as its PDF and its workbook."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.choices import Audience, PeriodState
from measures.permissions import may_period
from measures.tables import shown_table
from measures.views.access import standing_of
from reports.content import from_data
from reports.content.summary import summarise
from reports.models import Format, Rendering
from reports.queries import SEES_SIGNED, visible_editions
from reports.tables import EditionTable
from reports.views.access import edition_at


@login_required
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """List the editions that the person may read, the latest month first."""
    found = visible_editions(standing_of(request)).with_superseded().newest_first()
    return render(request, "reports/editions.html", {"table": shown_table(request, EditionTable(found))})


@login_required
@require_safe
def edition(
    request: HttpRequest, slug: str, month: dt.date, number: int, audience: str = Audience.INTERNAL.value
) -> HttpResponse:
    """Show one edition."""
    found = edition_at(request, slug, month, number, audience)
    content = from_data(found.data())
    standing = standing_of(request)
    others = list(
        visible_editions(standing)
        .with_superseded()
        .filter(period=found.period)
        .exclude(pk=found.pk)
        .order_by("audience", "number")
    )
    files = {row.format: row for row in Rendering.objects.filter(edition=found, option="full").order_by("pk")}
    context = {
        "edition": found,
        "content": content,
        "summary": summarise(content),
        "approved": [measure for measure in content.measures if measure.approval],
        "others": others,
        "latest": next((o for o in reversed(others) if o.audience == audience and o.number > number), None),
        "decisions": content.decisions if standing.roles_on_scorecard(found.scorecard_id) & set(SEES_SIGNED) else (),
        "files": [(form, files.get(form.value)) for form in Format],
        "may_publish": found.period.state == PeriodState.SIGNED and bool(may_period(standing, "publish", found.period)),
    }
    return render(request, "reports/edition.html", context)
