"""The list of editions, and one edition as a page: the same content as its PDF and its workbook."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.choices import Audience, JobState, PeriodState
from measures.permissions import may_period
from measures.tables import shown_table
from measures.views.access import standing_of
from reports.content import EditionContent, from_data
from reports.content.sources import sources_of
from reports.content.summary import summarise
from reports.document import edition_line, signed_line
from reports.forms import MakeForm
from reports.listings import (
    SPANS_SENTENCE,
    approvals,
    compared_of,
    notes,
    other_actions,
    parts_of,
    said_of_others,
    why_left_out,
)
from reports.models import Edition, Format, Rendering
from reports.options import FULL, Extra
from reports.queries import SEES_SIGNED, visible_editions
from reports.scorecard_tables import columns
from reports.tables import EditionTable
from reports.views.access import edition_at
from reports.views.unchanged import mark_of, marked, unchanged

FOR_NOBODY_ELSE = "Editions are for those with a role on a scorecard. You have none."
STOPPED = (JobState.FAILED, JobState.CANCELLED)


@login_required
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """List the editions that the person may read, the latest month first."""
    standing = standing_of(request)
    found = visible_editions(standing).with_superseded().newest_first()
    told = None if standing.measures or standing.sections or standing.scorecards else FOR_NOBODY_ELSE
    table = EditionTable(found, empty_text=told)
    return render(request, "reports/editions.html", {"table": shown_table(request, table)})


@login_required
@require_safe
def edition(
    request: HttpRequest, slug: str, month: dt.date, number: int, audience: str = Audience.INTERNAL.value
) -> HttpResponseBase:
    """Show one edition; answer 304, before its content is read, where the person's browser has the page as it is."""
    found = edition_at(request, slug, month, number, audience)
    mark = mark_of(request, found, standing_of(request), _files(found), _others(request, found))
    kept = unchanged(request, mark)
    if kept is not None:
        return kept
    telling = bool(len(get_messages(request)))
    answer = edition_page(request, found, from_data(found.data()))
    return answer if telling else marked(answer, mark)


def edition_page(
    request: HttpRequest, found: Edition, content: EditionContent, *, form: MakeForm | None = None, status: int = 200
) -> HttpResponse:
    """Return an edition's page; `form` is what somebody asked for that can not be made."""
    standing = standing_of(request)
    others = _others(request, found)
    files = _files(found)
    whole = {row.format: row for row in files if row.option == FULL}
    context = {
        **shown_content(content),
        "edition": found,
        "others": others,
        "latest": next((o for o in reversed(others) if o.audience == found.audience and o.number > found.number), None),
        "decisions": content.decisions if standing.roles_on_scorecard(found.scorecard_id) & set(SEES_SIGNED) else (),
        "files": [(format_, whole.get(format_.value)) for format_ in Format],
        "parts": [row for row in files if row.option != FULL and row.state not in STOPPED],
        "form": form or MakeForm(content=content),
        "may_publish": found.period.state == PeriodState.SIGNED and bool(may_period(standing, "publish", found.period)),
    }
    return render(request, "reports/edition.html", context, status=status)


def shown_content(content: EditionContent) -> dict[str, Any]:
    """Return what the parts of an edition's page read of its content."""
    return {
        "content": content,
        "edition_line": edition_line(content),
        "signed_line": signed_line(content),
        "summary": summarise(content),
        "columns": columns(content),
        "sources": sources_of(content),
        "extras": [extra for extra in Extra if any(extra.of(measure) for measure in content.measures)],
        "spans_sentence": SPANS_SENTENCE,
        "compared": compared_of(content.measures, list(Extra)),
        "notes": notes(content.measures),
        "left_out": why_left_out(content.measures),
        "approvals": approvals(content.measures),
        "at_length": [content.by_ref(ref) for ref in content.exceptions],
        "further": [measure for measure in content.reds if measure.ref not in content.exceptions],
        "others_said": said_of_others(content.measures, content.exceptions),
        "in_parts": parts_of(content.measures),
        "other_actions": other_actions(content.measures, content.exceptions),
    }


def _files(found: Edition) -> list[Rendering]:
    return list(Rendering.objects.filter(edition=found).order_by("option", "format", "pk"))


def _others(request: HttpRequest, found: Edition) -> list[Edition]:
    """Return the month's other editions that the person may read."""
    editions = visible_editions(standing_of(request)).with_superseded().filter(period=found.period)
    return list(editions.exclude(pk=found.pk).order_by("audience", "number"))
