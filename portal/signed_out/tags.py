"""The mark of a form, written beside the secret that every form has: `{% csrf_token %}` in any template."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.signed_out.marks import NAME, mark_of

register = template.Library()


class MarkedTokenNode(CsrfTokenNode):
    """Django's hidden field with the secret, and another one with the mark."""

    def render(self, context: Context) -> SafeString:
        """Return both fields; the mark is worked out once for a request."""
        secret = SafeString(super().render(context))
        request: Any = context.get("request")
        if not secret or request is None:
            return secret
        if not hasattr(request, "typed_mark"):
            request.typed_mark = mark_of(request)
        if not request.typed_mark:
            return secret
        return secret + format_html('<input type="hidden" name="{}" value="{}">', NAME, request.typed_mark)


@register.tag
def csrf_token(_: Any, __: Any) -> MarkedTokenNode:
    """Write what lets a form be sent, and what tells who typed into it."""
    return MarkedTokenNode()
