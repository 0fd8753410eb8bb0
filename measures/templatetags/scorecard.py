"""The rows of a scorecard's table: `{% load scorecard %}`. Written here and not in a template, which takes ten times
as long over the thousands of cells of a whole scorecard. Everything that people wrote is escaped. No queries.
"""

from __future__ import annotations

from functools import cache
from html import escape  # Django's own takes three times as long: it looks for texts to be translated later
from typing import Final

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from measures.choices import Direction, Missing, Rag, SubmissionState
from measures.models import Period
from measures.queries.cells import NOT_PUBLISHED, Cell
from measures.queries.chosen import HeatCell
from measures.queries.columns import Columns, cell_of
from measures.queries.scorecard import Row, Table
from measures.templatetags.measures import MARKS, NOT_AVAILABLE, UNPUBLISHED
from measures.views.access import MonthConverter

register = template.Library()

CAVEAT: Final = "‡"
EXPLAINED: Final = "†"
UNEXPLAINED: Final = "§"
KEPT: Final = {"target": "app-number app-kept", "gap": "app-number app-kept app-wraps"}
"""How the column looks that a telephone shows beside the newest month; that of words wraps."""
NOT_YET: Final = '<span class="app-secondary">not published</span>'
DONE: Final = frozenset({SubmissionState.APPROVED, SubmissionState.PUBLISHED})
ADDRESS: Final = "0-ref-0"
"""Stands for a reference in an address that is worked out once for all rows."""


