"""The sample accounts are offered, and can be entered at one press, only in the demonstration."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user
from django.test import Client
from pytest_django import Settings

from tests.factories.accounts import PASSWORD, make_account
from tests.portal.design.rendering import tree

pytestmark = pytest.mark.django_db

AS_SAMPLE = "/account/sign-in/sample/"


@dataclass(frozen=True)
class Sample:
    name: str = "Ann Lee"
    role: str = "Owner of 9 measures"
    what_to_do: str = "4 figures are due"
    email: str = "ann.lee@example.gov.uk"
    password: str = PASSWORD


def two_samples() -> list[Sample]:
    return [Sample(), Sample(name="Ben Roy", email="ben.roy@example.gov.uk")]


@pytest.fixture
def _demonstration(settings: Settings) -> None:
    settings.PORTAL_DEMO = True
    settings.PORTAL_DEMO_ACCOUNTS = "tests.portal.accounts.test_samples.two_samples"


@pytest.mark.usefixtures("_demonstration")
def test_the_sign_in_page_lists_them_with_their_roles(client: Client) -> None:
    rows = tree(client.get("/account/sign-in/").content.decode()).select("tbody tr")
    assert [row.one("th strong").text for row in rows] == ["Ann Lee", "Ben Roy"]
    assert "Owner of 9 measures" in rows[0].text
    assert [button.text for button in rows[0].select("button")] == ["Sign in as Ann Lee"]


@pytest.mark.usefixtures("_demonstration")
def test_one_press_signs_in(client: Client) -> None:
    person = make_account(email="ann.lee@example.gov.uk")
    assert client.post(AS_SAMPLE, {"email": person.email})["Location"] == "/"
    assert get_user(client) == person


@pytest.mark.usefixtures("_demonstration")
def test_one_press_leads_back_to_where_one_was_and_to_no_other_site(client: Client) -> None:
    person = make_account(email="ann.lee@example.gov.uk")
    assert "/my-measures/" in client.get("/account/sign-in/?next=/my-measures/").content.decode()
    assert client.post(AS_SAMPLE, {"email": person.email, "next": "/my-measures/"})["Location"] == "/my-measures/"
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert client.post(AS_SAMPLE, {"email": person.email, "next": elsewhere})["Location"] == "/"


@pytest.mark.usefixtures("_demonstration")
def test_no_other_account_can_be_entered_that_way(client: Client) -> None:
    make_account(email="carol.day@example.gov.uk")
    assert client.post(AS_SAMPLE, {"email": "carol.day@example.gov.uk"}).status_code == 404
    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("_demonstration")
def test_looking_at_the_address_signs_nobody_in(client: Client) -> None:
    make_account(email="ann.lee@example.gov.uk")
    assert client.get(AS_SAMPLE, {"email": "ann.lee@example.gov.uk"}).status_code == 405


@pytest.mark.usefixtures("_demonstration")
def test_a_sample_that_is_not_there_is_explained(client: Client) -> None:
    response = client.post(AS_SAMPLE, {"email": "ann.lee@example.gov.uk"}, follow=True)
    assert "Ann Lee is not there" in response.content.decode()


def test_outside_the_demonstration_there_are_none(client: Client, settings: Settings) -> None:
    settings.PORTAL_DEMO = False
    settings.PORTAL_DEMO_ACCOUNTS = "tests.portal.accounts.test_samples.two_samples"
    make_account(email="ann.lee@example.gov.uk")
    assert "Ann Lee" not in client.get("/account/sign-in/").content.decode()
    assert client.post(AS_SAMPLE, {"email": "ann.lee@example.gov.uk"}).status_code == 404
    assert not get_user(client).is_authenticated
