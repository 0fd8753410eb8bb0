"""First pages and the menu, as the tests of them ask for them."""

from __future__ import annotations

from typing import Any

from tests.factories.accounts import browser_of


def home(person: Any) -> str:
    return browser_of(person).get("/").content.decode()


def links(person: Any, at: str) -> dict[str, str]:
    return {item["text"]: item["url"] for item in browser_of(person).get(at).context["navigation"]}


def menu(person: Any) -> list[str]:
    return [item["text"] for item in browser_of(person).get("/").context["navigation"]]
