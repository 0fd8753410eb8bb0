"""What a director does: the queue, the decision on one figure, leaving one out and bringing it back.

Also the performance team's reopening of one figure of a closed month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.actions import approvals
from measures.actions.outcome import Overtaken, Refused
from measures.choices import RoleName
from measures.forms.month import DecisionForm, ReasonForm, VersionForm
from measures.models import Submission
from measures.permissions import Standing, may
from measures.queries.actions import Doing, open_actions
from measures.queries.chart import chart_data
from measures.queries.public_texts import open_texts, public_texts_waiting
from measures.queries.queue import APPROVERS, after, approved_by, waiting_for, waiting_rows
from measures.queries.rebases import open_rebases, rebases_waiting
from measures.queries.restatements import restatements_waiting, under_way
from measures.queries.revisions import count_revised, months_revised, said_of_moves
from measures.queries.scope import begun_periods
from measures.queries.submission import facts_of, submission_page
from measures.tables import QueueTable, shown_table
from measures.transitions import SUBMISSION
from measures.views.access import (
    Read,
    Reads,
    read_all,
    scorecards_of,
    standing_of,
    status_code,
    submission_at,
    with_version,
)
from measures.views.answering import sent
from measures.views.entry import show
from measures.views.kept import kept


def queue_reads(standing: Standing) -> Reads:
    """Return what the queue's part of a page reads that can be read with the other parts'."""
    return {
        "waiting": waiting_rows(standing),
        "revised": months_revised(standing),
        "approved": approved_by(standing),
        **standing.hands.reads(),
    }


def queue_part(request: HttpRequest, read: Read) -> dict[str, Any]:
    """Return what the queue's part of a page shows."""
    standing = standing_of(request)
    standing.hands.hold(read)
    waiting = waiting_for(standing, read["waiting"])
    return {
        "revised": count_revised(read["revised"]),
        "waiting": waiting,
        "queue": shown_table(request, QueueTable(waiting, prefix="queue-")),
        "remarkable": sum(1 for each in waiting if each.reasons),
        "unremarkable": sum(1 for each in waiting if each.unremarkable),
        "approved": read["approved"],
    }


@login_required
@require_safe
@kept
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person's decision, in order of risk."""
    standing = standing_of(request)
    if not (standing.sections_as(*APPROVERS) or standing.scorecards_as(*APPROVERS)):
        raise Http404("There is no such page.")
    asked = {"restatements": under_way(standing), "texts": open_texts(standing), "rebases": open_rebases(standing)}
    read = read_all({**queue_reads(standing), **asked, "begun": begun_periods(scorecards_of(request))})
    signs = standing.scorecards_as(RoleName.SIGNATORY)
    context = {
        "to_sign": [each for each in read["begun"] if each.takes_changes and each.scorecard_id in signs],
        **queue_part(request, read),
        "corrections": restatements_waiting(standing, read["restatements"]),
        "public_texts": public_texts_waiting(standing, read["texts"], read["restatements"]),
        "rebases": rebases_waiting(standing, read["rebases"]),
    }
    return render(request, "measures/queue.html", context)


