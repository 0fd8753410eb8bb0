"""Pages about the service itself. Called by the addresses of this app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement, which everybody may read."""
    return render(request, "design/accessibility.html")
