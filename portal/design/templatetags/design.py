"""The components that templates use: `{% load design %}`. No business words, no queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.design import components, form_parts

register = template.Library()

LISTED_TABS: Final = "design_tabs"

register.filter("kind", form_parts.kind_of)
register.filter("is_group", form_parts.is_group)
register.filter("group_class", form_parts.group_class)
register.filter("described_by", form_parts.described_by)
register.filter("control", form_parts.control)
register.filter("sentences", form_parts.sentences)
register.filter("target", form_parts.target_of)
register.simple_tag(form_parts.attributes, name="widget_attributes")
register.simple_tag(form_parts.select_options)
register.filter("breakable", components.breakable)
register.simple_tag(components.status_html, name="status")
register.simple_tag(components.shape_svg, name="shape")


@register.simple_tag
def service_name() -> str:
    """Return the name of the service, as titles and the header print it."""
    return str(settings.PORTAL_SERVICE_NAME)


@register.simple_tag
def service_contact() -> str:
    """Return where people reach those who keep the service: an email address or a telephone number, or nothing."""
    return str(settings.PORTAL_CONTACT)


@register.simple_tag
def is_demonstration() -> bool:
    """Return whether this is the demonstration on sample data."""
    return bool(getattr(settings, "PORTAL_DEMO", False))


@register.simple_tag
def tag(text: str, colour: str = "blue") -> SafeString:
    """Return a GOV.UK tag; colours are those of GOV.UK Frontend."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, text)


@register.inclusion_tag("design/components/error_summary.html")
def error_summary(*forms: object) -> dict[str, object]:
    """List the errors of these forms and formsets, each a link to its field. Nothing where there is none."""
    return {"lines": form_parts.error_lines(forms)}


@register.inclusion_tag("design/components/field.html")
def field(bound: BoundField, label: str = "") -> dict[str, object]:
    """Draw one field of a form, with another label if one is given."""
    if label:
        bound.label = label
    return {"field": bound}


@register.inclusion_tag("design/components/revealing.html")
def revealing(bound: BoundField, **revealed: BoundField) -> dict[str, object]:
    """Draw radios of which some ask for more: by the value of each such choice, the field that it brings.

    All of the fields are seen without JavaScript, and with it that of the choice alone.
    """
    return {"field": bound, "options": [(option, revealed.get(str(option.data["value"]))) for option in bound]}


@register.inclusion_tag("design/components/button.html")
def button(text: str, kind: str = "", **attributes: str) -> dict[str, object]:
    """Draw a submit button; kind "secondary", "warning" or "inverse"; other names are attributes (name, value)."""
    return {"text": text, "kind": kind, "attributes": attributes}


@register.inclusion_tag("design/components/link_button.html")
def link_button(text: str, url: str, kind: str = "") -> dict[str, object]:
    """Draw a link that looks like a button, for going to a page where something is done."""
    return {"text": text, "url": url, "kind": kind}


