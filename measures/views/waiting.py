"""Files that somebody has sent and not applied yet: finding one, and saying so where it does not wait any more."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from measures.actions.uploads import discard_upload
from measures.choices import UploadKind
from measures.models import Load, Scorecard, Upload

LAST: Final = 3
"""So many of the newest loads are named where a file has gone: it may be one of them."""


def waiting_upload(
    request: HttpRequest, pk: int, *kinds: UploadKind, scorecard: Scorecard | None = None
) -> Upload | None:
    """Return a file that the person has sent and not applied yet; None where none of theirs waits by that number."""
    waiting = Upload.objects.all().waiting_for(request.user, timezone.now()).filter(pk=pk, kind__in=kinds)
    if scorecard is not None:
        waiting = waiting.filter(scorecard=scorecard)
    return waiting.select_related("scorecard", "period__scorecard").first()


def discarded(request: HttpRequest, upload: Upload) -> bool:
    """Throw a file away where its sender says so; return whether they did. Raises `Overtaken`."""
    if request.method != "POST" or request.POST.get("do") != "discard":
        return False
    discard_upload(upload)
    messages.success(request, f"{upload.file_name} is discarded. Nothing of it was kept.")
    return True


def file_gone(request: HttpRequest, scorecard: Scorecard | None = None) -> HttpResponse:
    """Say that a file does not wait any more, and where to go on: 410, or 409 to whoever wanted to apply it.

    `scorecard` is that of a file for everyone; None for a holder's own workbook.
    """
    last = Load.objects.filter(scorecard=scorecard).select_related("applied_by")[:LAST] if scorecard else []
    status = 409 if request.method == "POST" else 410
    return render(request, "measures/file_gone.html", {"scorecard": scorecard, "last": last}, status=status)
