"""The menu of the signed-in person, on every page. Named in the settings as what fills templates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from measures.permissions import may_keep_catalogue
from measures.queries.people import keeps_people
from measures.views.access import scorecards_of, standing_of
from portal.design.templatetags.design import service_name
from portal.home import first_scorecard, parts_of


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu of the signed-in person: only what leads somewhere for them."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    parts = parts_of(standing_of(request))
    items = [("Home", reverse("home"))]
    if "work" in parts and len(parts) > 1:
        items.append(("My measures", reverse("measures:work")))
    if "approvals" in parts and len(parts) > 1:
        items.append(("Approvals", reverse("measures:queue")))
    scorecards = scorecards_of(request)
    slug = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    here = next((s for s in scorecards if s.slug == slug), None) or first_scorecard(request)
    if here is not None:
        # The header's own link has the name of the service: two links of one name would lead to two pages.
        named = here.title.replace("'", "’") == service_name()
        items.append(("Scorecard" if named else here.title, reverse("measures:latest", args=[here.slug])))
        if may_keep_catalogue(standing_of(request), here.pk):
            items.append(("Months", reverse("measures:months", args=[here.slug])))
            items.append(("Catalogue", reverse("measures:catalogue", args=[here.slug])))
    if len(scorecards) > 1:
        items.append(("Other scorecards", reverse("measures:scorecards")))
    if keeps_people(standing_of(request)):
        items.append(("People", reverse("measures:people")))
    if set(parts) - {"administration"}:  # editions are for those with a role on a scorecard
        items.append(("Editions", reverse("reports:editions")))
    current = max((url for _, url in items if _is_under(request.path, url)), key=len, default="")
    return {
        "navigation": [{"text": text, "url": url, "current": url == current} for text, url in items],
        "search_url": reverse("measures:search") if scorecards_of(request) else "",
    }


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != reverse("home") and path.startswith(url))
