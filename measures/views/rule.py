"""The rule of a scorecard's months: when each opens, is due and is approved, with the days that it gives."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.outcome import Refused
from measures.actions.schedule import check_rule, months_ahead, set_rule
from measures.forms.period import RuleForm
from measures.views.access import keeper_of, standing_of, status_code
from measures.views.answering import sent


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the rule and the months that it gives; try other numbers without saving them, or save them."""
    scorecard, today = keeper_of(request, slug), standing_of(request).on
    form = RuleForm(sent(request), scorecard=scorecard)
    status, tried = 200, False
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                if request.POST.get("do") == "save":
                    set_rule(scorecard=scorecard, by=request.user, **form.cleaned_data)
                    messages.success(request, "The rule is saved. A month that is open keeps its dates.")
                    return redirect("measures:rule", slug)
                for name, value in form.cleaned_data.items():
                    setattr(scorecard, name, value)
                check_rule(scorecard)
                status, tried = 200, True
        except Refused as refused:
            form.show_refusal(refused)
            status = status_code(refused)
            scorecard.refresh_from_db()
    context = {
        "scorecard": scorecard,
        "form": form,
        "tried": tried,
        "ahead": months_ahead(scorecard, today),
        "today": today,
    }
    return render(request, "measures/rule.html", context, status=status)
