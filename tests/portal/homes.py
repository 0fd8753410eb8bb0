"""First pages and the menu, as the tests of them ask for them."""

from __future__ import annotations

from typing import Any

from django.test import Client


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def home(person: Any) -> str:
    return signed_in(person).get("/").content.decode()


def links(person: Any, at: str) -> dict[str, str]:
    return {item["text"]: item["url"] for item in signed_in(person).get(at).context["navigation"]}


def menu(person: Any) -> list[str]:
    return [item["text"] for item in signed_in(person).get("/").context["navigation"]]
