"""The drawn parts of components: shapes, signs and the links of pages. Called by the template tags; imports Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SHAPES: Final[Mapping[str, str]] = {
    "circle": '<circle cx="8" cy="8" r="7.5"/>',
    "triangle": '<path d="M8 .8 15.8 15.2H.2z"/>',
    "diamond": '<path d="M8 0l8 8-8 8-8-8z"/>',
    "square": '<path d="M1 1h14v14H1z"/>',
    "ring": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="3"/>',
    "dash": '<path d="M1 6h14v4H1z"/>',
    "up": '<path d="M8 0l7 7.5h-4.5V16h-5V7.5H1z"/>',
    "down": '<path d="M8 16L1 8.5h4.5V0h5v8.5H15z"/>',
    "right": '<path d="M16 8L8.5 1v4.5H0v5h8.5V15z"/>',
}
TONES: Final = frozenset({"green", "amber", "red", "blue", "purple", "grey"})


@dataclass(frozen=True)
class PageLink:
    """One item of a pagination: a number with its address, or a gap (no number)."""

    number: int | None
    url: str = ""
    current: bool = False


def shape_svg(shape: str) -> SafeString:
    """Return the shape as SVG in the colour of the text, hidden from screen readers. KeyError for an unknown shape."""
    return format_html(
        '<svg class="app-status__shape" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        mark_safe(SHAPES[shape]),  # noqa: S308 - one of the constants above
    )


def breakable(address: str) -> SafeString:
    """Return an email address that breaks before its "@", not within a word, where there is no room for all of it."""
    name, sign, host = address.partition("@")
    return format_html("{}<wbr>{}{}", name, sign, host)


def status_html(word: str, shape: str, tone: str) -> SafeString:
    """Return a status: a word, a shape and a colour. ValueError for a tone or shape that the design does not have."""
    if tone not in TONES or shape not in SHAPES:
        raise ValueError(f"The design has no status of shape “{shape}” and tone “{tone}”.")
    return format_html(
        '<span class="app-status app-status--{}"><span class="app-status__word">{}</span>{}</span>',
        tone,
        word,
        shape_svg(shape),
    )


def page_links(page: Page[Any], request: HttpRequest | None, parameter: str = "page") -> list[PageLink]:
    """Return the links of a pagination, first and last page and the neighbours of this one, with gaps between."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [
        PageLink(int(number), query_with(request, parameter, str(number)), number == page.number)
        if isinstance(number, int)
        else PageLink(None)
        for number in numbers
    ]


def query_with(request: HttpRequest | None, name: str, value: str) -> str:
    """Return the query string of this request with one parameter changed; the rest stay as they are."""
    query = request.GET.copy() if request is not None else None
    if query is None:
        return f"?{name}={value}"
    query[name] = value
    return f"?{query.urlencode()}"


def breadcrumb_items(parts: Sequence[str]) -> list[tuple[str, str]]:
    """Return (text, address) pairs of "text, address, text, address, ..., text"; the last has no address."""
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    return pairs + ([(parts[-1], "")] if len(parts) % 2 else [])
