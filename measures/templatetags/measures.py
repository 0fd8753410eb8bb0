"""Tags of the measures' templates: `{% load measures %}`. No queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from measures import charts
from measures.choices import Missing, PeriodState, RestatementState, SubmissionState
from measures.forms.target import year_words
from measures.models import Event, MeasureDefinition, Period, Revision, Role, Submission
from measures.queries import people
from measures.queries.cells import NOT_PUBLISHED, Cell
from measures.queries.changed_values import ChangedValue, changed_value
from measures.queries.timeline import done_words
from measures.series import changed_from, draft_changed_from

register = template.Library()

COLOURS: Final = {
    SubmissionState.NOT_STARTED: "grey",
    SubmissionState.DRAFT: "yellow",
    SubmissionState.SUBMITTED: "blue",
    SubmissionState.RETURNED: "orange",
    SubmissionState.APPROVED: "green",
    SubmissionState.PUBLISHED: "purple",
    SubmissionState.LEFT_OUT: "grey",
    PeriodState.PLANNED: "grey",
    PeriodState.OPEN: "blue",
    PeriodState.CLOSED: "yellow",
    PeriodState.SIGNED: "green",
    RestatementState.ASKED: "yellow",
    RestatementState.AGREED: "orange",
    RestatementState.REFUSED: "grey",
    RestatementState.WITHDRAWN: "grey",
}
"""The colour of each state's tag, as GOV.UK Frontend names them. The word says it; the colour only helps to find it."""

MARKS: Final = {"p": "provisional", "r": "revised"}
WIDER: Final = mark_safe(
    '<p class="app-scroll-hint app-narrow-only app-no-print">The chart is wider than the screen: scroll it back for '
    "earlier months.</p>"
)
UNPUBLISHED: Final = mark_safe('<span class="govuk-visually-hidden">not published</span>')
"""What is heard, and said once above the table, of a cell that is blank until its month is published."""
NOT_AVAILABLE: Final = mark_safe('<abbr class="app-secondary" title="not available">NA</abbr>')


@register.filter
def colour(state: str) -> str:
    """Return the colour of a state's tag."""
    return next((tone for known, tone in COLOURS.items() if known == state), "grey")


@register.filter
def as_seen(state: str, period: Period) -> str:
    """Return a figure's state as it is shown in its month."""
    return SubmissionState(state).in_month(period.state)


@register.filter
def as_it_was_loaded(revision: Revision, definition: MeasureDefinition) -> str:
    """Return what a load had in the place of a revision's figure; empty where nobody has changed it."""
    return changed_from(revision, definition)


@register.filter
def draft_as_it_was_loaded(submission: Submission) -> str:
    """Return what a load had in the place of a draft's figure; empty where nobody has changed it."""
    return draft_changed_from(submission)


@register.filter
def financial_year(year: int) -> str:
    """Return a financial year as it is written: 2023/24."""
    return year_words(year)


@register.simple_tag
def control_chart(data: charts.ChartData, uid: str) -> SafeString:
    """Return a control chart whose points the keyboard can reach; `uid` is its own on the page.

    One without a point is reached itself: on a phone it scrolls, and a sentence says so.
    """
    drawn = mark_safe(charts.control_chart(data, uid=uid, interactive=True))  # noqa: S308 - drawn and escaped by charts
    if any(point.value is not None for point in data.points):
        return format_html('{}<div class="app-chart-frame">{}</div>', WIDER, drawn)
    return format_html(
        '{}<div class="app-chart-frame" tabindex="0" role="region" aria-label="{}">{}</div>', WIDER, data.title, drawn
    )


@register.simple_tag
def printed(cell: Cell) -> str:
    """Return a figure as it is printed, marked, or why there is none. A tag, because a scorecard has a thousand."""
    if cell.text:
        if not cell.mark:
            return cell.text
        words = " ".join(MARKS[mark] for mark in cell.mark)
        return format_html('{}<span class="app-mark" title="{}"> {}</span>', cell.text, words, cell.mark)
    if cell is NOT_PUBLISHED:
        return UNPUBLISHED
    if cell.missing == Missing.NOT_AVAILABLE:
        return NOT_AVAILABLE
    return format_html('<span class="app-secondary">{}</span>', cell.missing) if cell.missing else ""


@register.filter
def query(value: str, name: str) -> str:
    """Return an address that filters this page: '?state=not+started'."""
    return f"?{urlencode({name: value})}"


@register.filter
def label(state: str) -> str:
    """Return a word of the vocabulary with a capital."""
    return state[:1].upper() + state[1:]


@register.filter
def by_explanation(findings: Iterable[Any]) -> list[list[Any]]:
    """Return findings in their order, those together that one explanation answers: it is printed once.

    What is found of a draft as it is typed has no explanation yet.
    """
    found: dict[str | int, list[Any]] = {}
    for finding in findings:
        found.setdefault(getattr(finding, "explained", "") or id(finding), []).append(finding)
    return list(found.values())


@register.filter
def done(what: str) -> str:
    """Return what an event says was done, in words."""
    return done_words(what)


@register.filter
def change(event: Event) -> ChangedValue | None:
    """Return which value an event changed, from what to what; None where it changed none."""
    return changed_value(event)


@register.filter
def in_short(roles: Iterable[Role]) -> list[str]:
    """Return roles as a list of people says them."""
    return people.in_short(roles)


@register.filter
def account_state(person: Any) -> tuple[str, str, str]:
    """Return how a person's account stands: word, shape and colour."""
    return people.account_state(person, timezone.now())
