"""A form that was sent after the session had ended: kept, and shown again once the person has signed in.

It is kept in the session in which they then sign in, for the page it was sent to and the person who typed it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

TYPED: Final = "typed"
LONGEST: Final = 100_000
"""Characters of a form that are kept: several times what its boxes take."""

View = Callable[..., HttpResponse]


def keeps_what_was_typed(view: View) -> View:
    """Ask for a signed-in person, as `login_required` does, and keep a form that somebody signed out has sent."""
    for_the_signed_in = login_required(view)

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            sent = request.POST.copy()
            sent.pop("csrfmiddlewaretoken", None)
            if len(text := sent.urlencode()) <= LONGEST:
                request.session[TYPED] = {"path": request.path, "person": sent.get("person", ""), "form": text}
            return redirect_to_login(request.path)
        return for_the_signed_in(request, *args, **kwargs)

    return asked


def typed_before(request: HttpRequest) -> QueryDict | None:
    """Return the form that this person sent to this page when their session had ended; None where there is none."""
    kept = request.session.get(TYPED)
    if not kept or kept["path"] != request.path or kept["person"] != str(request.user.pk):
        return None
    return QueryDict(kept["form"])


def nothing_typed(request: HttpRequest) -> str | None:
    """Return None, which is to make a page each time, while a form is kept for whoever signed in (`kept_with`)."""
    return None if TYPED in request.session else ""


def forget_typed(request: HttpRequest) -> None:
    """Forget the form that was kept, because it is sent again."""
    kept = request.session.get(TYPED)
    if kept and kept["path"] == request.path:
        del request.session[TYPED]
