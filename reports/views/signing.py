"""Signing a month and giving it to the board."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.outcome import Refused
from measures.permissions import may_period
from measures.views.access import standing_of, status_code
from reports import actions
from reports.before_signing import doubts_and_questions, for_the_public_and_not, reds
from reports.early import early_content
from reports.forms import SignForm
from reports.models import Edition
from reports.readiness import readiness
from reports.views.access import period_to_sign
from reports.views.editions import shown_content


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show what a month still needs, and take the signature when it needs nothing."""
    period = period_to_sign(request, slug, month)
    found = readiness(period)
    form = SignForm(
        request.POST if request.method == "POST" else None,
        has_exceptions=bool(found.exceptions),
        reds=reds(period) if found.complete else (),
    )
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            if form.is_valid():
                edition = actions.sign(
                    period=period,
                    by=request.user,
                    exceptions_confirmed=form.cleaned_data.get("exceptions_confirmed", False),
                    at_length=form.cleaned_data.get("at_length") or None,
                )
                messages.success(request, f"{period} is signed. Its report is being made.")
                return redirect(edition)
            status = 422
        except Refused as refused:
            status, refusal = status_code(refused), refused.sentence
            period.refresh_from_db()
    signed = _first_edition(period.pk)
    context = {
        "period": period,
        "scorecard": period.scorecard,
        "readiness": found,
        **doubts_and_questions(period),
        **(for_the_public_and_not(period) if signed is None else {}),
        "form": form,
        "answer": may_period(standing_of(request), "sign", period),
        "refusal": refusal,
        "edition": signed,
    }
    return render(request, "reports/sign.html", context, status=status)


@login_required
@require_safe
@never_cache
def preview(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show whoever signs a month the board's edition of it as the signature would freeze it now."""
    period = period_to_sign(request, slug, month)
    if not period.takes_changes:
        return redirect("reports:sign", slug, month)
    context = {
        **shown_content(early_content(period)),
        "approvals": (),
        "period": period,
        "scorecard": period.scorecard,
    }
    return render(request, "reports/preview.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show what publishing a signed month does, and do it."""
    period = period_to_sign(request, slug, month)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            editions = actions.publish(period=period, by=request.user)
            messages.success(request, f"{period} is published. Board members can read it now.")
            return redirect(editions[0])
        except Refused as refused:
            status, refusal = status_code(refused), refused.sentence
            period.refresh_from_db()
    context = {
        "period": period,
        "scorecard": period.scorecard,
        "answer": may_period(standing_of(request), "publish", period),
        "refusal": refusal,
        "edition": _first_edition(period.pk),
    }
    return render(request, "reports/publish.html", context, status=status)


def _first_edition(period_id: int) -> Edition | None:
    return (
        Edition.objects.filter(period=period_id)
        .with_signatories()
        .select_related("scorecard", "period")
        .defer("content")
        .order_by("-number", "audience")
        .first()
    )
