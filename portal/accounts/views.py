"""A person's own account, and signing in to the demonstration at one press. Called by the addresses of this app."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from measures.actions.accounts import accept_invitation, rename
from measures.actions.outcome import Refused
from measures.forms.people import NameForm
from measures.models import Invitation
from measures.queries.mail import mail_to
from portal.accounts.forms import FirstPasswordForm
from portal.accounts.models import User
from portal.accounts.samples import sample_account


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show the person's own account and the ways to keep it safe."""
    return render(request, "account/account.html", {"rows": _rows(cast(User, request.user))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Let the person put their own name right."""
    user = cast(User, request.user)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": user.name})
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                rename(person=user, by=user, **form.cleaned_data)
                messages.success(request, "Your name is saved.")
                return redirect("account")
        except Refused as refused:
            form.show_refusal(refused)
    return render(request, "account/name.html", {"form": form}, status=status)


@login_required
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """Show what the portal has written to the person."""
    return render(request, "account/mail.html", {"mail": mail_to(request.user)[:50]})


@require_POST
@sensitive_post_parameters()
def sign_in_as_sample(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the sample accounts. Not found outside the demonstration, and for any other account."""
    sample = sample_account(request.POST.get("email", ""))
    if sample is None:
        raise Http404
    user = authenticate(request, email=sample.email, password=sample.password)
    if user is None:
        messages.error(request, f"{sample.name} is not there. Stop the demonstration and start it again.")
        return redirect("account_login")
    return _sign_in(request, user, to=_where_to(request))


def _sign_in(request: HttpRequest, user: Any, *, to: str) -> HttpResponse:
    """Sign in as the sign-in page does: after the second step, where there is one, and listed among the sessions."""
    return cast(HttpResponse, perform_login(request, user, redirect_url=to))


def _where_to(request: HttpRequest) -> str:
    """Return the page of this site at which the person was, else their first page."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here else "/"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password, sign them in, and offer the second step. Looking uses nothing up."""
    found = Invitation.objects.all().of_token(token)
    if found is None or not found.works(timezone.now()) or not found.person.is_active:
        return render(request, "account/invitation_over.html", {"found": found}, status=410)
    form = FirstPasswordForm(
        user=found.person, data=request.POST or None, initial={"name": found.person.get_full_name()}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said = form.cleaned_data
                person = accept_invitation(invitation=found, password=said["password1"], name=said["name"])
            except Refused:
                return render(request, "account/invitation_over.html", {"found": found}, status=410)
            answer = _sign_in(request, person, to=reverse("mfa_index"))
            if request.user.is_authenticated:
                messages.success(request, "Your password is set, and you are signed in. Add a second step next.")
            return answer
    return render(request, "account/invitation.html", {"form": form, "person": found.person}, status=status)


def _rows(user: User) -> list[dict[str, str]]:
    return [
        {"key": "Name", "value": user.get_full_name(), "url": reverse("account_name")},
        {"key": "Email address", "value": user.get_username(), "url": reverse("account_new_email")},
        {
            "key": "Password",
            "value": "Set" if user.has_usable_password() else "None: you sign in through the council",
            "url": reverse("account_change_password"),
        },
        {
            "key": "Second step when signing in",
            "value": "An app for codes, or a passkey",
            "url": reverse("mfa_index"),
            "action": "Manage",
        },
        {
            "key": "Where you are signed in",
            "value": "This browser, and any other that you have not signed out of",
            "url": reverse("usersessions_list"),
            "action": "See",
        },
        {
            "key": "Mail",
            "value": "Reminders of what waits for you, once a day at most, and news of standing in",
            "url": reverse("account_mail"),
            "action": "See",
        },
        {
            "key": "Tokens for programs",
            "value": "For a system that reads or enters figures in your name",
            "url": reverse("account_tokens"),
            "action": "Manage",
        },
    ]
