"""Five wrong passwords lock an account for a quarter of an hour, and nobody else's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db


def try_to_sign_in(email: str, password: str) -> Any:
    client = Client()
    return client, client.post("/account/sign-in/", {"login": email, "password": password})


def lock(email: str) -> Any:
    return [try_to_sign_in(email, "wrong")[1] for _ in range(5)][-1]


def test_the_fifth_wrong_password_locks_the_account_even_for_the_right_one() -> None:
    make_account(email="ann.lee@example.gov.uk")
    assert lock("ann.lee@example.gov.uk").status_code == 429
    client, response = try_to_sign_in("ann.lee@example.gov.uk", PASSWORD)
    assert response.status_code == 429
    assert "stopped for 15 minutes" in response.content.decode()
    assert not get_user(client).is_authenticated


def test_capitals_do_not_give_more_attempts() -> None:
    make_account(email="ann.lee@example.gov.uk")
    lock("ann.lee@example.gov.uk")
    assert try_to_sign_in("ANN.LEE@example.gov.uk", PASSWORD)[1].status_code == 429


def test_a_colleague_at_the_same_internet_address_is_not_locked() -> None:
    make_account(email="ann.lee@example.gov.uk")
    colleague = make_account(email="ben.roy@example.gov.uk")
    lock("ann.lee@example.gov.uk")
    client, _ = try_to_sign_in("ben.roy@example.gov.uk", PASSWORD)
    assert get_user(client) == colleague


def test_an_email_without_an_account_is_locked_in_the_same_words() -> None:
    make_account(email="ann.lee@example.gov.uk")
    real, none = lock("ann.lee@example.gov.uk"), lock("no.one@example.gov.uk")
    assert (real.status_code, real.content) == (none.status_code, none.content)


def test_the_account_opens_again_when_the_time_is_over() -> None:
    person = make_account(email="ann.lee@example.gov.uk")
    lock("ann.lee@example.gov.uk")
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))
    client, _ = try_to_sign_in("ann.lee@example.gov.uk", PASSWORD)
    assert get_user(client) == person


def test_signing_in_forgets_the_wrong_passwords_before_it() -> None:
    make_account(email="ann.lee@example.gov.uk")
    for _ in range(2):
        for _ in range(4):
            try_to_sign_in("ann.lee@example.gov.uk", "wrong")
        assert try_to_sign_in("ann.lee@example.gov.uk", PASSWORD)[1].status_code == 302
