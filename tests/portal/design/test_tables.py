"""Lists of django-tables2 in our template: real headers, captions, an order that is said, pages that keep it."""

from __future__ import annotations

import django_tables2 as tables
from django.test import RequestFactory

from tests.portal.design.rendering import Node, tree


class Measures(tables.Table):
    caption = "Measures that are due"

    ref = tables.Column("Reference")
    title = tables.Column("Measure")

    class Meta:
        empty_text = "Nothing is due."


def table(rows: int, query: str = "") -> Node:
    request = RequestFactory().get("/" + query)
    made = Measures([{"ref": f"1.{row}", "title": "Contacts"} for row in range(rows)])
    tables.RequestConfig(request, paginate={"per_page": 50}).configure(made)
    return tree(made.as_html(request))


def test_columns_and_rows_have_headers_and_the_table_a_caption() -> None:
    found = table(3)
    assert found.select("caption")[0].text == "Measures that are due"
    assert [header.text for header in found.select("th[scope=col]")] == ["Reference", "Measure"]
    assert [header.text for header in found.select("th[scope=row]")] == ["1.0", "1.1", "1.2"]


def test_the_order_is_said_to_a_screen_reader() -> None:
    found = table(3, "?sort=-ref")
    assert found.select("th[aria-sort=descending] a")
    assert found.select("th[scope=row]")[0].text == "1.2"


def test_the_pages_keep_the_order() -> None:
    found = table(120, "?sort=title&page=2")
    assert "51 to 100 of 120" in found.text
    assert {link.get("href") for link in found.select(".govuk-pagination__next a")} == {"?sort=title&page=3"}


def test_an_empty_list_says_so_without_a_table() -> None:
    found = table(0)
    assert "Nothing is due." in found.text
    assert not found.select("table")