def _show(request: HttpRequest, submission: Submission, form: DecisionForm, status: int = 200) -> HttpResponse:
    standing = standing_of(request)
    page = submission_page(submission, standing)
    answer = may(standing, "approve", submission)
    if not answer:
        form.only_return()
    context = {
        "page": page,
        "submission": submission,
        "period": submission.period,
        "scorecard": submission.period.scorecard,
        "definition": submission.definition,
        "facts": facts_of(page.line, page.month),
        "chart": chart_data(page.assessment),
        "doings": [Doing(action, standing.on) for action in open_actions([submission.measure_id])],
        "moves": said_of_moves(page, standing),
        "form": form,
        "answer": answer,
        "may_return": may(standing, "send_back", submission),
    }
    return render(request, "measures/approve.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def approve(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Show a submitted figure with what is needed to decide on it; approve or return it."""
    submission = submission_at(request, slug, month, ref)
    if request.method != "POST":
        return _show(request, submission, DecisionForm(initial={"version": submission.version}))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _show(request, submission, form, status=422)
    try:
        done = _decide(submission, form.cleaned_data, by=request.user)
    except Refused as refused:
        now = submission_at(request, slug, month, ref)
        form = DecisionForm(with_version(request.POST, now.version))
        form.show_refusal(refused)
        return _show(request, now, form, status=status_code(refused))
    messages.success(request, f"{ref} for {submission.period} is {done}.")
    waiting = waiting_for(standing_of(request))
    if request.POST.get("then") == "next" and (following := after(waiting, 0)):
        return redirect("measures:approve", *_address(following))
    return redirect("measures:queue" if waiting else "home")


@login_required
@require_safe
def next_decision(request: HttpRequest) -> HttpResponse:
    """Go to the figure that comes after one in the person's queue, in order of risk; to the queue after the last."""
    standing = standing_of(request)
    if not (standing.sections_as(*APPROVERS) or standing.scorecards_as(*APPROVERS)):
        raise Http404("There is no such page.")
    here = request.GET.get("after", "")
    following = after(waiting_for(standing), int(here) if here.isdecimal() and len(here) < 19 else 0)
    return redirect("measures:approve", *_address(following)) if following else redirect("measures:queue")


def _decide(submission: Submission, decided: dict[str, Any], *, by: Any) -> str:
    """Do what was decided; return how it is said."""
    version = decided["version"]
    if decided["decision"] == DecisionForm.RETURN:
        approvals.send_back(submission=submission, version=version, reason=decided["reason"], by=by)
        return "returned to its owner"
    caveat = decided["caveat"] if decided["decision"] == DecisionForm.CAVEAT else ""
    approvals.approve(submission=submission, version=version, by=by, caveat=caveat)
    return "approved with a caveat" if caveat else "approved"


def _with_reason(
    request: HttpRequest, submission: Submission, action: str, do: Callable[..., Submission], explanation: str
) -> HttpResponse:
    """Ask for the reason of an action, or do it."""
    form = ReasonForm(sent(request), initial={"version": submission.version})
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                do(submission=submission, by=request.user, **form.cleaned_data)
                said = f"{submission.definition.ref} for {submission.period}: you {SUBMISSION[action].done} it."
                messages.success(request, said)
                return redirect("measures:entry", *_address(submission))
            status = 422
        except Refused as refused:
            status = status_code(refused)
            if isinstance(refused, Overtaken):
                submission = submission_at(request, *_address(submission))
                form = ReasonForm(with_version(request.POST, submission.version))
            form.show_refusal(refused)
    context = {
        "form": form,
        "submission": submission,
        "period": submission.period,
        "definition": submission.definition,
        "verb": SUBMISSION[action].verb,
        "answer": may(standing_of(request), action, submission),
        "explanation": explanation,
    }
    return render(request, "measures/reason.html", context, status=status)


def _address(submission: Submission) -> tuple[str, dt.date, str]:
    return submission.period.scorecard.slug, submission.period.month, submission.definition.ref


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Leave a measure out of a month, with the reason that is printed."""
    return _with_reason(
        request,
        submission_at(request, slug, month, ref),
        "leave_out",
        approvals.leave_out,
        "The report for the month prints the measure without a figure, with the reason that you give here.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Let one figure of a closed month change again."""
    return _with_reason(
        request,
        submission_at(request, slug, month, ref),
        "reopen",
        approvals.reopen,
        "Only this figure can change again; the rest of the month stays closed. It has to be approved again.",
    )


@login_required
@require_POST
def bring_back(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Put a measure that was left out back into the month."""
    submission = submission_at(request, slug, month, ref)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        approvals.bring_back(submission=submission, version=version, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return show(request, submission_at(request, slug, month, ref), status=status_code(refused))
    messages.success(request, f"{ref} is back in {submission.period}, as a draft.")
    return redirect("measures:entry", slug, month, ref)
