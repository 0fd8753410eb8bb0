"""Leaving several measures out of a month at once: one reason for all of them, or one each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.outcome import Refused
from measures.actions.together import leave_out_together
from measures.models import Period, Section
from measures.permissions import may
from measures.queries.board import Place, board_rows, places
from measures.queries.scope import oversees
from measures.transitions import SUBMISSION
from measures.views.access import period_at, standing_of, status_code


@dataclass(frozen=True)
class Line:
    """One measure that can be left out, as the person ticked and typed it."""

    place: Place
    ticked: bool
    reason: str
    error: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_several_out(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """List what can be left out of a month, and leave out what is ticked."""
    period = period_at(request, slug, month)
    sections = frozenset(Section.objects.filter(scorecard=period.scorecard_id).values_list("pk", flat=True))
    if not oversees(standing_of(request), period.scorecard_id, sections):
        raise Http404("There is no such page.")
    found = _candidates(request, period)
    if request.method != "POST":
        return _show(request, period, found)
    ticked = dict(_ticked(text) for text in request.POST.getlist("figure"))
    chosen = [place for place in found if place.submission.pk in ticked]
    if not chosen:
        return _show(request, period, found, errors={"figure": "Select the measures to leave out."}, status=422)
    shared = request.POST.get("reason", "").strip()
    try:
        done = leave_out_together(
            submissions=[(p.submission, ticked[p.submission.pk], _own_reason(request, p) or shared) for p in chosen],
            by=request.user,
        )
    except Refused as refused:
        return _show(request, period, found, errors=refused.fields, status=status_code(refused))
    for submission, sentence in done.refused:
        messages.warning(request, f"{submission.definition.ref}: {sentence}")
    if done.left_out:
        count = len(done.left_out)
        messages.success(request, f"{count} {'measure is' if count == 1 else 'measures are'} left out of {period}.")
    return redirect("measures:board", slug, month)


def _candidates(request: HttpRequest, period: Period) -> list[Place]:
    standing = standing_of(request)
    rows = board_rows(standing, period).filter(state__in=list(SUBMISSION["leave_out"].moves))
    every = places(rows, period, standing.on)
    return [place for place in every if may(standing, "leave_out", place.submission)]


def _own_reason(request: HttpRequest, place: Place) -> str:
    return request.POST.get(f"reason_{place.submission.pk}", "").strip()


def _ticked(text: str) -> tuple[int, int]:
    """Return the submission and version that a tick box stands for; (0, 0), which nothing has, for anything else."""
    pk, _, version = text.partition("-")
    return (int(pk), int(version)) if pk.isdecimal() and version.isdecimal() and len(text) < 30 else (0, 0)


def _show(
    request: HttpRequest,
    period: Period,
    found: list[Place],
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the list with what was ticked and typed, and what is wrong with it."""
    errors = errors or {}
    ticked = {_ticked(text)[0] for text in request.POST.getlist("figure")}
    lines = [
        Line(
            place=place,
            ticked=place.submission.pk in ticked,
            reason=_own_reason(request, place),
            error=errors.get(f"reason_{place.submission.pk}", ""),
        )
        for place in found
    ]
    context = {
        "period": period,
        "scorecard": period.scorecard,
        "lines": lines,
        "reason": request.POST.get("reason", ""),
        "errors": errors,
        "none_ticked": errors.get("figure", ""),
    }
    return render(request, "measures/leave_several_out.html", context, status=status)
