"""What every view asks first: who is this, what stands at this address, and how a refusal is answered.

Called by the views of this app and by `portal.home`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import register_converter
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused
from measures.models import Period, Scorecard, Submission, gathered
from measures.permissions import Standing, may_keep_catalogue
from measures.queries import scope

Reads: TypeAlias = Mapping[str, QuerySet[Any, Any]]
"""What the parts of a page read, each by a name, before it is read."""
Read: TypeAlias = Mapping[str, list[Any]]
"""The same, once it is read."""


class MonthConverter:
    """A month in an address: 2023-11. Anything else is no such page."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        """Return the first day of the month. Raises ValueError for month 13."""
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value: dt.date | str) -> str:
        """Return the month as addresses say it."""
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(MonthConverter, "month")


def standing_of(request: HttpRequest) -> Standing:
    """Return the roles that the person holds today, read once for a request."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None:
        standing = Standing.of(request.user, timezone.localdate())
        request.standing = standing  # type: ignore[attr-defined]
    return standing


def scorecards_of(request: HttpRequest) -> list[Scorecard]:
    """Return the scorecards that the person works on, read once for a request."""
    found: list[Scorecard] | None = getattr(request, "scorecards", None)
    if found is None:
        found = scope.scorecards(standing_of(request))
        request.scorecards = found  # type: ignore[attr-defined]
    return found


def begun_periods_of(request: HttpRequest) -> list[Period]:
    """Return the months that have begun of the scorecards that the person works on, read once for a request."""
    found: list[Period] | None = getattr(request, "begun_periods", None)
    if found is None:
        found = hold_begun_periods(request, scope.begun_periods(scorecards_of(request)))
    return found


def hold_begun_periods(request: HttpRequest, begun: Iterable[Period]) -> list[Period]:
    """Keep the months that have begun for the request: `scope.begun_periods`, once read."""
    found = list(begun)
    request.begun_periods = found  # type: ignore[attr-defined]
    return found


def working_periods_of(request: HttpRequest) -> list[Period]:
    """Return the month at work of each scorecard that the person works on: the latest of several."""
    return scope.working_periods(scorecards_of(request), begun_periods_of(request))


def months_at_work_of(request: HttpRequest) -> list[Period]:
    """Return every month at work of the scorecards that the person works on, oldest first."""
    return scope.months_at_work(scorecards_of(request), begun_periods_of(request))


def read_all(wanted: Reads) -> Read:
    """Return the rows of what a page's parts read, by their names: all with one query."""
    return dict(zip(wanted, gathered(*wanted.values()), strict=True)) if wanted else {}


def scorecard_at(request: HttpRequest, slug: str) -> Scorecard:
    """Return the scorecard at an address, or 404 for one that the person does not work on."""
    scorecard = next((s for s in scorecards_of(request) if s.slug == slug), None)
    if scorecard is None:
        raise Http404("There is no such page.")
    return scorecard


def keeper_of(request: HttpRequest, slug: str) -> Scorecard:
    """Return the scorecard at an address, or 404 for whoever does not load its figures and open its months."""
    scorecard = scorecard_at(request, slug)
    if not may_keep_catalogue(standing_of(request), scorecard.pk):
        raise Http404("There is no such page.")
    return scorecard


def period_at(request: HttpRequest, slug: str, month: dt.date) -> Period:
    """Return the month at an address, or 404."""
    scorecard = scorecard_at(request, slug)
    return get_object_or_404(Period.objects.select_related("scorecard"), scorecard=scorecard, month=month)


def submission_at(request: HttpRequest, slug: str, month: dt.date, ref: str) -> Submission:
    """Return the submission at an address, or 404 for one that the person does not see in every state."""
    found = scope.submissions(standing_of(request)).filter(
        period__scorecard__slug=slug, period__month=month, definition__ref=ref
    )
    return get_object_or_404(found)


def typed_before(request: HttpRequest) -> QueryDict | None:
    """Return the form that this person sent to this address when their session had ended; None where there is none.

    The site keeps it and puts it back into the page by itself; a page asks that has more boxes for some of it.
    """
    kept: dict[str, QueryDict] = getattr(request, "typed_before", {})
    return kept.get(request.path)


def status_code(refused: Refused) -> int:
    """Return the HTTP status of a refusal. Raises Http404 for what must not be admitted to exist."""
    if refused.hidden:
        raise Http404(refused.sentence)
    if isinstance(refused, Overtaken):
        return 409
    return 422 if refused.fields else 403


def with_version(data: Any, version: int, name: str = "version") -> Any:
    """Return what was posted, to be shown again as a change to the submission's present version."""
    posted = data.copy()
    posted[name] = str(version)
    return posted
