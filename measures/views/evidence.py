"""Evidence on the entry page: the file chosen there, the file to take out, and giving one out to be saved."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from measures.actions.evidence import add_evidence, remove_evidence
from measures.actions.evidence_kinds import refusal
from measures.choices import EvidenceKind
from measures.forms.entry import EntryForm
from measures.models import Evidence, Submission
from measures.views.access import submission_at


def change_evidence(request: HttpRequest, submission: Submission, form: EntryForm) -> str:
    """Add the file that was chosen, or take out the one whose button was pressed; return the sentence that says so.

    Raises `Refused`. The rest of the form is saved by the caller.
    """
    pressed = request.POST.get("remove", "")
    if pressed.isascii() and pressed.isdigit() and len(pressed) < 18:
        remove_evidence(submission=submission, pk=int(pressed), by=request.user)
        return "The file is taken out, and what you typed is saved."
    file = form.cleaned_data.get("evidence")
    if not isinstance(file, UploadedFile):
        if request.POST.get("do") == "evidence":
            raise refusal("Choose a file.")
        return ""
    added = add_evidence(submission=submission, file_name=file.name or "", content=file.read(), by=request.user)
    return f"{added.file_name} is added, and what you typed is saved."


@login_required
@require_safe
def evidence(request: HttpRequest, slug: str, month: dt.date, ref: str, pk: int) -> HttpResponse:
    """Give out one file, to be saved and never shown in the page."""
    found = get_object_or_404(Evidence, submission=submission_at(request, slug, month, ref), pk=pk)
    response = HttpResponse(bytes(found.content), content_type=EvidenceKind(found.kind).content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.file_name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
