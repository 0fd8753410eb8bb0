"""The list of editions, drawn by the site's table template."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from measures.tables import TEMPLATE

CELLS = "reports/cells/"


def cell(name: str, **options: Any) -> tables.TemplateColumn:
    """Return a column drawn by one of the small templates of cells; nothing to sort by unless told."""
    options.setdefault("orderable", False)
    return tables.TemplateColumn(template_name=f"{CELLS}{name}.html", **options)


class EditionTable(tables.Table):
    """Editions, a row each."""

    caption = "Editions"

    edition = cell("edition", verbose_name="Edition", order_by=("period__month", "number"), orderable=True)
    scorecard = tables.Column(verbose_name="Scorecard")
    audience = cell("audience", verbose_name="For")
    signed = cell("signed", verbose_name="Signed", order_by="signed_at", orderable=True)
    published = cell("published", verbose_name="Published", order_by="publication__at", orderable=True)
    standing = cell("standing", verbose_name="Stands")

    class Meta:
        template_name = TEMPLATE
        empty_text = "There is no edition to read yet. When a month is signed and published, it is listed here."
