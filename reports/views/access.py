"""What stands at an address of the reports, as far as the person may see it; else 404."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from measures.choices import Audience, RoleName
from measures.models import Period
from measures.views.access import standing_of
from reports.models import Edition, Rendering
from reports.queries import visible_editions, visible_renderings

MAY_OPEN_SIGNING = frozenset({RoleName.SIGNATORY, RoleName.PERFORMANCE})


def edition_at(request: HttpRequest, slug: str, month: dt.date, number: int, audience: str) -> Edition:
    """Return the edition at an address, or 404 for one that the person may not read."""
    if audience not in {word.value for word in Audience}:
        raise Http404("There is no such page.")
    editions = visible_editions(standing_of(request)).with_superseded()
    return get_object_or_404(editions, scorecard__slug=slug, period__month=month, number=number, audience=audience)


def rendering_at(request: HttpRequest, pk: int) -> Rendering:
    """Return a rendering, or 404 for one of an edition that the person may not read."""
    return get_object_or_404(visible_renderings(standing_of(request)), pk=pk)


def period_to_sign(request: HttpRequest, slug: str, month: dt.date) -> Period:
    """Return the month at an address, or 404 for whoever neither signs nor publishes it."""
    period = get_object_or_404(Period.objects.select_related("scorecard"), scorecard__slug=slug, month=month)
    if not standing_of(request).roles_on_scorecard(period.scorecard_id) & MAY_OPEN_SIGNING:
        raise Http404("There is no such page.")
    return period
