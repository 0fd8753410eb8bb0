"""A person's own account, and signing in to the demonstration at one press. Called by the addresses of this app."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate, login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.models import User
from portal.accounts.samples import sample_account


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show the person's own account and the ways to keep it safe."""
    return render(request, "account/account.html", {"rows": _rows(cast(User, request.user))})


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
    login(request, user)
    return redirect(_where_to(request))


def _where_to(request: HttpRequest) -> str:
    """Return the page of this site at which the person was, else their first page."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here else "/"


def _rows(user: User) -> list[dict[str, str]]:
    return [
        {"key": "Name", "value": user.get_full_name()},
        {"key": "Email address", "value": user.get_username()},
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
            "key": "Tokens for programs",
            "value": "For a system that reads or enters figures in your name",
            "url": reverse("account_tokens"),
            "action": "Manage",
        },
    ]
