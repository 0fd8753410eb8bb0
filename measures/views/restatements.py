"""The correction of a published figure: asked for, withdrawn, decided on, worked out.

Publishing it is the reports' part.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions import restatements as actions
from measures.actions.outcome import Refused
from measures.charts import lettered
from measures.forms.month import VersionForm
from measures.forms.restatement import DECISIONS, AskForm, CorrectedFigureForm, CorrectionDecisionForm
from measures.models import Restatement, Submission
from measures.permissions import may_ask_restatement, may_restate
from measures.queries import restatements as reads
from measures.queries.restated import restated_of
from measures.queries.submission import facts_of
from measures.tables import RestatementTable, shown_table
from measures.transitions import RESTATEMENT
from measures.views.access import scorecard_at, standing_of, status_code, submission_at, with_version
from measures.views.answering import answered, sent
from measures.views.kept import kept


@login_required
@require_safe
@kept
def restatements(request: HttpRequest, slug: str) -> HttpResponse:
    """List the restatements of a scorecard that the person may see."""
    scorecard = scorecard_at(request, slug)
    found = reads.restatements_of(standing_of(request), scorecard)
    context = {"scorecard": scorecard, "restatements": shown_table(request, RestatementTable(found))}
    return render(request, "measures/restatements.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Ask for the correction of a published figure, with the reason that is printed."""
    submission = submission_at(request, slug, month, ref)
    form = AskForm(sent(request))
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                row = actions.ask(submission=submission, by=request.user, **form.cleaned_data)
                messages.success(request, f"You asked for a restatement of {ref} for {submission.period}.")
                return redirect("measures:restatement", row.pk)
            status = 422
        except Refused as refused:
            status = status_code(refused)
            form.show_refusal(refused)
    context = {
        "form": form,
        "submission": submission,
        "period": submission.period,
        "definition": submission.definition,
        "verb": "ask for a restatement",
        "answer": may_ask_restatement(standing_of(request), submission),
        "warning": _set_aside(submission),
        "explanation": "The director or the performance team decides whether the figure is corrected, but not whoever "
        "asked. Then its owner enters the right one, the director approves it, and the month’s next "
        "edition shows what was published, what it is now, and why.",
    }
    return render(request, "measures/reason.html", context, status=status)


def _set_aside(submission: Submission) -> str:
    """Return the sentence that says which figure a restatement takes the place of; empty where there is none."""
    waits = reads.set_aside_by_asking(submission)
    return waits and (
        f"A later extract says {waits} for {submission.period}. That figure waits to be signed and is published with "
        "the next month. A restatement takes its place: once it is published, what the extract says is set aside."
    )