@register.simple_tag(takes_context=True)
def month_links(context: Context, periods: list[Period]) -> SafeString:
    """Return an entry of a list for each month of the scorecard: a link to the page as it is shown, of that month."""
    scorecard, shown, query = context["scorecard"], context["period"], context["request"].GET.urlencode()
    to_url, asked = MonthConverter().to_url, escape(f"?{query}") if query else ""
    whole = reverse("measures:scorecard", args=[scorecard.slug, shown.month])
    stem = escape(whole.removesuffix(f"{to_url(shown.month)}/"))
    parts = [
        f'<li><a class="govuk-link" href="{stem}{to_url(period.month)}/{asked}">{escape(period.label)}</a></li>'
        if period.pk != shown.pk
        else f'<li><strong aria-current="page">{escape(period.label)}</strong></li>'
        for period in periods
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above


@register.simple_tag
def scorecard_rows(rows: list[Row], table: Table, columns: Columns) -> SafeString:
    """Return the rows of measures: reference and title, the columns chosen, the months, status and direction."""
    slug, month = table.scorecard.slug, MonthConverter().to_url(table.month)
    measure = reverse("measures:measure", args=[slug, ADDRESS])
    entry = reverse("measures:entry", args=[slug, month, ADDRESS])
    before = [(name, KEPT[name] if name == columns.kept else "app-number") for name, _ in columns.before]
    after = [name for name, _ in columns.after]
    parts: list[str] = []
    for row in rows:
        ref = escape(row.ref)
        quoted = reverse_ref(row.ref)
        parts.append(
            f'<tr><th scope="row"><a class="govuk-link" href="{measure.replace(ADDRESS, quoted)}">'
            f"{ref} {escape(row.title)}</a>"
        )
        state = row.state
        if state is not None and state not in DONE:
            parts.append(f' <a class="app-stage" href="{entry.replace(ADDRESS, quoted)}">{state.value}</a>')
        parts.append("</th>")
        parts += [_cell(cell_of(row, name), css) for name, css in before]
        parts += [_cell(cell) for cell in row.months[:-1]]
        parts += [_current(row, cell) for cell in row.months[-1:]]
        parts += [_cell(cell_of(row, name), "app-number" if name == "number" else "") for name in after]
        parts.append(f'<td class="app-verdict">{_verdict(row)}</td></tr>')
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above and below


@register.simple_tag
def heat_rows(rows: list[tuple[Row, list[HeatCell]]], table: Table) -> SafeString:
    """Return the rows of the heat map: the measure, and each month's figure with its status.

    A cell holds its figure and the status in a word; its colour and its shape are the style sheet's.
    """
    measure = reverse("measures:measure", args=[table.scorecard.slug, ADDRESS])
    parts: list[str] = []
    for row, cells in rows:
        address = measure.replace(ADDRESS, reverse_ref(row.ref))
        words = f"{escape(row.ref)} {escape(row.title)}"
        parts.append(f'<tr><th scope="row"><a class="govuk-link" href="{address}">{words}</a></th>')
        for cell in cells:
            rag = cell.rag if cell.figure.text else None  # no colour without its word
            start, word = _heat_status(rag, cell.published.rag if cell.published else None) if rag else ("<td>", "")
            parts.append(f"{start}{_printed(cell.figure)}{word}</td>")
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above


@cache
def _heat_status(rag: Rag, published: Rag | None) -> tuple[str, str]:
    """Return how a cell with a status begins, and its words, which are heard and not seen."""
    was = f"published as {published.label}" if published else ""
    title = f' title="{was[0].upper()}{was[1:]}"' if was else ""
    return (
        f'<td class="app-tint--{rag.tone} app-shape--{rag.shape}"{title}>',
        f" <b>{', '.join(filter(None, (rag.label, was)))}</b>",
    )


@cache
def reverse_ref(ref: str) -> str:
    """Return a reference as addresses write it."""
    base = reverse("measures:measure", args=["s", "r"])
    address = reverse("measures:measure", args=["s", ref])
    return escape(address[len(base) - 2 : -1])


def _cell(cell: Cell, css: str = "app-number") -> str:
    note = f' title="{escape(cell.note)}"' if cell.note else ""
    return f'<td class="{css}"{note}>{_printed(cell)}</td>' if css else f"<td{note}>{_printed(cell)}</td>"


def _printed(cell: Cell) -> str:
    if cell.text:
        if not cell.mark:
            return escape(cell.text)
        words = " ".join(MARKS[mark] for mark in cell.mark)
        return f'{escape(cell.text)}<span class="app-mark" title="{words}"> {cell.mark}</span>'
    if cell is NOT_PUBLISHED:
        return UNPUBLISHED
    if cell.missing == Missing.NOT_AVAILABLE:
        return NOT_AVAILABLE
    return f'<span class="app-secondary">{escape(cell.missing)}</span>' if cell.missing else ""


def _current(row: Row, cell: Cell) -> str:
    """Return the month's figure, with a sign where it has a caveat, and for its findings: explained or not."""
    signs = ""
    if row.caveat:
        signs += _sign(CAVEAT, "Approved with a caveat", row.caveat)
    if row.explained:
        signs += _sign(EXPLAINED, "Explained", row.explained)
    if row.unexplained:
        signs += _sign(UNEXPLAINED, "Not explained", row.unexplained)
    return f'<td class="app-number app-current">{_printed(cell)}{signs}</td>'


def _sign(sign: str, words: str, text: str) -> str:
    said = escape(f"{words}: {text}")
    return (
        f'<span class="app-sign" title="{said}"><span aria-hidden="true">{sign}</span>'
        f'<span class="govuk-visually-hidden"> {said}</span></span>'
    )


def _verdict(row: Row) -> str:
    result = row.result
    if result is None:
        return NOT_YET if row.months[-1] is NOT_PUBLISHED else ""
    unrated = f'<span class="app-secondary">{row.unrated}</span><br>' if row.unrated else ""
    if result.published:
        said = f'title="{escape(result.published.words)}">{escape(result.published.short)}'
        unrated += f'<span class="app-secondary" {said}</span><br>'
    if row.published:
        unrated += f'<span class="app-secondary">{escape(row.published)}</span><br>'
    dated = f'<span class="app-secondary app-nowrap">{result.month:%B %Y}</span><br>' if result.month else ""
    return (
        f'<span title="{escape(result.sentence)}">{_status(result.rag)}</span><br>{dated}{unrated}'
        f'<span class="app-nowrap" title="{escape(result.direction_sentence)}">{_direction(result.direction)}</span>'
    )


@cache
def _status(rag: Rag) -> str:
    return render_to_string("measures/parts/status.html", {"rag": rag}).strip()


@cache
def _direction(direction: Direction) -> str:
    arrow = f' <span aria-hidden="true">{direction.arrow}</span>' if direction.arrow else ""
    return f"{direction.label}{arrow}"
