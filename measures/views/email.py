"""Another email address for somebody's account, asked for by an administrator; 404 for anybody else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from measures.actions.email_changes import ask_email_change, take_email_change_back
from measures.actions.outcome import Refused
from measures.forms.people import EmailForm
from measures.models import EmailChange
from measures.people_permissions import may_change_email
from measures.views.access import standing_of
from measures.views.answering import answered, sent
from measures.views.people import person_at


def _account(request: HttpRequest, pk: int) -> Any:
    person = person_at(request, pk)
    if not may_change_email(standing_of(request), person) or person.pk == request.user.pk:
        raise Http404("There is no such page.")
    return person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link to a new address of somebody. One's own is on the page of one's account."""
    found, form = _account(request, pk), EmailForm(sent(request))

    def act() -> str:
        change = ask_email_change(person=found, by=request.user, **form.cleaned_data)
        return f"A link is on its way to {change.new}."

    status, done = answered(request, form, act, to=("measures:person", found.pk))
    waiting = EmailChange.objects.waiting(timezone.now()).filter(person=found).select_related("asked_by").first()
    context = {"person": found, "form": form, "waiting": waiting}
    return done or render(request, "measures/person_email.html", context, status=status)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the link to a new address of somebody."""
    found = _account(request, pk)
    try:
        take_email_change_back(person=found, by=request.user)
        messages.success(request, f"The address of {found.get_full_name()} stays as it is.")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("measures:person", found.pk)
