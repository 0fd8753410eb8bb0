"""The lists: one table each, drawn by the site's table template. Called by the views.

Columns are cells of templates, so that a status is drawn in one place; sorting and pages are in the address.
"""

from __future__ import annotations

from typing import Any, Final

import django_tables2 as tables
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from measures.queries.scorecard import Row
from measures.queries.small_charts import line_of

PER_PAGE: Final = 50
TEMPLATE: Final = "design/table.html"
NUMBER: Final = {"td": {"class": "app-number"}, "th": {"class": "app-number"}}
WORDS: Final = {"td": {"class": "app-words"}}
"""What people wrote, in which a word may be longer than there is room for."""
CELLS: Final = "measures/cells/"


def cell(name: str, **options: Any) -> tables.TemplateColumn:
    """Return a column drawn by one of the small templates of cells; nothing to sort by unless told."""
    options.setdefault("orderable", False)
    return tables.TemplateColumn(template_name=f"{CELLS}{name}.html", **options)


def shown_table(request: HttpRequest, table: tables.Table, *, paginate: bool = True) -> tables.Table:
    """Return the table sorted and cut into pages as the address says; whole where it answers a form."""
    pages = {"per_page": PER_PAGE, "silent": True} if paginate and len(table.rows) > PER_PAGE else False
    tables.RequestConfig(request, paginate=pages).configure(table)
    return table


class DueTable(tables.Table):
    """What waits for an owner."""

    caption = "What is due from you"

    measure = cell("measure_link", verbose_name="Measure", order_by="submission__definition__ref_key", orderable=True)
    month = tables.Column(accessor="submission__period", verbose_name="Month", orderable=False)
    due = cell("due", verbose_name="Due")
    state = cell("state", verbose_name="Stage")
    returned = cell("returned", verbose_name="What came back, and why", attrs=WORDS)

    class Meta:
        template_name = TEMPLATE
        empty_text = "Nothing is due from you. When a month opens, its figures are listed here."
        attrs = {"class": "app-table--due"}


class StandingTable(tables.Table):
    """How an owner's measures stand in the month."""

    measure = cell("row_link", verbose_name="Measure", order_by="line__definition__ref_key", orderable=True)
    before = cell("before", verbose_name="Before", attrs=NUMBER)
    now = cell("now", verbose_name="Now", attrs=NUMBER)
    target = cell("target", verbose_name="Target", attrs=NUMBER)
    year = tables.Column(
        accessor="line", verbose_name="Latest months", orderable=False, attrs={"td": {"class": "app-line"}}
    )
    status = cell("result", verbose_name="Status", order_by="result__rag", orderable=True)
    direction = cell("direction", verbose_name="Direction")
    state = cell("row_state", verbose_name="Stage")

    class Meta:
        template_name = TEMPLATE
        empty_text = "You hold no measure of this scorecard."

    def __init__(self, data: Any, *, period: Any, **options: Any) -> None:
        self.caption = f"{period.scorecard}, {period}"
        self.period = period
        super().__init__(data, **options)
        self.columns["now"].column.verbose_name = period.label

    def render_year(self, record: Row) -> SafeString:
        """Draw the measure's last thirteen months."""
        return mark_safe(line_of(record, self.period.month))  # noqa: S308 - drawn and escaped by charts


class QueueTable(tables.Table):
    """What waits for a director, in order of risk."""

    caption = "Waiting for your decision"

    measure = cell("decide_link", verbose_name="Measure")
    figure = cell("queue_figure", verbose_name="Figure, and the months before it")
    status = cell("queue_status", verbose_name="Status and movement")
    said = cell("queue_said", verbose_name="Commentary, and what changed", attrs=WORDS)
    why = cell("queue_reasons", verbose_name="Look at", attrs=WORDS)

    class Meta:
        template_name = TEMPLATE
        empty_text = "Nothing waits for your decision. What owners submit is listed here."
        attrs = {"class": "app-table--queue"}


class RevisedTable(tables.Table):
    """Figures of earlier months that a later extract has differently."""

    caption = "Revised figures of earlier months"

    measure = cell("revised_link", verbose_name="Measure")
    month = tables.Column(accessor="submission__period", verbose_name="Month", orderable=False)
    was = tables.Column(verbose_name="Published", orderable=False, default="nothing", attrs=NUMBER)
    now = cell("revised_now", verbose_name="Revised", attrs=NUMBER)
    moves = cell("revised_moves", verbose_name="What it changes")
    load = cell("revised_load", verbose_name="From", attrs=WORDS)

    class Meta:
        template_name = TEMPLATE
        empty_text = "No figure of an earlier month was revised. What a load changes in earlier months is listed here."


