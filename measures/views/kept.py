"""Pages that a browser keeps: asked for again, they are answered with "not modified" before anything is worked out.

The tag of a page holds all that the page depends on: the person and what they may see today, the address, the version
of the data, and of the portal itself. A page that has something to say once (a message) has no tag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition

from measures.queries.version import version_of
from measures.views.access import scorecards_of, standing_of

View = Callable[..., HttpResponse]
SOURCES: Final = ("*.py", "*.html")
PACKAGES: Final = ("measures", "portal", "reports")


@cache
def release() -> str:
    """Return what tells this version of the portal from the one before, worked out once for a process."""
    total = hashlib.sha256()
    for package in PACKAGES:
        for pattern in SOURCES:
            for path in sorted((Path(settings.BASE_DIR) / package).rglob(pattern)):
                if "node_modules" not in path.parts:
                    total.update(f"{path}\0{path.stat().st_mtime_ns}\n".encode())
    return total.hexdigest()


def tag_of(request: HttpRequest, slug: str, *_: Any, **__: Any) -> str | None:
    """Return the tag of a page of a scorecard; None where it has to be made."""
    if request.headers.get("HX-Request") or len(messages.get_messages(request)):
        return None
    scorecard = next((each for each in scorecards_of(request) if each.slug == slug), None)
    if scorecard is None:
        return None
    standing, person = standing_of(request), request.user
    parts = (
        release(),
        request.get_full_path(),
        request.get_host(),
        person.pk,
        person.get_username(),
        getattr(person, "get_full_name", str)(),
        request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
        request.session.session_key,
        timezone.localdate().isoformat(),
        [sorted((name, sorted(ids)) for name, ids in held.items()) for held in _held(standing)],
        standing.is_administrator,
        [(each.pk, each.title) for each in scorecards_of(request)],
        version_of(scorecard),
    )
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()}"'


def _held(standing: Any) -> tuple[dict[Any, Any], ...]:
    return standing.measures, standing.sections, standing.scorecards


def kept(view: View) -> View:
    """Let the browser keep the page, and ask each time whether it still holds. The view takes the scorecard's slug."""
    conditional = condition(etag_func=tag_of)(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = conditional(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    return answer
