"""What the sign-in page asks for: `{% load accounts %}`."""

from __future__ import annotations

from django import template

from portal.accounts import samples

register = template.Library()

register.simple_tag(samples.sample_accounts, name="sample_accounts")
