"""One measure of one month: its page, and what its holder does there (save, check, submit, take back, comment)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from measures.actions import drafts
from measures.actions.commentary import commentary_needed
from measures.actions.outcome import Overtaken, Refused, fetch
from measures.actions.shared_counts import out_of_another, with_count_of_another
from measures.choices import RoleName
from measures.forms.entry import EntryForm
from measures.forms.month import CommentForm, QueryForm, VersionForm, sent_with
from measures.forms.part import NUMBERS
from measures.models import Submission
from measures.permissions import Standing, may, may_ask_restatement
from measures.public_permissions import may_public_text
from measures.queries.actions import Doing, open_actions
from measures.queries.chart import chart_data
from measures.queries.load_queries import queries_of
from measures.queries.parts import parts_to_begin_with
from measures.queries.revisions import said_of_moves
from measures.queries.stopping import what_stops
from measures.queries.submission import facts_of, submission_page
from measures.queries.work import next_due
from measures.query_permissions import may_answer, may_ask_about
from measures.transitions import HOLDERS
from measures.views.access import standing_of, status_code, submission_at, typed_before, with_version
from measures.views.again import asks_again
from measures.views.conflict import both_texts
from measures.views.evidence import change_evidence
from measures.views.kept import kept
from measures.views.preview import Preview, preview_of

TEMPLATE = "measures/submission.html"
ENTRY_FORM = "entry-form"
"""The id of the form of the figure, with which the page's other boxes are sent."""
UNSENT = "What you typed below the figure, as a comment or a question, is not sent yet. Use the button under it."


def show(request: HttpRequest, submission: Submission, form: EntryForm | None = None, **more: Any) -> HttpResponse:
    """Show a submission, with the form where the person may change it, or the sentence that says why not."""
    standing = standing_of(request)
    page = submission_page(submission, standing)
    typed: Preview | None = more.get("preview")
    may_save = may(standing, "save", submission)
    if may_save:
        page = replace(page, line=with_count_of_another(page.line, submission))
    status = more.pop("status", 200)
    prefetch_related_objects([submission], "restatements")  # asked for by what may be done, too
    context = {
        "page": page,
        "submission": submission,
        "period": submission.period,
        "scorecard": submission.period.scorecard,
        "definition": submission.definition,
        "facts": facts_of(page.line, page.month),
        "chart": chart_data(typed.assessment if typed else page.assessment),
        "may_save": may_save,
        "out_of": out_of_another(page.line, submission.period.month),
        "needs_commentary": may_save and commentary_needed(submission, page.assessment, page.line),
        "moves": said_of_moves(page, standing),
        "may_ask": may_ask_restatement(standing, submission),
        "may_write": page.public_text is None and may_public_text(standing, "save", submission, None),
        "restating": next((each for each in submission.restatements.all() if not each.has_ended), None),
        "in_place_of": _in_place_of(standing, submission, page.line.owner),
        "next_due": None if may_save else next_due(standing, submission),
        "doings": [Doing(action, standing.on) for action in open_actions([submission.measure_id])],
        "may_act": bool(standing.roles_on(submission) & HOLDERS),
        "may_decide": "approve" in page.actions or "send_back" in page.actions,
        "form": form
        or EntryForm(
            submission=submission, findings=page.findings, parts_before=parts_to_begin_with(page.parts_before)
        ),
        "comment_form": CommentForm(initial=_beside(request, "text"), auto_id="comment_%s"),
        **_asked(standing, submission, _beside(request, "query")),
        "version_form": VersionForm(initial={"version": submission.version}, auto_id="version_%s"),
        **more,
    }
    if may_save:
        for name in ("comment_form", "query_form"):
            context[name] = sent_with(context[name], ENTRY_FORM)
    return render(request, TEMPLATE, context, status=status)


def _beside(request: HttpRequest, name: str) -> dict[str, str]:
    """Return what was typed in another box of the page than the one whose button was pressed."""
    return {name: request.POST.get(name, "")}


def _asked(standing: Standing, submission: Submission, typed: dict[str, str]) -> dict[str, Any]:
    """Return what was asked about a loaded figure, and whether the person may ask or answer."""
    rows = queries_of(submission)
    waits = next((row for row in rows if row.answer_id is None), None)
    answers = waits is not None and bool(may_answer(standing, waits))
    return {
        "load_queries": rows,
        "open_query": waits,
        "may_answer": answers,
        "may_ask_about": bool(may_ask_about(standing, submission)),
        "query_form": QueryForm(
            initial=typed, label="Your answer" if answers else "What do you want to know?", auto_id="query_%s"
        ),
    }


