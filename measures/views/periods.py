"""The months: the submission board of one, and opening, closing and opening one again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions import periods as actions
from measures.actions.outcome import Refused
from measures.actions.schedule import counted_from, dates_of, left_to_hand, suggested_dates
from measures.calculation.due import months_later
from measures.choices import Missing, PeriodState
from measures.filters import BoardFilter
from measures.forms.dates import OpenMonthForm
from measures.forms.month import PeriodReasonForm
from measures.models import Period, Scorecard, Section
from measures.permissions import may_keep_catalogue, may_period
from measures.queries import board as reads
from measures.queries.gaps import to_be_answered, vacancies
from measures.queries.holding import WITH_OWNER
from measures.queries.scope import WHOLE, oversees
from measures.tables import BoardTable, PeriodTable, shown_table
from measures.views.access import keeper_of, period_at, standing_of, status_code, working_periods_of
from measures.views.answering import sent
from measures.views.kept import kept
from measures.working_days import working_day_from


def board_part(request: HttpRequest, period: Period) -> dict[str, Any]:
    """Return what the board's part of a page shows."""
    standing = standing_of(request)
    rows = reads.board_rows(standing, period)
    every = reads.places(rows, period, standing.on)
    sections = Section.objects.filter(scorecard=period.scorecard_id)
    chosen = BoardFilter(request.GET, rows, period=period, sections=sections)
    kept = set(chosen.qs.values_list("pk", flat=True)) if request.GET and chosen.form.is_valid() else None
    shown = [place for place in every if kept is None or place.submission.pk in kept]
    counts = reads.count_by_state(every)
    return {
        "period": period,
        "scorecard": period.scorecard,
        "filter": chosen,
        "filtered": kept is not None and len(shown) < len(every),
        "total": len(every),
        "counts": counts,
        "late": sum(1 for place in every if place.late),
        "with_findings": sum(1 for place in every if place.findings),
        "board": shown_table(request, BoardTable(shown)),
        "ready": reads.can_be_signed(every, period),
        "may_sign": bool(may_period(standing, "sign", period)),
        "may_take_back": bool(may_period(standing, "take_back", period)) and reads.none_begun(counts),
        "may_close": bool(may_period(standing, "close", period)),
        "may_open_again": bool(may_period(standing, "open_again", period)),
        "keeps": bool(may_keep_catalogue(standing, period.scorecard_id)),
    }


def boards_of(request: HttpRequest) -> list[Period]:
    """Return the months at work of the scorecards that the person answers for as a whole."""
    whole = standing_of(request).scorecards_as(*WHOLE)
    return [period for period in working_periods_of(request) if period.scorecard_id in whole]


def next_months(periods: list[Period]) -> list[tuple[Scorecard, dt.date]]:
    """Return the months that can be opened where the latest one is published: one query, none where none is."""
    finished = [period.scorecard for period in periods if period.state == PeriodState.PUBLISHED]
    known: dict[int, list[Period]] = {scorecard.pk: [] for scorecard in finished}
    for period in Period.objects.filter(scorecard__in=finished) if finished else ():
        known[period.scorecard_id].append(period)
    today = timezone.localdate()
    return [(scorecard, actions.next_to_open(known[scorecard.pk], today)) for scorecard in finished]


