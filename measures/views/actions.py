"""What is being done about a measure: opening an action, correcting it, moving its date, closing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.actions import actions
from measures.actions.outcome import Refused
from measures.forms.action import ChangeActionForm, CloseActionForm, MoveActionForm, OpenActionForm
from measures.forms.base import ActionForm
from measures.models import Action, Measure, Scorecard, Submission
from measures.permissions import may_act_on, may_see_work_on
from measures.queries.actions import Doing, find_action, history_of
from measures.queries.measure import find_measure
from measures.queries.scope import submissions
from measures.views.access import scorecard_at, standing_of, status_code
from measures.views.answering import sent


def _measure_at(request: HttpRequest, slug: str, ref: str) -> tuple[Scorecard, Measure]:
    scorecard = scorecard_at(request, slug)
    measure = find_measure(scorecard, ref)
    if measure is None or not may_see_work_on(standing_of(request), measure):
        raise Http404("There is no such page.")
    return scorecard, measure


def _action_at(request: HttpRequest, slug: str, pk: int) -> Action:
    action = find_action(standing_of(request), scorecard_at(request, slug), pk)
    if action is None:
        raise Http404("There is no such page.")
    return action


def _figure_at(request: HttpRequest, measure: Measure) -> Submission | None:
    """Return the figure from whose page the person came, by the month that the address names; None from elsewhere."""
    with suppress(ValueError):
        month = dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
        return submissions(standing_of(request)).filter(measure=measure, period__month=month).first()
    return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_action(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Ask what is being done, by whom and by when, and open it."""
    scorecard, measure = _measure_at(request, slug, ref)
    came_from = _figure_at(request, measure)
    form, status = OpenActionForm(sent(request)), 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                action = actions.open_action(measure=measure, by=request.user, **form.cleaned_data)
                messages.success(request, f"It is on the list of {ref} until it is closed, and printed every month.")
                if came_from is None:
                    return redirect("measures:action", slug, action.pk)
                figure = reverse("measures:entry", args=[slug, came_from.period.month, came_from.definition.ref])
                return redirect(f"{figure}#doing")
        except Refused as refused:
            form.show_refusal(refused)
            status = status_code(refused)
    context = {
        "scorecard": scorecard,
        "definition": measure.definition,
        "form": form,
        "came_from": came_from,
        "answer": may_act_on(standing_of(request), measure),
    }
    return render(request, "measures/new_action.html", context, status=status)


@login_required
@require_safe
def action(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one action and what happened to it."""
    return _show(request, _action_at(request, slug, pk))


def _show(request: HttpRequest, found: Action, status: int = 200, **forms: ActionForm) -> HttpResponse:
    standing = standing_of(request)
    context: dict[str, Any] = {
        "scorecard": found.measure.scorecard,
        "definition": found.measure.definition,
        "action": found,
        "doing": Doing(found, standing.on),
        "may_act": may_act_on(standing, found.measure),
        "happenings": history_of(found),
        "seen": actions.said_by(found),
        "change_form": forms.get("change_form")
        or ChangeActionForm(initial={"what": found.what, "owner": found.owner}, auto_id="change_%s"),
        "move_form": forms.get("move_form") or MoveActionForm(auto_id="move_%s"),
        "close_form": forms.get("close_form") or CloseActionForm(auto_id="close_%s"),
    }
    return render(request, "measures/action.html", context, status=status)


@login_required
@require_POST
def change_action(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct what an action says, or who does it."""
    form = ChangeActionForm(request.POST, auto_id="change_%s")
    act = partial(actions.change_action, seen=request.POST.get("seen", ""))
    return _do(request, slug, pk, "change_form", form, act, "It is corrected, and printed so from the next edition on.")


@login_required
@require_POST
def move_action(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give an action another day."""
    form = MoveActionForm(request.POST, auto_id="move_%s")
    return _do(request, slug, pk, "move_form", form, actions.move_action, "It has its new date.")


@login_required
@require_POST
def close_action(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close an action with what came of it."""
    form = CloseActionForm(request.POST, auto_id="close_%s")
    return _do(request, slug, pk, "close_form", form, actions.close_action, "It is closed and no longer printed.")


def _do(
    request: HttpRequest, slug: str, pk: int, name: str, form: ActionForm, act: Callable[..., Action], done: str
) -> HttpResponse:
    """Do what a form asks for, or show the action's page again with everything that was typed."""
    found, status = _action_at(request, slug, pk), 422
    try:
        if form.is_valid():
            act(action=found, by=request.user, **form.cleaned_data)
            messages.success(request, done)
            return redirect("measures:action", slug, pk)
    except Refused as refused:
        form.show_refusal(refused)
        status = status_code(refused)
    return _show(request, _action_at(request, slug, pk), status, **{name: form})
