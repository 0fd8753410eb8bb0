"""Whether a file is the one that was published."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from measures.views.access import standing_of
from reports.early import visible_readings
from reports.forms import VerifyForm
from reports.queries import visible_editions
from reports.verification import verify as examine


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Take a PDF or a workbook and say which edition it is, of those that the person may read. Keeps nothing."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    verdict = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["file"].read()
        standing = standing_of(request)
        verdict = examine(data, editions=visible_editions(standing), readings=visible_readings(standing))
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "reports/verify.html", {"form": form, "verdict": verdict}, status=status)
