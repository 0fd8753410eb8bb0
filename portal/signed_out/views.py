"""Throwing away what was kept. Called by the site's addresses."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.signed_out.kept import forget


@login_required
@require_POST
def forget_typed(request: HttpRequest) -> HttpResponse:
    """Forget what was typed on a page before the session had ended, and show the page as it is."""
    gone = forget(request, page=request.POST.get("page", ""))
    return redirect(gone[0].page if gone else "home")
