"""Loading the month's figures for everyone: sending a file, seeing what it would change, applying it.

The performance team's pages. A file that is refused is answered with every problem in it and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.difference import Change
from measures.actions.load import Applied
from measures.actions.outcome import Refused
from measures.actions.uploads import keep_upload, take_upload
from measures.choices import UploadKind
from measures.models import Load, Scorecard, Upload
from measures.sheets.apply import catalogue_of, import_sheet
from measures.sheets.apply_extract import load_extract
from measures.sheets.extract import read_extract
from measures.sheets.problems import SheetRefused
from measures.sheets.scorecard import read_scorecard
from measures.tables import DifferenceTable, LoadTable, shown_table
from measures.upload_forms import LoadForm
from measures.views.access import keeper_of, status_code

KINDS = (UploadKind.EXTRACT, UploadKind.SCORECARD)


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@login_required
@require_safe
def loads(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what has been loaded, and what waits to be applied."""
    scorecard = keeper_of(request, slug)
    found = Load.objects.filter(scorecard=scorecard).select_related("applied_by")
    waiting = Upload.objects.all().waiting_for(request.user, timezone.now())
    context = {
        "scorecard": scorecard,
        "loads": shown_table(request, LoadTable(found)),
        "waiting": waiting.filter(scorecard=scorecard, kind__in=KINDS).defer("content"),
    }
    return render(request, "measures/loads.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file, read it, and go on to what it would change."""
    scorecard = keeper_of(request, slug)
    form = LoadForm(request.POST, request.FILES) if request.method == "POST" else LoadForm()
    status, refusal = 200, None
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                upload = _keep(request, scorecard, form)
                return redirect("measures:load_waiting", slug, upload.pk)
        except SheetRefused as refused:
            refusal = refused
        except Refused as refused:
            form.show_refusal(refused)
            status = max(status_code(refused), 422)
    context = {"form": form, "scorecard": scorecard, "refused": refusal}
    return render(request, "measures/load.html", context, status=status)


def _keep(request: HttpRequest, scorecard: Scorecard, form: LoadForm) -> Upload:
    """Read the file as what it is said to be, see what it would change, and keep both. Raises as the readers do."""
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    content, name = file.read(), file.name or ""
    kind, options = UploadKind(form.cleaned_data["kind"]), {"source": form.cleaned_data["source"]}
    done, lines, kept = _bring_in(scorecard, kind, name, content, options, by=request.user, dry_run=True)
    difference = {
        "changed": [_line(change) for change in done.changed],
        "kept": [_line(change) for change in done.kept],
        "same": done.same,
        "lines": lines,
        "kept_lines": kept,
    }
    return keep_upload(
        scorecard=scorecard,
        kind=kind,
        file_name=name,
        content=content,
        sha256=fingerprint(content),
        difference=difference,
        options=options,
        by=request.user,
    )


def _bring_in(
    scorecard: Scorecard,
    kind: UploadKind,
    name: str,
    content: bytes,
    options: dict[str, Any],
    *,
    by: Any,
    dry_run: bool,
) -> tuple[Applied, list[str], list[str]]:
    """Load a file; return what became of its figures, what else changed, and what else was left as it is."""
    catalogue = catalogue_of(scorecard)
    if kind is UploadKind.EXTRACT:
        extract = read_extract(content, catalogue, name)
        sha256, source = fingerprint(content), options.get("source", "")
        applied = load_extract(
            scorecard=scorecard, extract=extract, sha256=sha256, by=by, source=source, dry_run=dry_run
        )
        return applied, [], []
    imported = import_sheet(
        sheet=read_scorecard(content, catalogue, name),
        catalogue=catalogue,
        sha256=fingerprint(content),
        by=by,
        slug=scorecard.slug,
        dry_run=dry_run,
    )
    return imported.applied or Applied(None), imported.lines, imported.kept


def _line(change: Change) -> dict[str, str]:
    return {**asdict(change), "month": change.month.isoformat(), "effect": change.effect.value}


def waiting_upload(request: HttpRequest, pk: int, *kinds: UploadKind) -> Upload:
    """Return a file that the person has sent and not applied yet, or 404."""
    waiting = Upload.objects.all().waiting_for(request.user, timezone.now())
    return get_object_or_404(waiting.select_related("scorecard", "period__scorecard"), pk=pk, kind__in=kinds)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load_waiting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a file would change, line by line; apply it."""
    scorecard = keeper_of(request, slug)
    upload = waiting_upload(request, pk, *KINDS)
    if upload.scorecard_id != scorecard.pk:
        raise Http404("There is no such page.")
    status, refusal = 200, None
    if request.method == "POST":
        try:
            messages.success(request, _apply(request, upload))
            return redirect("measures:loads", slug)
        except (Refused, SheetRefused) as refused:
            refusal, status = str(refused), 422 if isinstance(refused, SheetRefused) else status_code(refused)
    difference = upload.difference
    figures = [
        {**line, "month": dt.date.fromisoformat(line["month"])}
        for line in (*difference["changed"], *difference["kept"])
    ]
    context = {
        "scorecard": scorecard,
        "upload": upload,
        "difference": difference,
        "differences": shown_table(request, DifferenceTable(figures)) if figures else None,
        "changes_anything": bool(difference["changed"] or difference["lines"]),
        "refusal": refusal,
    }
    return render(request, "measures/load_difference.html", context, status=status)


def _apply(request: HttpRequest, upload: Upload) -> str:
    """Apply a file that waits, once; return the sentence that says what was done."""
    with transaction.atomic():
        take_upload(upload)
        done, lines, _ = _bring_in(
            upload.scorecard,
            UploadKind(upload.kind),
            upload.file_name,
            bytes(upload.content),
            upload.options,
            by=request.user,
            dry_run=False,
        )
    changed, kept = len(done.changed), len(done.kept)
    figures = f"{changed} figure{'' if changed == 1 else 's'} of {upload.file_name} loaded"
    other = f", {len(lines)} other change{'' if len(lines) == 1 else 's'} made" if lines else ""
    left = f", {kept} left as {'it is' if kept == 1 else 'they are'}" if kept else ""
    return f"{figures}{other}{left}."
