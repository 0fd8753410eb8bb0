"""Marking what was found: `{% load search %}`."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from measures.queries.search import marked

register = template.Library()


@register.simple_tag
def highlight(text: str, words: Sequence[str]) -> SafeString:
    """Return a text with the words that were looked for marked."""
    return marked(text, words)