@login_required
@require_safe
@kept
def board(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show where every measure of a month stands."""
    period = period_at(request, slug, month)
    sections = frozenset(Section.objects.filter(scorecard=period.scorecard_id).values_list("pk", flat=True))
    if not oversees(standing_of(request), period.scorecard_id, sections):
        raise Http404("There is no such page.")
    return render(request, "measures/board.html", board_part(request, period))


@login_required
@require_safe
@kept
def months(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the months of a scorecard, and which can be opened or closed."""
    scorecard = keeper_of(request, slug)
    found = reads.months_of(scorecard)
    following = actions.next_to_open([each.period for each in found], standing_of(request).on)
    shown = [replace(month, opens=month.period.month == following) for month in found]
    context = {
        "scorecard": scorecard,
        "months": shown_table(request, PeriodTable(shown)),
        "next": following,
        "by_hand": scorecard.opens_by_rule and left_to_hand(scorecard, following),
        "today": standing_of(request).on,
    }
    return render(request, "measures/months.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_month(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Open the next month for its figures, with its dates."""
    scorecard = keeper_of(request, slug)
    known = list(Period.objects.filter(scorecard=scorecard))
    if month != actions.next_to_open(known, standing_of(request).on):
        raise Http404("There is no such page.")
    today = standing_of(request).on
    dates, why = _dates_to_open(scorecard, month, known, today)
    form = OpenMonthForm(sent(request), month=month, initial=dates)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                period = actions.open_period(scorecard=scorecard, month=month, by=request.user, **form.cleaned_data)
                messages.success(request, f"{period} is open. Owners see what is due on their first page.")
                return redirect("measures:board", slug, month)
            status = 422
        except Refused as refused:
            form.show_refusal(refused)
            status = status_code(refused)
    context = {
        "form": form,
        "scorecard": scorecard,
        "month": month,
        "why": why,
        "begun": month <= today,
        "over": months_later(month, 1) <= today,
        "next_month": months_later(month, 1),
        "unsigned": [period for period in known if period.takes_changes],
        "vacant": vacancies(to_be_answered(scorecard, today), today),
    }
    return render(request, "measures/open_month.html", context, status=status)


def _dates_to_open(
    scorecard: Scorecard, month: dt.date, known: list[Period], today: dt.date
) -> tuple[dict[str, dt.date], str]:
    """Return the dates with which the form of a month that opens begins, and where they come from."""
    planned = next((period for period in known if period.month == month), None)
    if planned is not None and planned.due_on and planned.approve_by and planned.due_on >= today:
        return {"due_on": planned.due_on, "approve_by": planned.approve_by}, "These are the dates it was planned with."
    _, by_rule, _ = dates_of(scorecard, month)
    due_on, approve_by = suggested_dates(scorecard, month, today, known)
    days = f"working day {scorecard.due_on} and working day {scorecard.approve_by}"
    if by_rule >= today:
        why = f"By the rule these are {days} of {months_later(month, 1):%B %Y}."
    else:
        start = counted_from(known, today)
        after = ", after the months at work are to be approved" if start > working_day_from(today, 1) else ""
        passed = f"By the rule its figures were due on {by_rule:%-d %B %Y}, which has passed."
        why = f"{passed} These are {days} from {start:%-d %B %Y}{after}."
    return {"due_on": due_on, "approve_by": approve_by}, why


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_month(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Close a month, after showing what is not submitted yet."""
    keeper_of(request, slug)
    period = period_at(request, slug, month)
    status, refusal = 200, None
    if request.method == "POST":
        try:
            actions.close_period(period=period, by=request.user)
            messages.success(request, f"{period} is closed. A single figure can still be reopened, with a reason.")
            return redirect("measures:board", slug, month)
        except Refused as refused:
            status, refusal = status_code(refused), refused.sentence
    standing = standing_of(request)
    places = reads.places(reads.board_rows(standing, period), period, standing.on)
    context = {
        "period": period,
        "scorecard": period.scorecard,
        "refusal": refusal,
        "answer": may_period(standing, "close", period),
        "waiting": [
            place
            for place in places
            if place.submission.state in WITH_OWNER and place.slot.facts.missing is not Missing.NOT_DUE
        ],
    }
    return render(request, "measures/close_month.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_month_again(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Open a closed month again, with a reason."""
    keeper_of(request, slug)
    period = period_at(request, slug, month)
    form = PeriodReasonForm(sent(request))
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                actions.open_period_again(period=period, by=request.user, **form.cleaned_data)
                messages.success(request, f"{period} is open again.")
                return redirect("measures:board", slug, month)
            status = 422
        except Refused as refused:
            form.show_refusal(refused)
            status = status_code(refused)
    context = {
        "form": form,
        "period": period,
        "scorecard": period.scorecard,
        "answer": may_period(standing_of(request), "open_again", period),
    }
    return render(request, "measures/open_month_again.html", context, status=status)