def _in_place_of(standing: Standing, submission: Submission, owner: str) -> str:
    """Return the sentence that tells a deputy or the performance team in whose place they enter; empty otherwise."""
    roles = standing.roles_on(submission)
    if RoleName.OWNER in roles or not owner:
        return ""
    if RoleName.DEPUTY in roles:
        return f"You stand in for {owner}."
    if RoleName.PERFORMANCE in roles:
        return f"What you enter here is entered for {owner}. It is recorded and shown as such."
    return ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def entry(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Show a submission; keep what is typed as a draft, or submit it."""
    submission = submission_at(request, slug, month, ref)
    if request.method != "POST":
        typed = typed_before(request)
        return show(request, submission, posted_form(request, submission, typed) if typed else None)
    form = posted_form(request, submission)
    if not form.is_valid():
        return show(request, submission, form, status=422)
    submits = request.POST.get("do") == "submit"
    try:
        said = change_evidence(request, submission, form)
        if submits and not said and (asks_again(form) or _still_asks(request)):
            return show(request, submission, form, status=422)
        if submits:
            drafts.submit(
                submission=submission,
                version=form.cleaned_data["version"],
                by=request.user,
                draft=form.draft(),
                explanations=form.explained(),
            )
        else:
            drafts.save_draft(
                submission=submission, version=form.cleaned_data["version"], draft=form.draft(), by=request.user
            )
    except Refused as refused:
        return _refused(request, submission, form, refused)
    if said:
        messages.success(request, said)
        if request.POST.get("do") not in ("save", "submit"):
            return redirect(f"{reverse('measures:entry', args=[slug, month, ref])}#evidence")
    done = "submitted. It now waits for the director" if submits else "saved as a draft"
    messages.success(request, f"{ref} for {submission.period} is {done}.")
    if not submits:
        _warn_of_what_stops_it(request, submission.pk)
    if _unsent(request, "text", "query"):
        messages.warning(request, UNSENT)
        return show(request, submission_at(request, slug, month, ref))
    return redirect("measures:entry", slug, month, ref)


def _unsent(request: HttpRequest, *boxes: str) -> bool:
    """Say whether something was typed in a box of the page whose own button was not pressed."""
    return any(request.POST.get(name, "").strip() for name in boxes)


def _still_asks(request: HttpRequest) -> bool:
    """Say that a question was typed and not sent, if one was: of a submitted figure nothing can be asked."""
    if asks := _unsent(request, "query"):
        messages.warning(request, UNSENT)
    return asks


def _warn_of_what_stops_it(request: HttpRequest, submission_id: int) -> None:
    """Say at once that a draft, kept as it was typed, can not be submitted as it is."""
    for sentences in what_stops([fetch(submission_id)]).values():
        messages.warning(request, f"It can not be submitted as it is. {' '.join(sentences)}")


def posted_form(request: HttpRequest, submission: Submission, data: Any = None) -> EntryForm:
    """Return the form as it was sent (or as `data` has it), with the findings that now stand."""
    findings = submission.findings.open().prefetch_related("explanations")
    files = request.FILES if data is None else None
    return EntryForm(data or request.POST, files=files, submission=submission, findings=findings)


def save_beside(request: HttpRequest, submission: Submission) -> HttpResponse | None:
    """Save what was typed in the form of the figure, where another button of its page was pressed.

    Returns the page where it can not be saved: then nothing else is done either, and all that was typed is shown.
    """
    if "figure" not in request.POST:
        return None
    form = posted_form(request, submission)
    if not form.is_valid():
        return show(request, submission, form, status=422)
    try:
        change_evidence(request, submission, form)
        if _with_parts_that_say_something(form.draft()) != _with_parts_that_say_something(drafts.Draft.of(submission)):
            version = form.cleaned_data["version"]
            drafts.save_draft(submission=submission, version=version, draft=form.draft(), by=request.user)
    except Refused as refused:
        return _refused(request, submission, form, refused)
    return None


def _with_parts_that_say_something(draft: drafts.Draft) -> drafts.Draft:
    """Return a draft without the parts that stand there to be filled in: who only comments has typed none."""
    return replace(draft, parts=[part for part in draft.parts if any(part.get(name) for name in NUMBERS)])


def _refused(request: HttpRequest, before: Submission, form: EntryForm, refused: Refused) -> HttpResponse:
    """Show the page again with the sentence and everything that was typed, ready to be sent again."""
    code = status_code(refused)
    now = submission_at(request, before.period.scorecard.slug, before.period.month, before.definition.ref)
    findings = now.findings.open().prefetch_related("explanations")
    again = EntryForm(with_version(request.POST, now.version), submission=now, findings=findings)
    again.is_valid()
    again.show_refusal(refused)
    overtaken = isinstance(refused, Overtaken)
    return show(request, now, again, status=code, both=both_texts(now, form), overtaken=overtaken)


@login_required
@require_POST
def preview(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Show what the form would come to, without keeping it: a part of the page for htmx, else the page."""
    submission = submission_at(request, slug, month, ref)
    form = posted_form(request, submission)
    form.is_valid()
    typed = preview_of(submission, form.draft(), by=request.user)
    if request.headers.get("HX-Request"):
        context = {"preview": typed, "definition": submission.definition, "chart": chart_data(typed.assessment)}
        return render(request, "measures/parts/preview.html", {**context, "drawn_anew": True})
    return show(request, submission, form, preview=typed)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Take a submission back before it is approved."""
    submission = submission_at(request, slug, month, ref)
    try:
        drafts.withdraw(submission=submission, version=_version(request), by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return show(request, submission_at(request, slug, month, ref), status=status_code(refused))
    messages.success(request, f"You took {ref} back. Change it and submit it again.")
    return redirect("measures:entry", slug, month, ref)


@login_required
@require_POST
def comment(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Add a message to the thread of a submission."""
    submission = submission_at(request, slug, month, ref)
    if (unsaved := save_beside(request, submission)) is not None:
        return unsaved
    submission = submission_at(request, slug, month, ref)
    form = CommentForm(request.POST, auto_id="comment_%s")
    if not form.is_valid():
        return show(request, submission, status=422, comment_form=form)
    try:
        drafts.comment(submission=submission, text=form.cleaned_data["text"], by=request.user)
    except Refused as refused:
        form.show_refusal(refused)
        return show(request, submission, status=status_code(refused), comment_form=form)
    messages.success(request, "Your comment is added.")
    return redirect("measures:entry", slug, month, ref)


def _version(request: HttpRequest) -> int:
    """Return the version that the person saw; -1, which no row has, where the form does not say."""
    form = VersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else -1
