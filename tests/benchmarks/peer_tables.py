"""The scorecard's page with its grid made by django-tables2: the peer of bench_pages.

The same request, the same reading of figures, the same cells with the same content and classes; the page around the
grid has less in it than ours. Columns are written as django-tables2's documentation has them: a `render_` method each,
`format_html` where a cell has markup, its own table template.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path, reverse
from django.utils.html import format_html

from measures.queries.cells import Cell
from measures.queries.columns import cell_of
from measures.queries.scorecard import Row
from measures.templatetags.measures import printed
from measures.views.access import period_at, scorecard_at
from measures.views.shown import Shown, shown_at
from portal.urls import urlpatterns as ours

PAGE = """{% extends "design/base.html" %}{% load django_tables2 %}
{% block content %}<h1>{{ title }}</h1>{% render_table table %}{% endblock %}"""
STATUS = '<strong class="app-status app-status--{}">{} <span aria-hidden="true">{}</span></strong>'


class FigureColumn(tables.Column):
    """A column of figures as they are printed, marked, or why there is none."""

    def render(self, value: Cell) -> Any:
        """Return the cell's content."""
        return printed(value)


class MeasureColumn(tables.Column):
    """Reference and title, with a link, and where the month's figure stands."""

    def render(self, record: Row) -> Any:
        """Return the cell's content."""
        link = reverse("measures:measure", args=[record.scorecard.slug, record.ref])
        return format_html('<a class="govuk-link" href="{}">{} {}</a> {}', link, record.ref, record.title, record.state)


class VerdictColumn(tables.Column):
    """Status and direction, each with its sentence."""

    def render(self, record: Row) -> Any:
        """Return the cell's content."""
        result = record.result
        if result is None:
            return ""
        return format_html(
            '<span title="{}">' + STATUS + '</span><br><span class="app-nowrap" title="{}">{} {}</span>',
            result.sentence,
            result.rag.tone,
            result.rag.label,
            result.rag.shape,
            result.direction_sentence,
            result.direction.label,
            result.direction.arrow,
        )


def grid(shown: Shown) -> tables.Table:
    """Return the table with the columns that ours has."""
    number = {"td": {"class": "app-number", "title": lambda value: getattr(value, "note", "") or None}}
    extra: list[tuple[str, tables.Column]] = [("measure", MeasureColumn(empty_values=(), orderable=False))]
    data = []
    for name, heading in shown.columns.before:
        extra.append((name, FigureColumn(verbose_name=heading, orderable=False, attrs=number)))
    for place, month in enumerate(shown.table.months):
        extra.append((f"m{place}", FigureColumn(verbose_name=f"{month:%b-%y}", orderable=False, attrs=number)))
    for name, heading in shown.columns.after:
        extra.append((name, FigureColumn(verbose_name=heading, orderable=False, attrs=number)))
    extra.append(("verdict", VerdictColumn(empty_values=(), orderable=False)))
    for row in shown.table.rows:
        figures = {name: cell_of(row, name) for name, _ in (*shown.columns.before, *shown.columns.after)}
        figures |= {f"m{place}": cell for place, cell in enumerate(row.months)}
        data.append(_Record(row, figures))
    return tables.Table(
        data, extra_columns=extra, attrs={"class": "app-table"}, template_name="django_tables2/table.html"
    )


class _Record:
    """A row as django-tables2 takes it: its figures by the names of the columns."""

    def __init__(self, row: Row, figures: dict[str, Cell]) -> None:
        vars(self).update(figures)
        self.scorecard, self.ref, self.title = row.scorecard, row.ref, row.title
        self.state, self.result, self.measure, self.verdict = row.state or "", row.result, row.ref, row.result


@login_required
def peer(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """Show the scorecard at a month as a table of django-tables2."""
    found = scorecard_at(request, slug)
    shown = shown_at(request, found, period_at(request, slug, month))
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"title": found.title, "table": grid(shown)}, request))


urlpatterns = [path("peer/<slug:slug>/<month:month>/", peer), *ours]
