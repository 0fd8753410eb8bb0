"""What the pages of files that are being made have in common: how far one is, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRefresh

from measures.actions.outcome import Refused
from measures.choices import JobState
from measures.views.access import status_code
from reports.models import EarlyPdf, Rendering

GOING: Final = (JobState.WAITING, JobState.RUNNING)


def show_progress(request: HttpRequest, template: str, found: Rendering | EarlyPdf, **more: Any) -> HttpResponseBase:
    """Show how far a file is. While it is being made, the part that asks again every two seconds is answered alone."""
    going = found.state in GOING
    context = {"rendering": found, "going": going, **more}
    if not getattr(request, "htmx", False):
        return render(request, template, context)
    return render(request, "reports/parts/progress.html", context) if going else HttpResponseClientRefresh()


def changed(request: HttpRequest, found: Rendering | EarlyPdf, change: Callable[[], object]) -> HttpResponse:
    """Do something to a file, or say why not, and go back to its page."""
    try:
        change()
    except Refused as refused:
        status_code(refused)
        messages.error(request, refused.sentence)
    return redirect(found)
