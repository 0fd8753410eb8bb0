"""The tables of what a file brings in: its difference from what is held, and the loads there were."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from measures.tables import NUMBER, TEMPLATE, WORDS, cell


class DifferenceTable(tables.Table):
    """What a file changes, figure by figure."""

    measure = cell("difference_measure", verbose_name="Measure")
    month = tables.DateColumn(format="M Y", verbose_name="Month", orderable=False)
    effect = cell("difference_effect", verbose_name="What happens")
    before = cell("difference_before", verbose_name="Held now", attrs=WORDS)
    after = cell("difference_after", verbose_name="In the file", attrs=WORDS)
    note = tables.Column(verbose_name="To know", orderable=False, default="", attrs=WORDS)

    class Meta:
        template_name = TEMPLATE
        empty_text = "Nothing differs: the portal already holds what the file says."

    def __init__(self, data: Any, *, applied: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        if applied:
            self.columns["effect"].column.verbose_name = "What happened"
            self.columns["before"].column.verbose_name = "Held before"


class BadRowTable(tables.Table):
    """The rows of an extract that can not be loaded."""

    line = tables.TemplateColumn("Line {{ value }}", verbose_name="Where", orderable=False)
    said = tables.Column(verbose_name="What the row says", orderable=False, default="", attrs=WORDS)
    why = tables.Column(verbose_name="What is wrong", orderable=False, attrs=WORDS)

    class Meta:
        template_name = TEMPLATE


class LoadTable(tables.Table):
    """The files that were loaded."""

    caption = "What has been loaded"

    file_name = cell("load_link", verbose_name="File", attrs=WORDS)
    source = tables.Column(verbose_name="Taken from", orderable=False, default="not said", attrs=WORDS)
    taken_on = tables.DateColumn(format="j F Y", verbose_name="Taken on", orderable=False, default="not said")
    applied_at = tables.DateTimeColumn(format="j F Y, H:i", verbose_name="Loaded", orderable=True)
    applied_by = tables.Column(
        accessor="applied_by__get_full_name", verbose_name="By", orderable=False, default="The portal"
    )

    class Meta:
        template_name = TEMPLATE
        empty_text = "Nothing has been loaded yet."


class LoadedCellTable(tables.Table):
    """What the cells of a file said."""

    caption = "Cells that were read"

    measure = tables.Column(
        accessor="measure__definition", verbose_name="Measure", orderable=False, default="The whole file"
    )
    what = cell("loaded_where", verbose_name="What it is")
    line = tables.Column(verbose_name="Line", orderable=False, attrs=NUMBER)
    said = tables.Column(verbose_name="Said", orderable=False, default="", attrs=NUMBER)
    read_as = tables.Column(verbose_name="Read as", orderable=False, default="", attrs=NUMBER)

    class Meta:
        template_name = TEMPLATE
        empty_text = "No cell of this file was kept."


class BenchmarkDifferenceTable(tables.Table):
    """What a publisher's file changes."""

    caption = "What would change"

    ref = tables.Column(verbose_name="Measure", orderable=False)
    area = tables.Column(verbose_name="Whose figure", orderable=False)
    comparator = tables.Column(verbose_name="Compared as", orderable=False)
    period = tables.Column(verbose_name="Of", orderable=False)
    before = tables.Column(verbose_name="Held now", orderable=False, default="", attrs=NUMBER)
    after = tables.Column(verbose_name="In the file", orderable=False, attrs=NUMBER)
    note = tables.Column(verbose_name="Note", orderable=False, default="")

    class Meta:
        template_name = TEMPLATE