@register.inclusion_tag("design/components/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, object]:
    """Draw breadcrumbs of "text", "address", ..., and the text of this page last, without an address."""
    return {"items": components.breadcrumb_items(parts)}


@register.inclusion_tag("design/components/summary_list.html")
def summary_list(rows: Iterable[Mapping[str, object]], borders: bool = True) -> dict[str, object]:
    """Draw rows of `key`, `value` and, if wanted, `url`, `action` (what its link does)."""
    return {"rows": rows, "borders": borders}


@register.inclusion_tag("design/components/timeline.html")
def timeline(items: Iterable[object], level: int = 3) -> dict[str, object]:
    """Draw what happened, newest first as given: each has `title`, `at` and, if wanted, `by` and `body`."""
    return {"items": items, "level": level}


@register.inclusion_tag("design/components/progress.html")
def progress(
    label: str, url: str, state: str = "running", value: int | None = None, maximum: int = 100, message: str = ""
) -> dict[str, object]:
    """Draw long work that can be left. While `state` is "running" it asks `url` for itself again every two seconds.

    The page at `url` answers with this same component; without JavaScript a link loads the page again.
    `state` is "running", "done" or "failed".
    """
    return {"label": label, "url": url, "state": state, "value": value, "maximum": maximum, "message": message}


@register.inclusion_tag("design/components/figure.html")
def figure(label: str, value: object, note: str = "", url: str = "", tone: str = "") -> dict[str, object]:
    """Draw one headline figure of a list of class `app-figures`."""
    return {"label": label, "value": value, "note": note, "url": url, "tone": tone}


@register.inclusion_tag("design/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, object]:
    """Draw the links between the pages of a list, keeping the rest of the address."""
    request = context.get("request")
    previous, following = "", ""
    if page.has_previous():
        previous = components.query_with(request, parameter, str(page.previous_page_number()))
    if page.has_next():
        following = components.query_with(request, parameter, str(page.next_page_number()))
    links = components.page_links(page, request, parameter)
    return {"links": links, "previous": previous, "following": following, "many": page.paginator.num_pages > 1}


@register.inclusion_tag("design/components/sort_header.html", takes_context=True)
def sort_header(
    context: Context, text: str, name: str, css_class: str = "", parameter: str = "sort"
) -> dict[str, object]:
    """Draw the header of a column that can be sorted; the address holds the order (`sort=name` or `sort=-name`)."""
    request = context.get("request")
    current = request.GET.get(parameter, "") if request is not None else ""
    order = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    url = components.query_with(request, parameter, f"-{name}" if order == "ascending" else name)
    return {"text": text, "url": url, "order": order, "css_class": css_class}


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """Hide what not everybody needs behind a summary."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary"><span class="govuk-details__summary'
        '-text">{}</span></summary><div class="govuk-details__text">{}</div></details>',
        mark_safe(" open") if open else "",
        summary,
        content,
    )


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """Set a passage apart from the text around it."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def warning(content: str) -> SafeString:
    """Warn of something with consequences."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong '
        'class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {}</strong></div>',
        content,
    )


@register.simple_block_tag
def panel(content: str, title: str) -> SafeString:
    """Confirm, at the end of something long, that it is done."""
    return format_html(
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">{}</h1>'
        '<div class="govuk-panel__body">{}</div></div>',
        title,
        content,
    )


@register.simple_block_tag
def empty_state(content: str, title: str, level: int = 2) -> SafeString:
    """Say that there is nothing here, and what to do next."""
    return format_html(
        '<div class="app-empty"><h{} class="app-empty__title">{}</h{}>{}</div>', level, title, level, content
    )


@register.simple_block_tag
def scroll_region(content: str, label: str, hint: bool = False, whole: bool = False) -> SafeString:
    """Let wide content scroll inside itself, by keyboard too.

    `hint` says above it that it does; `whole` shows all of it, and no hint, where the window is as wide as a desk's.
    """
    said = SafeString("")
    if hint:
        said = format_html(
            '<p class="app-scroll-hint{} app-no-print">This table is wider than the screen: scroll it sideways.</p>',
            " app-scroll-hint--whole" if whole else "",
        )
    return format_html(
        '{}<div class="app-scroll{}" tabindex="0" role="region" aria-label="{}">{}</div>',
        said,
        " app-scroll--whole" if whole else "",
        label,
        content,
    )


@register.simple_block_tag(takes_context=True, name="tab")
def tab_panel(context: Context, content: str, anchor: str, text: str) -> SafeString:
    """Draw one panel of `{% tabs %}`; `anchor` is its id on the page."""
    listed: Any = context.render_context.get(LISTED_TABS) or []
    context.render_context[LISTED_TABS] = [*listed, (anchor, text)]
    return format_html('<div class="govuk-tabs__panel" id="{}">{}</div>', anchor, content)


@register.simple_block_tag(takes_context=True)
def tabs(context: Context, content: str, title: str) -> SafeString:
    """Draw tabs of the `{% tab %}`s inside; without JavaScript they are a list of contents and sections."""
    listed: Any = context.render_context.get(LISTED_TABS)
    context.render_context[LISTED_TABS] = None
    return format_html(
        '<div class="govuk-tabs" data-module="govuk-tabs"><h2 class="govuk-tabs__title">{}</h2>{}{}</div>',
        title,
        render_to_string("design/components/tab_list.html", {"tabs": listed}),
        content,
    )
