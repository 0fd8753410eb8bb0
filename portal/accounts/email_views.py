"""A person's own email address: asking for another, taking that back, and following the link to the new one."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from measures.actions.email_changes import ask_email_change, take_email_change_back
from measures.actions.outcome import Refused
from measures.forms.people import EmailForm
from measures.models import EmailChange
from portal.accounts.models import User
from portal.accounts.new_email import confirm_new_email


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def new_email(request: HttpRequest) -> HttpResponse:
    """Let a person who has just shown who they are ask for another address; the link goes there."""
    user = cast(User, request.user)
    form = EmailForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                change = ask_email_change(person=user, by=user, **form.cleaned_data)
                messages.success(request, f"A link is on its way to {change.new}. Follow it to confirm the address.")
                return redirect("account_new_email")
        except Refused as refused:
            form.show_refusal(refused)
    waiting = EmailChange.objects.waiting(timezone.now()).filter(person=user).select_related("asked_by").first()
    return render(request, "account/new_email.html", {"form": form, "waiting": waiting}, status=status)


@login_required
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Stop the link to a new address."""
    try:
        take_email_change_back(person=request.user, by=request.user)
        messages.success(request, "The address stays as it is. The link does not work any more.")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show which address becomes that of whose account, and make it so. Looking uses nothing up."""
    change = EmailChange.objects.all().of_token(token)
    if change is None or not change.works(timezone.now()) or not change.person.is_active:
        return render(request, "account/email_link_over.html", status=410)
    if change.by_the_person and request.user.pk != change.person_id:
        if request.user.is_authenticated:
            return render(request, "account/email_of_another.html", status=403)
        return redirect_to_login(request.path)
    if request.method == "POST":
        try:
            person = confirm_new_email(change=change, by=request.user if request.user.is_authenticated else None)
        except Refused as refused:
            return render(request, "account/email_link_over.html", {"sentence": refused.sentence}, status=410)
        messages.success(request, f"The address is confirmed: sign in with {person.email} from now on.")
        return redirect("account" if request.user.is_authenticated else "account_login")
    return render(request, "account/confirm_email.html", {"change": change})
