"""An early reader's own PDF: how far it is, the download, which is the reading. Nobody else learns that it exists."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from measures.actions.outcome import Refused
from measures.views.access import standing_of
from reports import actions
from reports.early import visible_early_pdfs
from reports.models import EarlyPdf, Format
from reports.views.files import TYPES
from reports.views.progress import changed, show_progress


def _own(request: HttpRequest, pk: int) -> EarlyPdf:
    return get_object_or_404(visible_early_pdfs(standing_of(request)), pk=pk)


@login_required
@require_safe
@never_cache
def early_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how far the PDF is. While it is being made, the part that asks again is answered alone."""
    found = _own(request, pk)
    period = found.period
    return show_progress(request, "reports/early_pdf.html", found, period=period, scorecard=period.scorecard)


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a PDF again that failed or was cancelled."""
    found = _own(request, pk)
    return changed(request, found, lambda: actions.run_early_pdf_again(early_pdf=found, by=request.user))


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a PDF."""
    found = _own(request, pk)
    return changed(request, found, lambda: actions.cancel_early_pdf(early_pdf=found, by=request.user))


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
