"""Who typed into a form, and on which page: a signed mark in each form that a page has.

A page that is made in answer to a sent form carries the mark of that form on, because its own address may be one to
which forms are only sent. The pages of accounts have no marks: what is typed there are passwords and codes, which are
kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict

NAME: Final = "typed_by"
AGAIN: Final = "typed_again"
"""In a form that was filled in: where it had been sent, which need not be where it is sent next."""
NOT_KEPT: Final = ("/account/", "/admin/")
SIGNER: Final = Signer(salt="portal.signed_out")


@dataclass(frozen=True)
class Mark:
    """The person who has a form before them, and the address of the page on which it stands."""

    person: str
    page: str


def is_kept(path: str) -> bool:
    """Return whether what is sent to an address may be kept."""
    return not path.startswith(NOT_KEPT)


def mark_of(request: HttpRequest) -> str:
    """Return the mark of the forms on the page that is being made; empty where nothing typed into them is kept."""
    person: Any = getattr(request, "user", None)
    if person is None or not person.is_authenticated or not is_kept(request.path):
        return ""
    came = read(request.POST) if request.method == "POST" else None
    page = came.page if came is not None and came.person == str(person.pk) else request.get_full_path()
    return SIGNER.sign(f"{person.pk} {page}")


def read(sent: QueryDict) -> Mark | None:
    """Return the mark of a form that was sent; None for one that has none, or one that we did not write."""
    try:
        person, _, page = SIGNER.unsign(sent.get(NAME, "")).partition(" ")
    except BadSignature:
        return None
    return Mark(person, page)
