"""Comparators from a publisher's file: choosing what is wanted of it, seeing what it would change, applying it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.outcome import Refused
from measures.actions.uploads import keep_upload, take_upload
from measures.choices import UploadKind
from measures.forms.upload import BenchmarkForm
from measures.load_tables import BenchmarkDifferenceTable
from measures.models import Scorecard, Upload
from measures.sheets.apply_benchmarks import BenchmarksApplied, import_benchmarks, read_benchmarks
from measures.sheets.chosen_benchmarks import Chosen, published_measures
from measures.sheets.problems import SheetRefused
from measures.tables import shown_table
from measures.views.access import keeper_of, status_code
from measures.views.loads import fingerprint
from measures.views.waiting import file_gone, waiting_upload


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def benchmarks(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a publisher's file with what is wanted of it, and go on to what it would change."""
    scorecard = keeper_of(request, slug)
    lines = "\n".join(f"{code} = {ref}" for code, ref in published_measures().items())
    form = (
        BenchmarkForm(request.POST, request.FILES)
        if request.method == "POST"
        else BenchmarkForm(initial={"measures": lines})
    )
    status, refused = 200, None
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                upload = _keep(request, scorecard, form)
                return redirect("measures:benchmarks_waiting", slug, upload.pk)
        except SheetRefused as refusal:
            refused = refusal
        except Refused as refusal:
            form.show_refusal(refusal)
            status = max(status_code(refusal), 422)
    context = {"form": form, "scorecard": scorecard, "refused": refused}
    return render(request, "measures/benchmarks.html", context, status=status)


def _keep(request: HttpRequest, scorecard: Scorecard, form: BenchmarkForm) -> Upload:
    """Read the file, see what it would change, and keep both. Raises as the reader does."""
    file, chosen = form.cleaned_data["file"], form.chosen()
    content = file.read()
    tried = _bring_in(scorecard, file.name, content, chosen, by=request.user, dry_run=True)
    return keep_upload(
        scorecard=scorecard,
        kind=UploadKind.BENCHMARKS,
        file_name=file.name,
        content=content,
        sha256=fingerprint(content),
        difference={
            "changed": [asdict(change) for change in tried.changed],
            "kept": [asdict(change) for change in tried.kept],
            "refused": [asdict(change) for change in tried.refused],
            "left_out": tried.left_out,
        },
        options=chosen.as_data(),
        by=request.user,
    )


def _bring_in(
    scorecard: Scorecard, name: str, content: bytes, chosen: Chosen, *, by: Any, dry_run: bool
) -> BenchmarksApplied:
    return import_benchmarks(
        scorecard=scorecard,
        rows=read_benchmarks(content, name, chosen),
        chosen=chosen,
        file_name=name,
        sha256=fingerprint(content),
        by=by,
        dry_run=dry_run,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def benchmarks_waiting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a publisher's file would change, line by line; apply it."""
    scorecard = keeper_of(request, slug)
    upload = waiting_upload(request, pk, UploadKind.BENCHMARKS, scorecard=scorecard)
    if upload is None:
        return file_gone(request, scorecard)
    status, refusal = 200, None
    if request.method == "POST":
        try:
            with transaction.atomic():
                take_upload(upload)
                done = _bring_in(
                    scorecard,
                    upload.file_name,
                    bytes(upload.content),
                    Chosen(**upload.options),
                    by=request.user,
                    dry_run=False,
                )
        except (Refused, SheetRefused) as refused:
            refusal, status = str(refused), 422 if isinstance(refused, SheetRefused) else status_code(refused)
        else:
            messages.success(request, f"{len(done.changed)} comparators’ figures of {upload.file_name} are in.")
            return redirect("measures:loads", slug)
    context = {
        "scorecard": scorecard,
        "upload": upload,
        "difference": upload.difference,
        "changes": shown_table(request, BenchmarkDifferenceTable(upload.difference["changed"])),
        "refusal": refusal,
    }
    return render(request, "measures/benchmarks_waiting.html", context, status=status)
