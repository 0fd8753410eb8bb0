"""An edition's files: asking for one, how far it is, the download."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from measures.actions.outcome import Refused
from measures.choices import Audience, JobState
from measures.views.access import standing_of, status_code
from reports import actions
from reports.content import from_data
from reports.forms import MakeForm
from reports.models import Format, RenderedFile
from reports.queries import visible_renderings
from reports.views.access import edition_at, rendering_at
from reports.views.editions import edition_page
from reports.views.progress import changed, show_progress

TYPES = {
    Format.PDF: "application/pdf",
    Format.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@login_required
@require_POST
def make(
    request: HttpRequest, slug: str, month: dt.date, number: int, audience: str = Audience.INTERNAL.value
) -> HttpResponse:
    """Ask for a file of an edition, and go to the page that shows how far it is."""
    edition = edition_at(request, slug, month, number, audience)
    content = from_data(edition.data())
    form = MakeForm(request.POST, content=content)
    if not form.is_valid():
        return edition_page(request, edition, content, form=form, status=422)
    try:
        made = actions.queue_rendering(
            edition=edition, format=Format(form.cleaned_data["format"]), option=form.option, by=request.user
        )
        if made.state in (JobState.FAILED, JobState.CANCELLED):
            made = actions.run_again(rendering=made, by=request.user)
    except Refused as refused:
        status_code(refused)
        messages.error(request, refused.sentence)
        return redirect(request.path.removesuffix("make/"))
    return redirect("reports:rendering", made.pk)


@login_required
@require_safe
@never_cache
def rendering(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how far a file is. While it is being made, the part that asks again every two seconds is answered alone."""
    found = rendering_at(request, pk)
    return show_progress(request, "reports/rendering.html", found, edition=found.edition)


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a rendering again that failed or was cancelled."""
    found = rendering_at(request, pk)
    return changed(request, found, lambda: actions.run_again(rendering=found, by=request.user))


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a rendering."""
    found = rendering_at(request, pk)
    return changed(request, found, lambda: actions.cancel(rendering=found, by=request.user))


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a finished file."""
    allowed = visible_renderings(standing_of(request))
    known = get_object_or_404(
        RenderedFile.objects.filter(rendering__in=allowed)
        .select_related("rendering__edition__scorecard", "rendering__edition__period")
        .defer("content", "rendering__edition__content"),
        rendering=pk,
    )
    return send_file(request, known)


def send_file(request: HttpRequest, known: RenderedFile) -> HttpResponseBase:
    """Return a file that the person may have; the hash of its bytes is its ETag, so that it is sent once."""
    etag = quote_etag(known.sha256)
    unchanged = get_conditional_response(request, etag=etag)
    response: HttpResponseBase = unchanged or HttpResponse(
        bytes(RenderedFile.objects.values_list("content", flat=True).get(pk=known.pk)),
        content_type=TYPES[Format(known.rendering.format)],
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    if unchanged is None:
        response["Content-Disposition"] = content_disposition_header(True, known.name) or "attachment"
    return response
