"""Saving a draft while it is typed: a line of the page that says when it was saved, or why it was not."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from measures.actions.drafts import Draft, save_draft
from measures.actions.outcome import Overtaken, Refused, insist
from measures.forms.entry import EntryForm
from measures.models import Submission
from measures.permissions import may
from measures.series import open_findings
from measures.views.access import standing_of, status_code, submission_at
from measures.views.entry import posted_form

TEMPLATE = "measures/parts/saved.html"


@login_required
@require_POST
def autosave(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Keep what is typed so far. What somebody else has saved meanwhile is never written over."""
    submission = submission_at(request, slug, month, ref)
    form = posted_form(request, submission)
    if not form.is_valid():
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        return render(request, TEMPLATE, {"sentence": " ".join(sentences)}, status=422)
    try:
        saved = _save(request, submission, form)
    except Refused as refused:
        context = {"sentence": refused.sentence, "overtaken": isinstance(refused, Overtaken)}
        return render(request, TEMPLATE, context, status=status_code(refused))
    now = EntryForm(submission=saved, findings=open_findings([saved.pk]).get(saved.pk, ()))
    context = {"saved": saved, "now": timezone.now(), "form": now, "asks_anew": set(form.asked) != set(now.asked)}
    return render(request, TEMPLATE, context)


def _save(request: HttpRequest, submission: Submission, form: EntryForm) -> Submission:
    """Save what was typed; what is held already is not written a second time."""
    draft = form.draft()
    insist(may(standing_of(request), "save", submission))
    if draft == Draft.of(submission):
        return submission
    return save_draft(submission=submission, version=form.cleaned_data["version"], draft=draft, by=request.user)
