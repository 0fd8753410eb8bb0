"""The page on which a person makes and revokes the tokens of programs that use the API in their name."""

from __future__ import annotations

from typing import Any, Final, cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from measures.actions.outcome import Refused
from portal.accounts.models import Token, User
from portal.accounts.tokens import make_token, revoke_token

DAYS: Final = [("30", "30 days"), ("90", "90 days"), ("365", "A year")]


class TokenForm(forms.Form):
    """What a token is for, how long it holds, and whether it may change anything."""

    use_required_attribute = False

    name = forms.CharField(
        label="Which program will use it?",
        max_length=100,
        help_text="For example, nightly extract of the case management system",
        error_messages={"required": "Enter which program will use it"},
    )
    days = forms.TypedChoiceField(
        label="How long does it hold?",
        choices=DAYS,
        coerce=int,
        initial="90",
        widget=forms.RadioSelect,
        error_messages={"required": "Select how long it holds", "invalid_choice": "Select how long it holds"},
    )
    may_write = forms.BooleanField(
        label="It may enter and submit figures, not only read",
        required=False,
        help_text="You first show again who you are, as when you signed in.",
    )


def asks_to_write(request: HttpRequest) -> bool:
    """Return whether a token is asked for that may change figures."""
    return request.method == "POST" and "may_write" in request.POST


@login_required
@reauthentication_required(enabled=asks_to_write)  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List the person's tokens; make one, and show what it says this once.

    For one that may change figures the person shows again who they are; what they sent is then gone on with.
    """
    person = cast(User, request.user)
    form = TokenForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "today": timezone.localdate()}
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                token, secret = make_token(by=person, **form.cleaned_data)
                context.update(made=token, secret=secret, form=TokenForm())
                status = 200
        except Refused as refused:
            form.add_error("name", refused.sentence)
    context["tokens"] = [(token, token.opens_on(context["today"])) for token in person.tokens.all()[:100]]
    return render(request, "account/tokens.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the person's tokens."""
    person = cast(User, request.user)
    token = get_object_or_404(Token, pk=pk, person=person)
    try:
        revoke_token(token=token, by=person)
    except Refused as refused:
        if refused.hidden:
            raise Http404(refused.sentence) from refused
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"The token {token.name} opens nothing any more.")
    return redirect("account_tokens")
