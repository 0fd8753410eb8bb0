"""Tokens: made and revoked on a person's account, shown once, kept as a fingerprint, good until their last day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions.outcome import Refused
from measures.models import Event
from portal.accounts import tokens
from portal.accounts.models import Token, User
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def person() -> User:
    return make_account(email="ann.lee@example.gov.uk")


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def made(person: User, **options: bool) -> tuple[Token, str]:
    return tokens.make_token(by=person, name="Nightly extract", days=30, may_write=options.get("may_write", False))


def test_a_token_is_shown_once_and_kept_as_a_fingerprint(person: User) -> None:
    client = browser(person)
    asked = client.post(reverse("account_tokens"), {"name": "Nightly extract", "days": "30", "may_write": "on"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not Token.objects.exists()
    page = client.post(asked["Location"], {"password": PASSWORD})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    token = Token.objects.get()
    assert (token.may_write, token.until) == (True, TODAY() + dt.timedelta(days=30))
    assert secret not in [str(value) for value in Token.objects.values_list().get()]
    assert tokens.token_that_says(secret, TODAY()) == token
    again = client.get(reverse("account_tokens")).content.decode()
    assert secret not in again
    assert token.begins in again
    event = Event.objects.get(what="make_token")
    assert (event.by_id, event.about, event.details["name"]) == (person.pk, f"token {token.pk}", "Nightly extract")
    assert secret not in str(event.details)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"days": "30"}, "Enter which program will use it"),
        ({"name": "Nightly"}, "Select how long it holds"),
        ({"name": "Nightly", "days": "9999"}, "Select how long it holds"),
    ],
)
def test_what_is_missing_is_asked_for(person: User, sent: dict[str, str], sentence: str) -> None:
    page = browser(person).post(reverse("account_tokens"), sent)
    assert (page.status_code, Token.objects.count()) == (422, 0)
    assert sentence in page.content.decode()


def test_a_revoked_token_opens_nothing_and_is_revoked_once(person: User) -> None:
    token, secret = made(person)
    assert browser(person).post(reverse("account_revoke_token", args=[token.pk])).status_code == 302
    assert tokens.token_that_says(secret, TODAY()) is None
    with pytest.raises(Refused, match="has been revoked already"):
        tokens.revoke_token(token=token, by=person)
    assert Event.objects.filter(what="revoke_token", about=f"token {token.pk}").count() == 1


def test_a_token_ends_after_its_last_day_and_with_the_account(person: User) -> None:
    token, secret = made(person)
    assert tokens.token_that_says(secret, token.until) == token
    assert tokens.token_that_says(secret, token.until + dt.timedelta(days=1)) is None
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert tokens.token_that_says(secret, TODAY()) is None


def test_nobody_reaches_somebody_else_s_token(person: User) -> None:
    token, secret = made(person)
    other = make_account(email="other@example.gov.uk")
    assert browser(other).post(reverse("account_revoke_token", args=[token.pk])).status_code == 404
    assert "Nightly extract" not in browser(other).get(reverse("account_tokens")).content.decode()
    with pytest.raises(Refused):
        tokens.revoke_token(token=token, by=other)
    assert tokens.token_that_says(secret, TODAY()) == token


def test_a_person_has_so_many_tokens_at_most(person: User) -> None:
    for _ in range(tokens.MOST):
        made(person)
    with pytest.raises(Refused, match="Revoke one"):
        made(person)


def test_the_page_is_found_on_one_s_account_and_is_for_those_signed_in(person: User) -> None:
    assert reverse("account_tokens") in browser(person).get(reverse("account")).content.decode()
    assert Client().get(reverse("account_tokens")).status_code == 302
