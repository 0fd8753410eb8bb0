"""Every form of every page, sent when the session has ended: what was typed is back after signing in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from measures.models import Event
from tests.addresses.town import Town
from tests.portal.design.rendering import Node, tree

TYPED_INTO = re.compile(r'<textarea|<input[^>]* type="(?:text|email)"')
"""What a page has that somebody can type into; to take apart the others would take long."""
TYPED = "Typed <for> an hour & “more”, by "


def comes_back_typed(town: Town, url: str, pages: dict[str, Any]) -> None:
    """Send every form of an address that somebody was answered, by role, when the session has ended."""
    tried = set()
    for role, page in pages.items():
        if not page.get("Content-Type", "").startswith("text/html"):
            return
        text = page.content.decode()
        for form in typed_into(tree(text)) if TYPED_INTO.search(text) else ():
            names = (form.get("action"), *sorted({box["name"] for box in boxes(form)}))
            if names not in tried:
                tried.add(names)
                cache.clear()  # which counts attempts
                with transaction.atomic():
                    comes_back(town, role, url, form)
                    transaction.set_rollback(True)


def boxes(form: Node) -> list[Node]:
    """Return what a person types into."""
    return form.select("textarea[name], input[type=text][name], input[type=email][name]")


def typed_into(page: Node) -> list[Node]:
    return [
        form
        for form in page.select("form[method=post]")
        if boxes(form) and not (form.get("action") or "").startswith("/account/")
    ]


def comes_back(town: Town, role: str, url: str, form: Node) -> None:
    """Send a form when the session has ended: it changes nothing, and is back for who typed it and for nobody else."""
    hidden = {box["name"]: box.get("value") or "" for box in form.select("input[type=hidden]")}
    typed = {box["name"]: f"{TYPED}{role}" for box in boxes(form)}
    before, browser, shared = Event.objects.count(), Client(), Client()
    for sender in (browser, shared):
        sent = sender.post(form.get("action") or url, {**hidden, **typed})
        assert sent["Location"].startswith(f"{reverse('account_login')}?next="), "it leads to the sign-in page"
        assert "What you typed is kept" in sender.get(sent["Location"]).content.decode()
    after = parse_qs(urlsplit(sent["Location"]).query)["next"][0]
    person, other = town.found.people[role], town.found.people["signatory" if role == "team" else "team"]
    shared.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert TYPED not in unescape(shared.get(after).content.decode()), "somebody else reads what was typed"
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    again = browser.get(after)
    assert again.status_code == 200, after
    page = tree(again.content.decode())
    assert "You had been signed out when you sent this." in page.one("main").text
    held = {box["name"]: box.get("value") or box.text for each in typed_into(page) for box in boxes(each)}
    assert typed.items() <= held.items(), "it is back in its boxes"
    assert Event.objects.count() == before, "nothing is sent again by itself"
