"""An early reader's own PDF: how far it is, the download, which is the reading. Nobody else learns that it exists."""

from __future__ import annotations

from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from measures.actions.outcome import Refused
from measures.views.access import standing_of, status_code
from reports import actions
from reports.early import visible_early_pdfs
from reports.models import EarlyPdf, Format
from reports.views.files import GOING, TYPES


class Change(Protocol):
    """An action on an early reader's PDF."""

    def __call__(self, *, early_pdf: EarlyPdf, by: Any) -> EarlyPdf:
        """Do it. Raises `Refused`."""


def _own(request: HttpRequest, pk: int) -> EarlyPdf:
    return get_object_or_404(visible_early_pdfs(standing_of(request)), pk=pk)


@login_required
@require_safe
@never_cache
def early_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how far the PDF is. While it is being made, the part that asks again is answered alone."""
    found = _own(request, pk)
    going = found.state in GOING
    context = {"rendering": found, "period": found.period, "scorecard": found.period.scorecard, "going": going}
    if not getattr(request, "htmx", False):
        return render(request, "reports/early_pdf.html", context)
    return render(request, "reports/parts/progress.html", context) if going else HttpResponseClientRefresh()


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a PDF again that failed or was cancelled."""
    return _changed(request, pk, actions.run_early_pdf_again)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a PDF."""
    return _changed(request, pk, actions.cancel_early_pdf)


def _changed(request: HttpRequest, pk: int, action: Change) -> HttpResponse:
    found = _own(request, pk)
    try:
        action(early_pdf=found, by=request.user)
    except Refused as refused:
        status_code(refused)
        messages.error(request, refused.sentence)
    return redirect(found)


@login_required
@require_POST
@never_cache
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the finished file to its reader, which records the reading: therefore a form and not a link."""
    found = _own(request, pk)
    try:
        data = actions.hand_over(early_pdf=found, by=request.user)
    except Refused as refused:
        raise Http404(refused.sentence) from refused
    response = HttpResponse(data, content_type=TYPES[Format.PDF])
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
