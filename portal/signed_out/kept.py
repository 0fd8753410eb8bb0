"""The forms that are kept in a session until their person sends them again or throws them away."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict

from portal.signed_out import marks

IN_SESSION: Final = "typed"
MOST: Final = 10
"""Forms that are kept at once; the oldest goes first."""


@dataclass(frozen=True)
class Kept:
    """A form that was sent by somebody signed out, or from a page that was older than their session."""

    person: str
    page: str
    """The address of the page on which it stands."""
    path: str
    """Where it was sent."""
    form: str
    had_file: bool
    signed_out: bool = True
    """Whether they were signed out then; otherwise the page was from before they last signed in."""

    @property
    def data(self) -> QueryDict:
        """What was typed, as it was sent."""
        return QueryDict(self.form)


def _all(request: HttpRequest) -> list[Kept]:
    return [Kept(**each) for each in request.session.get(IN_SESSION, [])]


def _write(request: HttpRequest, kept: list[Kept]) -> None:
    if kept:
        request.session[IN_SESSION] = [asdict(each) for each in kept[-MOST:]]
    else:
        request.session.pop(IN_SESSION, None)


def keep(request: HttpRequest) -> Kept | None:
    """Keep the form that was sent, for whoever typed it; None where it does not say who that was."""
    mark = marks.read(request.POST)
    if mark is None or not marks.is_kept(request.path):
        return None
    sent = request.POST.copy()
    for name in (marks.NAME, marks.AGAIN, "csrfmiddlewaretoken"):
        sent.pop(name, None)
    signed_out = not request.user.is_authenticated
    new = Kept(mark.person, mark.page, request.path, sent.urlencode(), bool(request.FILES), signed_out)
    others = [each for each in _all(request) if (each.person, each.path) != (new.person, new.path)]
    _write(request, [*others, new])
    return new


def kept_for(request: HttpRequest) -> list[Kept]:
    """Return the forms of this person that stand on this page. Nobody else's are ever returned."""
    if IN_SESSION not in request.session or not request.user.is_authenticated:
        return []
    person = str(request.user.pk)
    return [each for each in _all(request) if each.person == person and urlsplit(each.page).path == request.path]


def forget(request: HttpRequest, *, paths: Container[str] = (), page: str = "") -> list[Kept]:
    """Forget what this person had sent to some paths, or from a page; return it."""
    if IN_SESSION not in request.session or not request.user.is_authenticated:
        return []
    person, held = str(request.user.pk), _all(request)
    gone = [each for each in held if each.person == person and (each.path in paths or each.page == page)]
    if gone:
        _write(request, [each for each in held if each not in gone])
    return gone


def data_by_path(kept: list[Kept]) -> dict[str, Any]:
    """Return what was typed, by where it was sent."""
    return {each.path: each.data for each in kept}
