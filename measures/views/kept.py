"""Pages that a browser keeps: asked for again, they are answered with "not modified" before anything is worked out.

The tag of a page holds all that the page depends on: the person and what they may see today, the address, the secret
that its forms carry, the version of the data, and of the portal itself. A page that has something to say once (a
message, what was typed before the session had ended) has no tag.
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
from measures.views.access import standing_of

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


def tag_of(request: HttpRequest, slug: str | None, more: object) -> str | None:
    """Return the tag of a page, of the scorecard `slug` where it shows one; None where it has to be made.

    `more` is what else it depends on.
    """
    if request.method not in ("GET", "HEAD") or request.headers.get("HX-Request"):
        return None
    if len(messages.get_messages(request)) or hasattr(request, "typed_before"):
        return None
    parts = (release(), _asked(request), _seen_by(request), version_of(request.user.pk, slug), more)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()}"'


def _asked(request: HttpRequest) -> tuple[str, ...]:
    """Return what is asked for, and the secret behind the token of the page's forms: with another, they are refused."""
    return request.get_full_path(), request.get_host(), request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")


def _seen_by(request: HttpRequest) -> tuple[Any, ...]:
    """Return who asks, and what they may see today."""
    standing, person = standing_of(request), request.user
    held = (standing.measures, standing.sections, standing.scorecards)
    return (
        person.pk,
        person.get_username(),
        getattr(person, "get_full_name", str)(),
        request.session.session_key,
        timezone.localdate().isoformat(),
        [sorted((name, sorted(ids)) for name, ids in scope.items()) for scope in held],
        standing.is_administrator,
    )


def kept_with(more: Callable[[HttpRequest], object]) -> Callable[[View], View]:
    """Let the browser keep a page, and ask each time whether it still holds.

    `more` returns what else the page depends on, as something with a plain `repr`, or None where it has to be made
    each time. A view that takes a scorecard's slug shows that scorecard.
    """

    def tag(request: HttpRequest, *_: Any, slug: str | None = None, **__: Any) -> str | None:
        also = more(request)
        return None if also is None else tag_of(request, slug, also)

    def keeps(view: View) -> View:
        conditional = condition(etag_func=tag)(view)

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            response: HttpResponse = conditional(request, *args, **named)
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ["Cookie", "HX-Request"])
            return response

        return answer

    return keeps


def nothing_more(_: HttpRequest) -> str:
    """Return that a page depends on nothing but what every tag holds."""
    return ""


kept: Final = kept_with(nothing_more)
