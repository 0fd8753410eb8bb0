"""Every address of the site, tried by everybody: who gets the page, who is refused, who learns of nothing.

One table (`tests/addresses`), which has a row at least for every address. Whoever is not named in a row gets 404, and
whoever is not signed in is sent to the sign-in page (the API says 401).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Action, Event, Evidence, Load, Notice, Population, Restatement, Submission
from reports.models import Rendering
from tests.addresses import OURS
from tests.addresses.accounts import ACCOUNTS
from tests.addresses.happened import nothing
from tests.addresses.row import ROLES, SIGNED_IN, Row
from tests.factories.council import Council, council
from tests.portal.design.rendering import Node, tree

pytestmark = pytest.mark.django_db

MADE: Mapping[str, Callable[[], int]] = {
    "pdf": lambda: Rendering.objects.get(format="pdf").pk,
    "xlsx": lambda: Rendering.objects.get(format="xlsx").pk,
    "restatement": lambda: Restatement.objects.get().pk,
    "evidence": lambda: Evidence.objects.get().pk,
    "notice": lambda: Notice.objects.get().pk,
    "population": lambda: Population.objects.get().pk,
    "load": lambda: Load.objects.get().pk,
    "action": lambda: Action.objects.get().pk,
}
"""Rows that a table's row speaks of before they are made."""

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


@dataclass(frozen=True)
class Town:
    """The council after something has happened, and the sessions in which its people are signed in."""

    found: Council
    sessions: Mapping[str, str]

    def browser(self, role: str) -> Client:
        """Return a new browser with somebody's session; nobody's is anonymous."""
        client = Client()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


def session_of(person: Any) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.fixture(scope="module")
def town(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Make the council once for all rows before which the same has happened."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = council()
        request.param(found)
        yield Town(found, {role: session_of(found.people[role]) for role in SIGNED_IN})
        transaction.set_rollback(True)


def url_of(row: Row, found: Council) -> str:
    """Return the address of a row, in which people and rows of the database are named."""
    where = dict(row.where)
    if isinstance(where.get("pk"), str) and where["pk"] in MADE:
        where["pk"] = MADE[where["pk"]]()
    where = {name: value(found) if callable(value) else value for name, value in where.items()}
    if where.get("pk") in found.people:
        where["pk"] = found.people[where["pk"]].pk
    elif str(where.get("pk")).startswith("role of "):
        where["pk"] = found.people[where["pk"].removeprefix("role of ")].roles.get().pk
    return reverse(row.name, kwargs=where)


def answer(row: Row, url: str, sent: Mapping[str, str], role: str, town: Town) -> int:
    """Return the status that somebody is answered, and undo what it did."""
    client = town.browser(role)
    with transaction.atomic():
        response = client.get(url) if row.data is None else posted(client, url, sent)
        transaction.set_rollback(True)
    if role == "anonymous" and response.status_code == 302:
        assert response["Location"].startswith(reverse("account_login")), response["Location"]
    return response.status_code


BY_WHAT_HAPPENED = [
    pytest.param(row.given, row, id=str(row)) for row in sorted(OURS, key=lambda row: row.given.__name__)
]


@pytest.mark.parametrize(("town", "row"), BY_WHAT_HAPPENED, indirect=["town"], scope="module")
def test_everybody_is_answered_as_the_table_says(town: Town, row: Row) -> None:
    url, sent = url_of(row, town.found), {**versioned(town.found), **(row.data or {})}
    expected = {**dict.fromkeys(SIGNED_IN, 404), **row.answers, "anonymous": row.anonymous}
    assert {role: answer(row, url, sent, role, town) for role in ROLES} == expected


PAGES = [
    pytest.param(row.given, row, id=str(row))
    for row in sorted(OURS, key=lambda row: row.given.__name__)
    if row.data is None and 200 in row.answers.values() and not row.name.startswith("api")
]
TYPED = "Typed <for> an hour & “more”, by "


@pytest.mark.parametrize(("town", "row"), PAGES, indirect=["town"], scope="module")
def test_what_was_typed_into_any_form_of_any_page_is_back_after_signing_in(town: Town, row: Row) -> None:
    url, tried = url_of(row, town.found), set()
    for role in (role for role in SIGNED_IN if row.answers.get(role) == 200):
        page = town.browser(role).get(url)
        if not page.get("Content-Type", "").startswith("text/html"):
            return
        for form in typed_into(tree(page.content.decode())):
            names = (form.get("action"), *sorted({box["name"] for box in boxes(form)}))
            if names not in tried:
                tried.add(names)
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
