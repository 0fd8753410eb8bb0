"""An account: one per email, whatever the capitals."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db


def test_two_accounts_can_not_share_an_email_whatever_the_capitals() -> None:
    make_account(email="Ann.Lee@example.gov.uk")
    with pytest.raises(IntegrityError):
        make_account(email="ann.lee@example.gov.uk")


def test_a_form_is_told_that_the_email_is_taken() -> None:
    make_account(email="ann.lee@example.gov.uk")
    with pytest.raises(ValidationError, match="already an account with this email address"):
        User(email="ANN.LEE@example.gov.uk", name="Ann Lee", password="x").full_clean()


def test_an_account_is_found_by_its_email_whatever_the_capitals() -> None:
    made = make_account(email="Ann.Lee@example.gov.uk")
    assert User.objects.get_by_natural_key("ann.lee@EXAMPLE.gov.uk") == made


def test_an_account_needs_an_email() -> None:
    with pytest.raises(ValueError, match="needs an email"):
        User.objects.create_user("")


def test_an_account_without_a_password_can_not_be_entered_by_one() -> None:
    assert not User.objects.create_user("ann.lee@example.gov.uk", "Ann Lee").has_usable_password()


def test_an_administrator_may_open_the_administration_site() -> None:
    made = User.objects.create_superuser("ann.lee@example.gov.uk", "Ann Lee", PASSWORD)
    assert made.is_staff
    assert made.is_superuser


def test_a_person_is_called_by_their_name_and_by_their_email_without_one() -> None:
    assert str(User(email="ann.lee@example.gov.uk", name="Ann Lee")) == "Ann Lee"
    assert User(email="ann.lee@example.gov.uk", name="Ann Lee").get_short_name() == "Ann"
    assert User(email="ann.lee@example.gov.uk").get_full_name() == "ann.lee@example.gov.uk"
