"""Questions about a loaded figure: asked by its owner, answered by the performance team, on the figure's page."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from measures.actions.outcome import Refused
from measures.actions.querying import answer_query, ask_about
from measures.forms.month import QueryForm
from measures.queries.load_queries import visible_queries
from measures.views.access import standing_of, status_code, submission_at
from measures.views.entry import save_beside, show


@login_required
@require_POST
def ask(request: HttpRequest, slug: str, month: dt.date, ref: str) -> HttpResponse:
    """Ask the performance team about a loaded figure."""
    submission = submission_at(request, slug, month, ref)
    if (unsaved := save_beside(request, submission)) is not None:
        return unsaved
    submission = submission_at(request, slug, month, ref)
    form = QueryForm(request.POST, label="What do you want to know?", auto_id="query_%s")
    try:
        ask_about(submission=submission, text=_text(form), by=request.user)
    except Refused as refused:
        form.show_refusal(refused)
        return show(request, submission, status=status_code(refused), query_form=form)
    messages.success(request, "Your question is with the performance team. The answer comes into the comments here.")
    return redirect(f"{reverse('measures:entry', args=[slug, month, ref])}#query")


@login_required
@require_POST
def answer(request: HttpRequest, slug: str, month: dt.date, ref: str, pk: int) -> HttpResponse:
    """Answer what an owner asked about a loaded figure."""
    submission = submission_at(request, slug, month, ref)
    query = get_object_or_404(visible_queries(standing_of(request)), pk=pk, submission=submission)
    if (unsaved := save_beside(request, submission)) is not None:
        return unsaved
    submission = submission_at(request, slug, month, ref)
    form = QueryForm(request.POST, label="Your answer", auto_id="query_%s")
    try:
        answer_query(query=query, text=_text(form), by=request.user)
    except Refused as refused:
        form.show_refusal(refused)
        return show(request, submission, status=status_code(refused), query_form=form)
    messages.success(request, f"Your answer is with {query.question.by.get_full_name()}.")
    return redirect(f"{reverse('measures:entry', args=[slug, month, ref])}#query")


def _text(form: QueryForm) -> str:
    return form.cleaned_data["query"] if form.is_valid() else ""
