"""Rendering a line of a template, and looking into the HTML."""

from __future__ import annotations

from typing import Any

import cssselect2  # type: ignore[import-untyped]
import tinyhtml5  # type: ignore[import-untyped]
from django.template import engines
from django.test import RequestFactory


class Node:
    """An element of a page, found by CSS selectors."""

    def __init__(self, element: Any) -> None:
        self.element = element

    @property
    def tag(self) -> str:
        """The name of the element."""
        return str(self.element.tag)

    def get(self, name: str) -> str | None:
        """Return an attribute, or None."""
        value: str | None = self.element.get(name)
        return value

    def __getitem__(self, name: str) -> str:
        """Return an attribute that must be there; KeyError where it is not."""
        return str(self.element.attrib[name])

    def select(self, selector: str) -> list[Node]:
        """Return the elements inside that match, in the order of the page."""
        found = cssselect2.ElementWrapper.from_html_root(self.element).query_all(selector)
        return [Node(wrapper.etree_element) for wrapper in found]

    def one(self, selector: str) -> Node:
        """Return the only element inside that matches; AssertionError for none or several."""
        found = self.select(selector)
        assert len(found) == 1, f"{len(found)} of {selector}"
        return found[0]

    @property
    def text(self) -> str:
        """The words inside, with single blanks."""
        return " ".join("".join(self.element.itertext()).split())


def tree(markup: str) -> Node:
    """Return the markup as a tree to be searched."""
    return Node(tinyhtml5.parse(markup, namespace_html_elements=False))


def render(source: str, query: str = "", **context: Any) -> str:
    """Return what the template gives, in a request for `/list/` with this query string."""
    request = RequestFactory().get("/list/" + query)
    return str(engines["django"].from_string("{% load design %}" + source).render(context, request))
