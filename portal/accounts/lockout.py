"""What happens after too many wrong passwords. Named in the settings (AXES_...); called by django-axes alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def account_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the email that an attempt is counted under, without capitals, whether or not it has an account."""
    tried = credentials or {}
    typed = tried.get("email") or tried.get("username")
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    return str(typed or "").strip().lower()


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer an attempt on a locked account; the page is the same for an email that has no account."""
    return render(request, "account/locked_out.html", status=429)
