"""Whoever has a second step is asked for it at every door, and every session is among those that they can end."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.admin import site
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from measures.actions.accounts import invite
from measures.models import Invitation
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, make_account
from tests.portal.accounts.test_samples import Sample
from tests.portal.accounts.test_second_step import SECRET, code_of_now

pytestmark = pytest.mark.django_db

SECOND_STEP = "/account/second-step/authenticate/"


def two_samples() -> list[Sample]:
    return [Sample(), Sample(name="Ben Roy", email="ben.roy@example.gov.uk")]


def superuser(*, second_step: bool = True) -> User:
    person = User.objects.create_superuser("ada.first@example.gov.uk", "Ada First", PASSWORD)
    if second_step:
        TOTP.activate(person, SECRET)
    return person


class TestTheAdministrationSite:
    def test_it_takes_no_password_itself_but_leads_to_the_portals_sign_in_page(self) -> None:
        person, client = superuser(), Client()
        for answer in (
            client.get("/admin/login/?next=/admin/"),
            client.post("/admin/login/?next=/admin/", {"username": person.email, "password": PASSWORD}),
        ):
            assert answer["Location"] == "/account/sign-in/?next=%2Fadmin%2F"
        assert not get_user(client).is_authenticated

    def test_it_opens_after_the_second_step_and_that_session_is_one_that_can_be_ended(self) -> None:
        person, client = superuser(), Client()
        client.post("/account/sign-in/?next=/admin/", {"login": person.email, "password": PASSWORD, "next": "/admin/"})
        assert client.get("/admin/").status_code == 302
        assert client.post(SECOND_STEP, {"code": code_of_now()})["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200
        assert UserSession.objects.filter(user=person).count() == 1

    def test_who_is_signed_in_and_not_of_the_staff_is_not_asked_for_another_password(self) -> None:
        client = Client()
        client.force_login(make_account(), backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/admin/", follow=True).status_code == 403

    def test_what_is_kept_of_a_second_step_is_not_shown_and_can_only_be_removed(self) -> None:
        ann, client = make_account(email="ann.lee@example.gov.uk"), Client()
        TOTP.activate(ann, SECRET)
        codes = RecoveryCodes.activate(ann).instance
        client.force_login(superuser(second_step=False), backend="django.contrib.auth.backends.ModelBackend")
        kept = "/admin/mfa/authenticator/"
        for instance in Authenticator.objects.filter(user=ann):
            page = client.get(f"{kept}{instance.pk}/change/")
            assert page.status_code == 200
            assert not [value for value in instance.data.values() if str(value) in page.content.decode() and value]
            assert client.post(f"{kept}{instance.pk}/change/", {"data": "{}"}).status_code == 403
        assert client.get(f"{kept}add/").status_code == 403
        assert client.post(f"{kept}{codes.pk}/delete/", {"post": "yes"}).status_code == 302
        assert Authenticator.objects.filter(user=ann).count() == 1

    def test_ones_own_is_not_removed_there(self) -> None:
        person, client = superuser(), Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        own = Authenticator.objects.get(user=person)
        assert client.post(f"/admin/mfa/authenticator/{own.pk}/delete/", {"post": "yes"}).status_code == 403
        assert Authenticator.objects.filter(user=person).exists()

    def test_who_tried_to_sign_in_is_read_there_and_stays_so_that_what_is_locked_stays_locked(self) -> None:
        attempt = AccessAttempt.objects.create(username="ann.lee@example.gov.uk", failures_since_start=5)
        client = Client()
        client.force_login(superuser(second_step=False), backend="django.contrib.auth.backends.ModelBackend")
        rows = "/admin/axes/accessattempt/"
        for action in ("delete_selected", "cleanup_expired_attempts"):
            client.post(rows, {"action": action, "_selected_action": [attempt.pk], "post": "yes"})
        for door in ("change", "delete"):
            assert client.post(f"{rows}{attempt.pk}/{door}/", {"post": "yes"}).status_code == 403
        assert "ann.lee@example.gov.uk" in client.get(rows).content.decode()
        assert client.get(f"{rows}{attempt.pk}/change/").status_code == 200
        assert AccessAttempt.objects.filter(pk=attempt.pk).exists()

    def test_nothing_is_there_that_opens_an_account(self) -> None:
        assert {model._meta.label for model in site._registry} == {
            "mfa.Authenticator", "axes.AccessAttempt", "axes.AccessFailureLog", "axes.AccessLog",
        }  # fmt: skip


@pytest.mark.parametrize("second_step", [True, False])
def test_the_button_of_a_sample_account_asks_for_the_second_step_where_there_is_one(
    settings: Settings, *, second_step: bool
) -> None:
    settings.PORTAL_DEMO, settings.PORTAL_DEMO_ACCOUNTS = True, f"{__name__}.two_samples"
    person, client = make_account(email="ann.lee@example.gov.uk"), Client()
    if second_step:
        TOTP.activate(person, SECRET)
    answer = client.post("/account/sign-in/sample/", {"email": person.email})
    assert answer["Location"] == (SECOND_STEP if second_step else "/")
    assert get_user(client).is_authenticated is not second_step
    assert UserSession.objects.filter(user=person).exists() is not second_step


@pytest.mark.parametrize("second_step", [True, False])
def test_the_link_of_an_invitation_asks_for_the_second_step_where_there_is_one(*, second_step: bool) -> None:
    person, _ = invite(email="ann.lee@example.gov.uk", name="Ann Lee", by=None)
    assert isinstance(person, User)
    if second_step:  # somebody who signed in through the council's directory before they followed the link
        TOTP.activate(person, SECRET)
    client = Client()
    token = Invitation.objects.get(person=person).token
    typed = dict.fromkeys(("password1", "password2"), "four words go together")
    answer = client.post(reverse("account_invitation", args=[token]), typed)
    assert answer["Location"] == (SECOND_STEP if second_step else "/account/second-step/")
    assert get_user(client).is_authenticated is not second_step
    assert UserSession.objects.filter(user=person).exists() is not second_step
