"""Every address of the site, tried by everybody: who gets the page, who is refused, who learns of nothing.

One table (`tests/addresses`), which has a row at least for every address. Whoever is not named in a row gets 404, and
whoever is not signed in is sent to the sign-in page (the API says 401). On PostgreSQL each form of each page is sent as
well when the session has ended, and brought back (`tests/addresses/typed.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from measures.models import Submission
from portal import urls
from tests.addresses import OURS
from tests.addresses.accounts import ACCOUNTS
from tests.addresses.happened import nothing
from tests.addresses.row import ROLES, SIGNED_IN, Row
from tests.addresses.town import Town, url_of
from tests.addresses.typed import comes_back_typed
from tests.factories.council import Council

pytestmark = pytest.mark.django_db

ELSEWHERE = frozenset({"admin"})
"""Sites of Django's own, tried by `test_the_administration_site_is_for_staff_alone`."""


def addresses() -> Iterator[str]:
    """Yield the name of every address of the site."""

    def walk(patterns: list[Any], spaces: tuple[str, ...]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, (*spaces, *filter(None, [pattern.namespace])))
            elif isinstance(pattern, URLPattern):
                yield ":".join([*spaces, str(pattern.name)])

    yield from walk(get_resolver().url_patterns, ())


@pytest.fixture(autouse=True)
def _not_found_in_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer a thousand times that there is no such page without laying that page out: its status is looked at."""

    def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponseNotFound("Page not found")

    monkeypatch.setattr(urls, "handler404", not_found, raising=False)


def test_every_address_is_in_the_table() -> None:
    tried = {row.name for row in OURS} | set(ACCOUNTS)
    left = {name for name in addresses() if name not in tried and name.partition(":")[0] not in ELSEWHERE}
    assert not left, f"Add a row to tests/addresses for: {sorted(left)}"


def test_the_table_names_no_address_that_is_gone() -> None:
    assert {row.name for row in OURS} | set(ACCOUNTS) <= set(addresses())


def versioned(found: Council) -> dict[str, str]:
    return {"version": str(Submission.objects.get(pk=found.submission().pk).version)}


def posted(client: Client, url: str, data: Mapping[str, str]) -> Any:
    """Send a form, or to the API the same as JSON."""
    return client.post(url, data, content_type="application/json") if "/api/" in url else client.post(url, data)


def answer(row: Row, url: str, sent: Mapping[str, str], role: str, town: Town) -> Any:
    """Return what somebody is answered, and undo what it did."""
    client = town.browser(role)
    with transaction.atomic():
        response = client.get(url) if row.data is None else posted(client, url, sent)
        transaction.set_rollback(True)
    if role == "anonymous" and response.status_code == 302:
        assert response["Location"].startswith(reverse("account_login")), response["Location"]
    return response


BY_WHAT_HAPPENED = [
    pytest.param(row.given, row, id=str(row)) for row in sorted(OURS, key=lambda row: row.given.__name__)
]


@pytest.mark.parametrize(("town", "row"), BY_WHAT_HAPPENED, indirect=["town"], scope="module")
def test_everybody_is_answered_as_the_table_says_and_what_they_typed_is_back_after_signing_in(
    town: Town, row: Row
) -> None:
    url, sent = url_of(row, town.found), {**versioned(town.found), **(row.data or {})}
    expected = {**dict.fromkeys(SIGNED_IN, 404), **row.answers, "anonymous": row.anonymous}
    answers = {role: answer(row, url, sent, role, town) for role in who_ask(expected)}
    assert {role: one.status_code for role, one in answers.items()} == {role: expected[role] for role in answers}
    if row.data is None and "/api/" not in url and connection.vendor != "sqlite":  # forms are the same on both
        comes_back_typed(town, url, {r: one for r, one in answers.items() if one.status_code == 200 and r in SIGNED_IN})


def who_ask(expected: Mapping[str, int]) -> list[str]:
    """Return everybody; on SQLite whoever is not signed in, and the first of those who are answered alike.

    Who may is decided alike on both; what is new there is that the database is asked.
    """
    alike = {expected[role]: role for role in reversed(SIGNED_IN)}
    return list(ROLES) if connection.vendor != "sqlite" else ["anonymous", *alike.values()]


@pytest.mark.parametrize("town", [nothing], indirect=True, scope="module")
@pytest.mark.parametrize("name", ACCOUNTS)
def test_an_address_of_an_account_answers_whoever_is_signed_in_alike(town: Town, name: str) -> None:
    account = ACCOUNTS[name]
    url = reverse(name, kwargs=dict(account.where))
    visitor = town.browser("anonymous").get(url)
    assert visitor.status_code == account.anonymous
    if visitor.status_code == 302:
        assert visitor["Location"].startswith(reverse("account_login"))
    for role in ("nobody", "administrator", "owner", "team", "board"):
        with transaction.atomic():
            assert town.browser(role).get(url).status_code == account.signed_in, role
            transaction.set_rollback(True)


@pytest.mark.parametrize("town", [nothing], indirect=True, scope="module")
def test_the_administration_site_is_for_staff_alone(town: Town) -> None:
    for role in SIGNED_IN:
        assert town.browser(role).get(reverse("admin:index")).status_code == 302