class EventTable(tables.Table):
    """What happened, newest first."""

    at = tables.DateTimeColumn(
        format="j M Y, H:i", verbose_name="When", orderable=False, attrs={"td": {"class": "app-nowrap"}}
    )
    by = cell("event_by", verbose_name="Who")
    what = cell("event_what", verbose_name="What")
    moved = cell("event_moved", verbose_name="From and to", attrs=WORDS)
    why = cell("event_why", verbose_name="Why", attrs=WORDS)

    class Meta:
        template_name = TEMPLATE
        empty_text = "Nothing like that has happened. Change the filter, or show all."

    def __init__(self, data: Any, *, caption: str, **options: Any) -> None:
        self.caption = caption
        super().__init__(data, **options)


class RestatementTable(tables.Table):
    """Corrections of published figures."""

    caption = "Restatements"

    measure = cell("restatement_link", verbose_name="Measure")
    published = tables.Column(verbose_name="Published", orderable=False, default="nothing", attrs=NUMBER)
    restated = tables.Column(verbose_name="Restated", orderable=False, default="", attrs=NUMBER)
    why = tables.Column(accessor="row__reason", verbose_name="What was wrong", orderable=False, attrs=WORDS)
    state = cell("restatement_state", verbose_name="Stage")
    asked = cell("restatement_asked", verbose_name="Asked for")

    class Meta:
        template_name = TEMPLATE
        empty_text = "No restatement has been asked for. To ask for one, open the month of the figure that is wrong."


class BoardTable(tables.Table):
    """Where every measure of a month stands, and who holds it."""

    measure = cell("board_link", verbose_name="Measure", order_by="submission__definition__ref_key", orderable=True)
    section = tables.Column(accessor="submission__definition__section__title", verbose_name="Section", orderable=False)
    figure = cell("board_figure", verbose_name="Figure", attrs=NUMBER)
    state = cell("state", verbose_name="Stage", order_by="submission__state", orderable=True)
    holder = tables.Column(verbose_name="Held by", default="")
    since = tables.DateTimeColumn(
        verbose_name="Since", format="j M, H:i", default="", attrs={"td": {"class": "app-nowrap"}}
    )
    findings = cell("board_findings", verbose_name="Findings", attrs=NUMBER)

    class Meta:
        template_name = TEMPLATE
        empty_text = "No measure matches. Change the filter, or show all."

    def render_holder(self, value: str) -> str:
        """Return who holds it, as a cell begins."""
        return capfirst(value)


class PeriodTable(tables.Table):
    """The months of a scorecard."""

    caption = "Months"

    month = cell("period_link", verbose_name="Month")
    state = cell("period_state", verbose_name="State")
    due_on = tables.DateColumn(
        format="j F Y", verbose_name="Due", default="", accessor="period__due_on", orderable=False
    )
    approve_by = tables.DateColumn(
        format="j F Y", verbose_name="To be approved by", default="", accessor="period__approve_by", orderable=False
    )
    progress = cell("period_progress", verbose_name="Figures")
    do = cell("period_actions", verbose_name="What you can do")

    class Meta:
        template_name = TEMPLATE
        empty_text = "There is no month yet. Import a scorecard, or open the first month."


class CatalogueTable(tables.Table):
    """The measures of the catalogue."""

    caption = "Measures"

    measure = cell("kept_measure", verbose_name="Measure", order_by="definition__ref_key", orderable=True)
    section = tables.Column(accessor="definition__section__title", verbose_name="Section", orderable=False)
    unit = tables.Column(accessor="definition__get_unit_display", verbose_name="Unit", orderable=False)
    aim = tables.Column(accessor="definition__get_aim_display", verbose_name="Better is", orderable=False)
    owner = tables.Column(verbose_name="Owner", orderable=True, default="Nobody", empty_values=("", None))
    since = tables.DateColumn(
        accessor="definition__holds_from", format="M Y", verbose_name="Defined so from", orderable=False
    )

    class Meta:
        template_name = TEMPLATE
        empty_text = "No measure matches. Change what is shown, or add a measure."


class ComparatorTable(tables.Table):
    """What others reached."""

    measure = cell("comparator_measure", verbose_name="Measure", order_by="definition__ref_key", orderable=True)
    area = tables.Column(accessor="benchmark__area", verbose_name="Whose figure", orderable=True)
    comparator = tables.Column(accessor="benchmark__comparator", verbose_name="Compared as", orderable=True)
    covers = cell("comparator_period", verbose_name="Of")
    shown = tables.Column(verbose_name="Figure", orderable=False, attrs=NUMBER)
    source = cell("comparator_source", verbose_name="Source")

    class Meta:
        template_name = TEMPLATE
        empty_text = "There is none here. Take in a publisher’s file, or enter one figure."

    def __init__(self, data: Any, *, older: bool, **options: Any) -> None:
        self.caption = "Replaced by newer ones" if older else "In use"
        super().__init__(data, **options)
