"""A code from an app as the second step of signing in."""

from __future__ import annotations

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user
from django.test import Client

from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, make_account
from tests.portal.design.rendering import tree

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


def code_of_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))


def person_with_an_app() -> User:
    person = make_account(email="ann.lee@example.gov.uk")
    TOTP.activate(person, SECRET)
    return person


def half_signed_in() -> tuple[User, Client]:
    person, client = person_with_an_app(), Client()
    client.post("/account/sign-in/", {"login": person.email, "password": PASSWORD})
    return person, client


def test_the_password_alone_is_not_enough() -> None:
    _, client = half_signed_in()
    assert not get_user(client).is_authenticated
    page = tree(client.get("/account/second-step/authenticate/").content.decode())
    assert page.one("h1").text == "Enter your code"


def test_the_code_of_the_app_signs_in() -> None:
    person, client = half_signed_in()
    client.post("/account/second-step/authenticate/", {"code": code_of_now()})
    assert get_user(client) == person


def test_a_wrong_code_does_not_and_says_what_to_do() -> None:
    _, client = half_signed_in()
    response = client.post("/account/second-step/authenticate/", {"code": "000000"})
    assert "The code is not right" in response.content.decode()
    assert not get_user(client).is_authenticated


def test_codes_can_not_be_guessed_without_end() -> None:
    _, client = half_signed_in()
    for _ in range(10):
        client.post("/account/second-step/authenticate/", {"code": "000000"})
    response = client.post("/account/second-step/authenticate/", {"code": code_of_now()})
    assert not get_user(client).is_authenticated
    assert "too many attempts" in response.content.decode()


def test_adding_an_app_asks_for_the_password_again_and_shows_its_picture_in_the_page_itself() -> None:
    client, address = Client(), "/account/second-step/totp/activate/"
    client.post("/account/sign-in/", {"login": make_account().email, "password": PASSWORD})
    asked = client.get(address)
    assert asked["Location"].startswith("/account/confirm/")
    page = tree(client.post(asked["Location"], {"password": PASSWORD}, follow=True).content.decode())
    assert page.select(".app-qr svg")
    assert not page.select("[src^='data:']")


def test_the_secret_of_the_app_belongs_to_one_account() -> None:
    person = person_with_an_app()
    found = Authenticator.objects.get(user=person)
    assert get_adapter().decrypt(found.data["secret"]) == SECRET


def test_it_can_be_left_for_later_until_there_is_one() -> None:
    client = Client()
    for person, offered in ((make_account(email="bo.lee@example.gov.uk"), True), (person_with_an_app(), False)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        page = tree(client.get("/account/second-step/").content.decode())
        assert any(link.text == "Not now" for link in page.select("main a")) is offered
