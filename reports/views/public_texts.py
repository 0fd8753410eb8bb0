"""The text that the public edition prints with one figure: written, submitted, approved or returned, on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions import public_texts as writing
from measures.actions.outcome import Overtaken, Refused
from measures.calculation.quoting import Quoted
from measures.choices import SubmissionState
from measures.models import PublicText, Submission
from measures.permissions import may
from measures.public_permissions import allowed_public, correction_of, may_public_text
from measures.queries.submission import Page, submission_page
from measures.transitions import PUBLIC_TEXT
from measures.views.access import standing_of, status_code, submission_at, with_version
from reports import actions
from reports.content.next_figures import as_next_printed
from reports.content.public_texts import suppressed_in
from reports.public_text_forms import PublicDecisionForm, PublicTextForm

SAID = {
    "save": "saved as a draft",
    "submit": "submitted. It now waits for the director",
    "withdraw": "taken back. Nothing of it is printed until it is approved again",
    "send_back": "returned",
    "approve": "approved for the public edition",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def public_text(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Show what the public edition is to say of a figure; write it, or decide on it."""
    submission = submission_at(request, slug, month, ref)
    if request.method != "POST":
        return _show(request, submission)
    try:
        done = _do(request, submission)
    except Refused as refused:
        now = submission_at(request, slug, month, ref)
        row = writing.text_of(now)
        posted = with_version(request.POST, row.version if row is not None else 0)
        return _show(request, now, posted=posted, refused=refused)
    if done is None:
        return _show(request, submission, posted=request.POST, status=422)
    messages.success(request, f"The public text of {ref} for {submission.period} is {_said(done, submission)}.")
    return redirect("reports:public_text", slug, month, ref)


def _said(done: str, submission: Submission) -> str:
    """Return how the page says what was done."""
    row = writing.text_of(submission)
    if done == "save" and row is not None and not row.draft.strip():
        return "empty. The public edition prints the figure alone"
    unsent = submission.printed_next_id is None or submission.state in (SubmissionState.DRAFT, SubmissionState.RETURNED)
    if done == "submit" and unsent:
        return "submitted. It waits for the director once the figure is submitted too"
    return SAID[done]


def _do(request: HttpRequest, submission: Submission) -> str | None:
    """Do what was asked for; return which transition it was, or None for a form that can not be read."""
    wanted = request.POST.get("do", "")
    if wanted == "decide":
        return _decide(request, submission)
    form = PublicTextForm(request.POST)
    if not form.is_valid():
        return None
    version, text = form.cleaned_data["version"], form.cleaned_data["text"]
    if wanted == "withdraw":
        writing.withdraw_public_text(submission=submission, version=version, by=request.user)
        return "withdraw"
    saved = writing.save_public_text(submission=submission, version=version, text=text, by=request.user)
    if wanted != "submit":
        return "save"
    writing.submit_public_text(submission=submission, version=saved.version, by=request.user)
    return "submit"


def _decide(request: HttpRequest, submission: Submission) -> str | None:
    row = writing.text_of(submission)
    words = row.submitted_revision.text if row is not None and row.submitted_revision is not None else ""
    warnings = suppressed_in(submission.period).quoted_in(words, submission.definition) if words else []
    form = PublicDecisionForm(request.POST, warnings=warnings)
    if not form.is_valid():
        return None
    version = form.cleaned_data["version"]
    if form.cleaned_data["decision"] == form.RETURN:
        writing.send_back_public_text(
            submission=submission, version=version, reason=form.cleaned_data["reason"], by=request.user
        )
        return "send_back"
    actions.approve_public_text(
        submission=submission,
        version=version,
        by=request.user,
        numbers_read=form.cleaned_data.get("numbers_read", []),
        seen=form.cleaned_data["seen"],
    )
    return "approve"


def _show(
    request: HttpRequest,
    submission: Submission,
    *,
    posted: QueryDict | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the text with the forms for what the person may do; what was posted stays on the page."""
    prefetch_related_objects([submission], "restatements")
    standing, row = standing_of(request), writing.text_of(submission)
    wording = row.wording if row is not None else ""
    warnings = suppressed_in(submission.period).quoted_in(wording, submission.definition) if wording else []
    page = _beside_what_is_printed(submission_page(submission, standing))
    seen = page.revision.pk if page.revision else None
    form, decision, used = _forms(row, posted, warnings, seen)
    if refused is not None:
        used.show_refusal(refused)
        status = status_code(refused)
    context = {
        "page": page,
        "submission": submission,
        "period": submission.period,
        "scorecard": submission.period.scorecard,
        "definition": submission.definition,
        "row": row,
        "wording": wording,
        "warnings": warnings,
        "stands": row is not None and row.is_approved_beside(submission.printed_next_id),
        "correction": correction_of(submission),
        "actions": allowed_public(standing, submission, row),
        "may_save": may_public_text(standing, "save", submission, row),
        "may_approve": may_public_text(standing, "approve", submission, row),
        "may_see_figure": may(standing, "approve", submission),
        "form": form,
        "decision_form": decision,
        "used": used,
        "typed": posted.get("text", "") if posted is not None else "",
        "overtaken": isinstance(refused, Overtaken),
        "happenings": [each for each in page.timeline if "public text" in each.title],
        "returned": next((e for e in page.events if e.what == "send_back_public_text"), None),
        "verbs": PUBLIC_TEXT,
    }
    return render(request, "reports/public_text.html", context, status=status)


def _beside_what_is_printed(page: Page) -> Page:
    """Return the page with the figure that the next edition prints, and not what a later extract proposes."""
    (line,) = as_next_printed([page.line], page.submission.period)
    return replace(page, line=line)


def _forms(
    row: PublicText | None, posted: QueryDict | None, warnings: Sequence[Quoted], seen: int | None
) -> tuple[PublicTextForm, PublicDecisionForm, PublicTextForm | PublicDecisionForm]:
    """Return the form of the text, that of the decision, and which of the two was posted, read."""
    version = row.version if row is not None else 0
    decides = posted is not None and posted.get("do") == "decide"
    if posted is not None:
        posted = posted.copy()
        posted["seen"] = str(seen or "")  # this page may show another figure than the one that was sent
    form = PublicTextForm(
        None if decides else posted, initial={"version": version, "text": row.draft if row is not None else ""}
    )
    decision = PublicDecisionForm(
        posted if decides else None, initial={"version": version, "seen": seen}, warnings=warnings, auto_id="decide_%s"
    )
    used = decision if decides else form
    if posted is not None:
        used.is_valid()
    return form, decision, used
