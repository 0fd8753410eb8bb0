"""Keeps what was typed into any form when the session had ended, and shows it again to who typed it.

It stands behind Django's check of a form's secret, and changes the answers to two requests only: a form that somebody
signed out has sent, which leads to the sign-in page, and the page on which that form stands. Nothing is ever sent
again but by the person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.csrf import csrf_failure as refused_page

from portal.signed_out.filling import fill
from portal.signed_out.kept import IN_SESSION, Kept, data_by_path, forget, keep, kept_for
from portal.signed_out.marks import AGAIN

MAIN = 'id="main-content">'
"""Where a page of the site begins to say something (`design/base.html`)."""

Answer = Callable[[HttpRequest], HttpResponse]


def keeps_what_was_typed(answer: Answer) -> Answer:
    """Return the middleware."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return _sent(request, answer)
        if request.method != "GET" or request.headers.get("HX-Request"):
            return answer(request)
        kept = kept_for(request)
        if not kept:
            return answer(request)
        request.typed_before = data_by_path(kept)  # type: ignore[attr-defined]
        return _with_what_was_typed(request, answer(request), kept)

    return answered


def _sent(request: HttpRequest, answer: Answer) -> HttpResponse:
    signed_in = request.user.is_authenticated
    if signed_in and IN_SESSION in request.session:
        forget(request, paths=(request.path, *request.POST.getlist(AGAIN)))
    response = answer(request)
    if signed_in or request.headers.get("HX-Request") or not _asks_to_sign_in(response):
        return response
    kept = keep(request)
    return redirect_to_login(kept.page) if kept is not None else response


def _asks_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == reverse("account_login")


def _with_what_was_typed(request: HttpRequest, response: HttpResponse, kept: list[Kept]) -> HttpResponse:
    """Return the page with the forms filled in, and a sentence about it; what has no box any more stands below that."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return response
    page, left = response.content.decode(), []
    if MAIN not in page:
        return response
    for each in kept:
        page, without_box = fill(page, each.data, at=request.path, sent_to=each.path)
        left += without_box
    context = {"kept": kept, "left": left, "had_file": any(each.had_file for each in kept)}
    context["signed_out"] = any(each.signed_out for each in kept)
    said = render_to_string("portal/typed.html", context, request)
    response.content = page.replace(MAIN, MAIN + said, 1).encode()
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep a form whose page was opened before the person signed in again, and lead them back to it.

    It was not taken, for its secret is an old one; our own mark tells whose it is.
    """
    person: Any = request.user
    kept = None if request.headers.get("HX-Request") else keep(request)
    if kept is not None and not person.is_authenticated:
        return redirect_to_login(kept.page)
    if kept is not None and kept.person == str(person.pk):
        return redirect(kept.page)
    return refused_page(request, reason)