def _restatement_at(request: HttpRequest, pk: int) -> Restatement:
    return get_object_or_404(reads.visible_restatements(standing_of(request)), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restatement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a restatement; decide on it, or enter the corrected figure."""
    row = _restatement_at(request, pk)
    if request.method != "POST":
        return _show(request, row)
    try:
        done = _done(request, row)
    except Refused as refused:
        now = _restatement_at(request, pk)
        return _show(request, now, refused=refused, posted=with_version(request.POST, now.version))
    if done is None:
        return _show(request, row, posted=request.POST)
    messages.success(request, f"You {done} the restatement of {row.submission.definition.ref}.")
    return redirect("measures:restatement", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what becomes of a request that is withdrawn, then withdraw it."""
    row = _restatement_at(request, pk)
    form = VersionForm(sent(request), initial={"version": row.version})

    def act() -> str:
        actions.call_off(restatement=row, version=form.cleaned_data["version"], by=request.user)
        return f"You withdrew the request for a restatement of {row.submission.definition.ref}."

    status, done = answered(request, form, act, to=("measures:restatement", pk))
    if done is not None:
        return done
    row = _restatement_at(request, pk) if status == 409 else row
    context = {
        "row": row,
        "form": form,
        "answer": may_restate(standing_of(request), "call_off", row),
        "period": row.submission.period,
        "definition": row.submission.definition,
    }
    return render(request, "measures/withdraw_restatement.html", context, status=status)


def _done(request: HttpRequest, row: Restatement) -> str | None:
    """Do what was posted; return how it is said, or None for a form that can not be read."""
    if request.POST.get("do") == "withdraw":
        form = VersionForm(request.POST)
        actions.withdraw(
            restatement=row, version=form.cleaned_data["version"] if form.is_valid() else -1, by=request.user
        )
        return RESTATEMENT["withdraw"].done
    return _entered(request, row) if request.POST.get("do") == "submit" else _decided(request, row)


def _entered(request: HttpRequest, row: Restatement) -> str | None:
    """Submit the corrected figure; return how it is said, or None for a form that can not be read."""
    form = CorrectedFigureForm(request.POST, restatement=row)
    if not form.is_valid():
        return None
    actions.submit(
        restatement=row,
        version=form.cleaned_data["version"],
        draft=form.draft(),
        explanation=form.cleaned_data["explanation"],
        by=request.user,
    )
    return RESTATEMENT["submit"].done


def _decided(request: HttpRequest, row: Restatement) -> str | None:
    """Do what was decided; return how it is said, or None for a form that does not say."""
    form = CorrectionDecisionForm(request.POST, offered=tuple(DECISIONS))
    if not form.is_valid():
        return None
    decision, version, reason = (form.cleaned_data[name] for name in ("decision", "version", "reason"))
    if decision == "agree":
        actions.agree(restatement=row, version=version, by=request.user)
    elif decision == "refuse":
        actions.refuse(restatement=row, version=version, reason=reason, by=request.user)
    elif decision == "approve":
        actions.approve(restatement=row, version=version, by=request.user)
    else:
        actions.send_back(restatement=row, version=version, reason=reason, by=request.user)
    return RESTATEMENT[decision].done


def _both_figures(request: HttpRequest, row: Restatement) -> dict[str, Any]:
    """Return what the page shows of the restated figure beside the published one, and what happened to it."""
    restated = restated_of(row, standing_of(request))
    if restated is None:
        return {"happenings": reads.restatement_timeline(row), "changes": reads.changes_of(row)}
    chart = restated.chart
    return {
        "happenings": restated.timeline,
        "changes": restated.changes,
        "restated": restated,
        "page": restated.page,
        "facts": facts_of(restated.page.line, restated.page.month),
        "chart": chart,
        "notes": lettered(chart.points),
    }


def _show(
    request: HttpRequest, row: Restatement, *, refused: Refused | None = None, posted: QueryDict | None = None
) -> HttpResponse:
    """Show a restatement with the form for what the person may do; what was posted stays on the page."""
    (found,) = reads.corrections(standing_of(request), [row])
    submits = posted is not None and posted.get("do") == "submit"
    offered = [name for name in DECISIONS if name in found.actions]
    posted_decision = posted if not submits else None
    decision = CorrectionDecisionForm(
        posted_decision, initial={"version": row.version}, offered=offered or tuple(DECISIONS)
    )
    figure = CorrectedFigureForm(posted if submits else None, restatement=row)
    used: Any = figure if submits else decision
    if posted is not None:
        used.is_valid()
    if refused is not None:
        used.show_refusal(refused)
    findings, explanation = reads.findings_of(row)
    status = 200 if posted is None else status_code(refused) if refused else 422
    context = {
        "found": found,
        "row": row,
        "submission": row.submission,
        "period": row.submission.period,
        "scorecard": row.submission.period.scorecard,
        "definition": row.submission.definition,
        "decision_form": decision if offered or posted_decision is not None else None,
        "figure_form": figure if "submit" in found.actions or submits else None,
        **_both_figures(request, row),
        "findings": findings,
        "explanation": explanation,
        "refusal": refused,
    }
    return render(request, "measures/restatement.html", context, status=status)
