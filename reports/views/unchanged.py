"""Whether an edition's page still is what the reader's browser has: known before anything of it is laid out.

What the page shows is decided by the edition's content, how the edition stands, which files it has, what the person
may do, and the frame around it; the mark is the hash of all of those, so that a page is sent once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag

from measures.permissions import Standing
from reports.models import Edition, Rendering

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates" / "reports"


@cache
def _release() -> str:
    """Return what tells this version of the page from another: its templates and its style sheet."""
    parts = [*sorted(TEMPLATES.rglob("*.html")), *sorted(Path(__file__).resolve().parent.parent.glob("*.py"))]
    total = hashlib.sha256(static("design/built/portal.css").encode())
    for part in parts:
        total.update(part.read_bytes())
    return total.hexdigest()


def mark_of(
    request: HttpRequest, edition: Edition, standing: Standing, files: Iterable[Rendering], others: Iterable[Edition]
) -> str:
    """Return the ETag of an edition's page for one person."""
    get_token(request)  # a page with forms has one; it has to be known before the page is compared
    frame = render_to_string("design/header.html", {"csrf_token": "-"}, request=request)
    publication = getattr(edition, "publication", None)
    parts = [
        edition.sha256,
        str(getattr(edition, "is_superseded", False)),
        publication.at.isoformat() if publication else "not published",
        edition.period.state,
        str(standing),
        str(request.META.get("CSRF_COOKIE", "")),
        _release(),
        frame,
        *(f"{row.pk} {row.state}" for row in files),
        *(f"{row.pk} {getattr(row, 'is_superseded', False)}" for row in others),
    ]
    return quote_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest())


def unchanged(request: HttpRequest, mark: str) -> HttpResponseBase | None:
    """Return the answer that the page has not changed; None where it has, or there is something to tell the person."""
    if len(get_messages(request)):
        return None
    answer = get_conditional_response(request, etag=mark)
    return marked(answer, mark) if answer is not None else None


def marked(answer: HttpResponseBase, mark: str) -> HttpResponseBase:
    """Let the browser keep an answer for this person, and ask each time whether it still holds."""
    answer["ETag"] = mark
    patch_cache_control(answer, private=True, no_cache=True)
    patch_vary_headers(answer, ["Cookie"])
    return answer
