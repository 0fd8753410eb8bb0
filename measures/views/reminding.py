"""Reminding by hand: the figures of a month that are not in, who would be told of each, and telling them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from measures.actions.outcome import Refused
from measures.actions.reminding import WAITS_IN, Reminded, days_of_mail, remind, reminded_on, told_of
from measures.choices.listed import listed
from measures.models import Event, Period, Submission
from measures.notices.mail import NEWS_FROM, goes_out_at_once
from measures.permissions import may_remind
from measures.queries.scope import submissions
from measures.views.access import keeper_of, period_at, standing_of, status_code

SOON: Final = 7
"""Within how many days of its date a figure is called due."""
WHICH: Final = {"": "All that wait", "late": "Late", "due": f"Due within {SOON} days"}


@dataclass(frozen=True, repr=False)
class Line:
    """One figure that is not in, with who would be told of it."""

    submission: Submission
    late: bool
    told: list[tuple[str, dt.date]]
    """Names, and the day on which their mail goes out."""
    reminded: Event | None
    """By whom people were reminded of it today."""
    ticked: bool

    @property
    def is_for_somebody(self) -> bool:
        """Return whether a reminder would reach anybody."""
        return bool(self.told) and self.reminded is None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remind_people(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """List what is not in and who would be told, and remind them of what is ticked."""
    keeper_of(request, slug)
    period = period_at(request, slug, month)
    if request.method != "POST":
        return _show(request, period)
    ids = {int(text) for text in request.POST.getlist("figure") if text.isdecimal() and len(text) < 19}
    chosen = submissions(standing_of(request)).filter(period=period, pk__in=ids)
    try:
        done = remind(period=period, submissions=chosen, by=request.user)
    except Refused as refused:
        error = refused.fields.get("figure", refused.sentence)
        return _show(request, period, ticked=ids, error=error, status=status_code(refused))
    for sentence in done.refused:
        messages.warning(request, sentence)
    if done.submissions:
        messages.success(request, said_of(done, timezone.now()))
    return redirect("measures:board", slug, month)


def said_of(done: Reminded, at: dt.datetime) -> str:
    """Return who is told and when: at once, in the night with the morning's mail, or with the next working day's."""
    today = timezone.localdate(at)
    count = len(done.submissions)
    figures = f"{count} figure{'' if count == 1 else 's'}"
    now, later = ([person for person, on in done.people.items() if (on == today) is told] for told in (True, False))
    day = max(done.people.values(), default=today)
    mail = f"in the mail of {day:%A %-d %B}: there is one a working day at most."
    if not now:
        return f"The reminder of {figures} goes out to {_listed(later)} {mail}"
    soon = "within a minute or two" if goes_out_at_once(at) else f"in today’s mail, by {NEWS_FROM}am"
    said = f"The reminder of {figures} goes out to {_listed(now)} {soon}."
    return f"{said} {_listed(later)} {'are' if len(later) > 1 else 'is'} told {mail}" if later else said


def _listed(people: Iterable[Any]) -> str:
    """Return names in words: "Ann Ash, Bo Beech and Cy Cedar"."""
    return listed(sorted(str(person.get_full_name()) for person in people))


def _lines(request: HttpRequest, period: Period, ticked: set[int] | None, which: str) -> list[Line]:
    """Return the figures that wait: three queries beside the rows'."""
    now = timezone.now()
    today = timezone.localdate(now)
    rows: Iterable[Submission] = submissions(standing_of(request)).filter(period=period, state__in=WAITS_IN).in_order()
    rows = [row for row in rows if row.takes_changes()]
    told, reminded = told_of(rows, today), reminded_on(rows, now)
    days = days_of_mail({person.pk for people in told.values() for person in people}, now)
    lines = []
    for row in rows:
        late = row.is_late_on(today)
        if (which == "late" and not late) or (which == "due" and not _is_due(row, today)):
            continue
        people = [(person.get_full_name(), days[person.pk]) for person in told[row.pk]]
        free = bool(people) and row.pk not in reminded
        lines.append(Line(row, late, people, reminded.get(row.pk), free if ticked is None else row.pk in ticked))
    return lines


def _is_due(row: Submission, today: dt.date) -> bool:
    due_on = row.period.due_on
    return due_on is not None and today <= due_on <= today + dt.timedelta(days=SOON)


def _show(
    request: HttpRequest, period: Period, *, ticked: set[int] | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    which = request.GET.get("which", "")
    which = which if which in WHICH else ""
    lines = _lines(request, period, ticked, which)
    context: dict[str, Any] = {
        "period": period,
        "scorecard": period.scorecard,
        "answer": may_remind(standing_of(request), period),
        "lines": lines,
        "which": which,
        "choices": WHICH,
        "error": error,
        "today": timezone.localdate(),
        "can_send": any(line.is_for_somebody for line in lines),
    }
    return render(request, "measures/remind.html", context, status=status)
