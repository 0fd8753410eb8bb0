"""What is published, for programs: the editions that the person may read, their content and their files.

`portal.api` mounts it and says who asks.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router, Schema

from measures.views.access import standing_of
from reports.models import Edition, Format, RenderedFile, Rendering
from reports.queries import SEES_SIGNED, visible_editions
from reports.views.access import edition_at
from reports.views.files import send_file

router = Router(tags=["Editions"])

EDITION = "/editions/{slug:slug}/{month:month}/{audience}/{int:number}"


class EditionOut(Schema):
    """One edition of a month."""

    scorecard: str
    period: str
    audience: str
    number: int
    sha256: str
    signed_at: dt.datetime | None
    published_at: dt.datetime | None
    superseded: bool
    reason: str


class FileOut(Schema):
    """A file of an edition: whether it has been made."""

    format: str
    state: str


class EditionContentOut(EditionOut):
    """An edition with all that it says, as it was frozen, and its files."""

    content: dict[str, Any]
    files: list[FileOut]


def _row(edition: Edition) -> dict[str, Any]:
    publication = getattr(edition, "publication", None)
    return {
        "scorecard": edition.scorecard.slug,
        "period": edition.period.key,
        "audience": edition.audience,
        "number": edition.number,
        "sha256": edition.sha256,
        "signed_at": edition.signed_at,
        "published_at": publication.at if publication else None,
        "superseded": bool(getattr(edition, "is_superseded", False)),
        "reason": edition.reason,
    }


@router.get("/editions", response=list[EditionOut], url_name="editions", summary="The editions that you may read")
def editions(request: HttpRequest) -> list[EditionOut]:
    """Return the editions that the person may read, the latest month first."""
    found = visible_editions(standing_of(request)).with_superseded().newest_first()
    return [EditionOut(**_row(edition)) for edition in found]


@router.get(EDITION, response=EditionContentOut, url_name="edition", summary="What an edition says")
def edition(request: HttpRequest, slug: str, month: dt.date, audience: str, number: int) -> EditionContentOut:
    """Return the frozen content of an edition. Why figures were withheld is for those who sign and publish."""
    found = edition_at(request, slug, month, number, audience)
    content = found.data()
    if not standing_of(request).roles_on_scorecard(found.scorecard_id) & set(SEES_SIGNED):
        content.pop("decisions", None)
    files = Rendering.objects.filter(edition=found, option="full").order_by("format")
    return EditionContentOut(
        **_row(found), content=content, files=[FileOut(format=row.format, state=row.state) for row in files]
    )


@router.get(f"{EDITION}/files/{{form}}", url_name="edition_file", summary="A file of an edition")
def edition_file(
    request: HttpRequest, slug: str, month: dt.date, audience: str, number: int, form: str
) -> HttpResponseBase:
    """Send the edition's pdf or xlsx; 404 where it has not been made, which its page in the portal offers."""
    found = edition_at(request, slug, month, number, audience)
    if form not in {word.value for word in Format}:
        raise Http404("There is no such format.")
    files = RenderedFile.objects.filter(rendering__edition=found, rendering__option="full", rendering__format=form)
    made = files.select_related("rendering__edition__scorecard", "rendering__edition__period").defer(
        "content", "rendering__edition__content"
    )
    file = made.order_by("-pk").first()
    if file is None:
        raise Http404("It has not been made.")
    response: HttpResponse | HttpResponseBase = send_file(request, file)
    return response
