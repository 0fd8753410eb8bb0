"""The API: both apps' routers, who asks, how often, and how a refusal is answered.

A program sends a person's token; a page of the portal may ask with the session, and sends the CSRF token with every
change. Every refusal is a list of sentences.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import SimpleRateThrottle

from measures.actions.outcome import Overtaken, Refused
from measures.api import router as month_router
from measures.views.access import status_code
from portal.accounts.models import User
from portal.accounts.tokens import token_that_says
from reports.api import router as editions_router

RATE: Final = "600/m"
"""Requests that one person's programs may make together."""
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class AsWritten(Parser):
    """Numbers are kept as they are written, so that 79.10 keeps its places and 1e400 or NaN are no figures."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body; every number in it as text."""
        return json.loads(request.body, parse_float=str, parse_int=str, parse_constant=str)


class TokenAuth(HttpBearer):
    """A person's token."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return whose token it is; None where it opens nothing. Raises `HttpError` where it may only read."""
        found = token_that_says(token.strip(), timezone.localdate())
        if found is None:
            return None
        if request.method not in READING and not found.may_write:
            raise HttpError(403, "This token may only read. Make one that may enter figures.")
        request.user = found.person
        return found.person


class SignedIn(SessionAuth):
    """Somebody who is signed in to the portal in the same browser."""

    def __call__(self, request: HttpRequest) -> Any:
        """Return the person; the CSRF token is asked of those who are signed in alone."""
        return super().__call__(request) if request.user.is_authenticated else None


class PersonThrottle(SimpleRateThrottle):
    """So many requests a minute of one person, whatever their tokens."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """Return the name under which the person's requests are counted."""
        return f"api-requests-{request.user.pk}"


class ErrorsOut(Schema):
    """Why nothing was done, in sentences."""

    errors: list[str]


throttle = PersonThrottle(RATE)


class Api(NinjaAPI):
    """The API, every refusal of which is a list of sentences: ninja answers a method that an address has not itself."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()
        for each in found:
            if isinstance(each, URLPattern):
                each.callback = _in_sentences(each.callback)
        return found


def _in_sentences(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view whose refusal of a method is answered as every other refusal is."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        said = answer(request, [f"This address does not take {request.method}. It takes {response['Allow']}."], 405)
        said["Allow"] = response["Allow"]
        return said

    return answered


api = Api(
    title=settings.PORTAL_SERVICE_NAME,
    version="1",
    description="Figures, statuses and editions, as far as the person of the token may look.",
    urls_namespace="api",
    docs_url=None,  # its page would load scripts from another host
    parser=AsWritten(),
    auth=[TokenAuth(), SignedIn()],
    throttle=[throttle],
)


@api.get("/", url_name="root", summary="Where to begin", response=dict[str, str])
def root(request: HttpRequest) -> dict[str, str]:
    """Return the first addresses."""
    return {
        "openapi": reverse("api:openapi-json"),
        "scorecards": reverse("api:scorecards"),
        "editions": reverse("api:editions"),
    }


api.add_router("", month_router)
api.add_router("", editions_router)


def answer(request: HttpRequest, sentences: list[str], status: int) -> HttpResponse:
    """Return a refusal."""
    return api.create_response(request, {"errors": sentences}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer what an action refused: 404, 403, 409 or 422."""
    try:
        status = status_code(refusal)
    except Http404:
        return no_such(request, refusal)
    if isinstance(refusal, Overtaken):
        happened = refusal.sentence.partition(" Your change")[0]
        return answer(request, [f"{happened} Nothing was changed. Read the figure again for its version."], status)
    return answer(request, list(refusal.fields.values()) or [refusal.sentence], status)


@api.exception_handler(Http404)
def no_such(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer for what there is not, or what the person may not learn of: the same."""
    return answer(request, ["There is nothing at this address."], 404)


@csrf_exempt
def nothing_there(request: HttpRequest, elsewhere: str) -> HttpResponse:
    """Answer for an address that the API does not have, such as one with a thirteenth month."""
    return no_such(request, Http404(elsewhere))


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer somebody whom the portal does not know."""
    response = answer(
        request, ["Send a token that holds as the header Authorization: Bearer, or sign in to the portal."], 401
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def not_so(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what ninja refused: a body that is no JSON, a missing CSRF token, too many requests."""
    return answer(request, [str(error)], error.status_code)


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a request that is not as the API describes it."""
    return answer(request, [_sentence(each) for each in error.errors], 422)


def _sentence(error: dict[str, Any]) -> str:
    """Return what is wrong with one field."""
    name = ".".join(str(part) for part in error["loc"][2:]) or "body"
    if error["type"] == "missing":
        return f"Send the field “{name}”." if name != "body" else "Send a body in JSON."
    if error["type"] == "extra_forbidden":
        return f"There is no field “{name}”."
    return f"The field “{name}” can not be read: {error['msg'][:1].lower()}{error['msg'][1:]}."
