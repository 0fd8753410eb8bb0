"""Signing in and out by email and password, and what the pages do not give away."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as now_set
from django.contrib.auth import get_user
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from measures.choices import NoticeKind
from measures.models import Notice
from measures.notices.letters import send_letters
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, make_account
from tests.portal.design.rendering import tree

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in/"


def errors(page: bytes) -> list[str]:
    return [item.text for item in tree(page.decode()).select(".govuk-error-summary li")]


def test_signing_in_leads_to_the_first_page(client: Client) -> None:
    person = make_account(email="ann.lee@example.gov.uk")
    response = client.post(SIGN_IN, {"login": "Ann.Lee@example.gov.uk", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert get_user(client) == person


def test_a_wrong_password_and_an_unknown_email_read_the_same(client: Client) -> None:
    make_account(email="ann.lee@example.gov.uk")
    wrong = client.post(SIGN_IN, {"login": "ann.lee@example.gov.uk", "password": "wrong"})
    unknown = client.post(SIGN_IN, {"login": "no.one@example.gov.uk", "password": "wrong"})
    assert errors(wrong.content) == ["The email address or the password is not right. Check both and try again."]
    assert errors(unknown.content) == errors(wrong.content)


def test_a_closed_account_can_not_be_entered(client: Client) -> None:
    make_account(email="ann.lee@example.gov.uk", is_active=False)
    client.post(SIGN_IN, {"login": "ann.lee@example.gov.uk", "password": PASSWORD})
    assert not get_user(client).is_authenticated


def test_an_address_of_another_site_is_not_followed_after_signing_in(client: Client) -> None:
    make_account(email="ann.lee@example.gov.uk")
    response = client.post(
        SIGN_IN, {"login": "ann.lee@example.gov.uk", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert response["Location"] == "/"


def test_nobody_makes_their_own_account(client: Client) -> None:
    data = {"email": "new@example.gov.uk", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/account/sign-up/", data)
    assert "You need an invitation" in response.content.decode()
    assert not User.objects.exists()


def test_looking_at_the_page_of_signing_out_does_not_sign_out(client: Client) -> None:
    client.force_login(make_account(), "django.contrib.auth.backends.ModelBackend")
    client.get("/account/sign-out/")
    assert get_user(client).is_authenticated
    client.post("/account/sign-out/")
    assert not get_user(client).is_authenticated


def test_one_s_own_account_asks_for_signing_in_and_shows_its_email(client: Client) -> None:
    assert client.get("/account/")["Location"] == "/account/sign-in/?next=/account/"
    client.force_login(make_account(email="ann.lee@example.gov.uk"), "django.contrib.auth.backends.ModelBackend")
    assert "ann.lee@example.gov.uk" in client.get("/account/").content.decode()


def test_the_link_to_a_new_password_goes_only_to_an_account_and_nothing_tells_which(
    client: Client, mailoutbox: list[object]
) -> None:
    make_account(email="ann.lee@example.gov.uk", name="Ann Lee")
    there = client.post("/account/password/reset/", {"email": "ann.lee@example.gov.uk"})
    not_there = client.post("/account/password/reset/", {"email": "no.one@example.gov.uk"})
    assert there["Location"] == not_there["Location"]
    (message,) = mailoutbox
    assert isinstance(message, EmailMultiAlternatives)
    assert message.to == ["Ann Lee <ann.lee@example.gov.uk>"]


def test_the_mail_with_the_link_is_in_text_and_html_and_recorded_without_it(
    client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    person = make_account(email="ann.lee@example.gov.uk")
    client.post("/account/password/reset/", {"email": person.email})
    bodies = [str(mailoutbox[0].body), str(mailoutbox[0].alternatives[0][0])]
    assert all(body.count(f"{now_set.PORTAL_ADDRESS}/account/password/reset/key/") == 1 for body in bodies)
    notice = Notice.objects.get(recipient=person, kind=NoticeKind.NEW_PASSWORD, sent_at__isnull=False)
    assert "/reset/key/" not in notice.text + notice.html
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    assert (
        "It works once:<br>[a link, which is kept in the mail alone]" in client.get("/account/mail/").content.decode()
    )


def test_a_link_to_a_new_password_that_did_not_go_out_is_answered_alike_and_never_sent_without_its_link(
    client: Client, mailoutbox: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account(email="ann.lee@example.gov.uk")

    def fails(*_: object) -> int:
        raise ConnectionRefusedError("No route.")

    with monkeypatch.context() as down:
        down.setattr(EmailMultiAlternatives, "send", fails)
        answer = client.post("/account/password/reset/", {"email": "ann.lee@example.gov.uk"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/password/reset/sent/")
    assert Notice.objects.get(kind=NoticeKind.NEW_PASSWORD).error == "No route."
    assert (send_letters(), mailoutbox) == (0, [])


def test_the_link_of_the_mail_sets_a_new_password(client: Client, mailoutbox: list[object]) -> None:
    person = make_account(email="ann.lee@example.gov.uk")
    client.post("/account/password/reset/", {"email": person.email})
    found = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mailoutbox[0].body))  # type: ignore[attr-defined]
    assert found
    form = client.get(found[1], follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "another three words", "password2": "another three words"})
    person.refresh_from_db()
    assert person.check_password("another three words")


def test_a_short_password_is_refused(client: Client) -> None:
    person = make_account()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    data = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    response = client.post("/account/password/change/", data)
    assert any("12 characters" in line for line in errors(response.content))
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_the_sign_in_page_sends_a_strict_policy_and_holds_nothing_inline(client: Client) -> None:
    response = client.get(SIGN_IN)
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    page = tree(response.content.decode())
    inline = [script for script in page.select("script") if not script.get("src")]
    assert all(script.get("type") == "application/json" for script in inline)
    assert not page.select("[style], style, [onclick]")


def test_a_passkey_is_not_offered_where_no_script_can_use_it(client: Client) -> None:
    assert tree(client.get(SIGN_IN).content.decode()).select(".app-needs-script #passkey_login")


@pytest.mark.parametrize(
    "address", ["/account/second-step/", "/account/password/change/", "/account/second-step/webauthn/"]
)
def test_the_pages_of_one_s_own_account_open_in_the_council_s_words(client: Client, address: str) -> None:
    client.force_login(make_account(), "django.contrib.auth.backends.ModelBackend")
    page = client.get(address).content.decode()
    assert "Two-Factor" not in page
    assert len(tree(page).select("h1.govuk-heading-l")) == 1


def test_signing_in_by_the_council_s_directory_is_offered_only_where_it_is_set(
    client: Client, settings: Settings
) -> None:
    assert "Council account" not in client.get(SIGN_IN).content.decode()
    app = {"provider_id": "council", "name": "Council account", "client_id": "x", "secret": "y", "settings": {}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert "Sign in with Council account" in client.get(SIGN_IN).content.decode()


def test_one_s_own_name_is_put_right_and_an_empty_one_is_refused(client: Client) -> None:
    person = make_account(name="Ann Lea")
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    assert client.post("/account/name/", {"name": " "}).status_code == 422
    assert client.post("/account/name/", {"name": "Ann  Lee"})["Location"] == "/account/"
    person.refresh_from_db()
    assert person.name == "Ann Lee"


def test_one_is_signed_out_everywhere_else(client: Client) -> None:
    person, elsewhere = make_account(), Client()
    for browser in (client, elsewhere):
        browser.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    page = client.get("/account/sessions/").content.decode()
    assert len(tree(page).select("tbody tr")) == 2
    assert client.post("/account/sessions/").status_code == 302
    assert get_user(client) == person
    assert not get_user(elsewhere).is_authenticated


def test_one_sees_one_s_own_mail_and_nobody_else_s(client: Client) -> None:
    person, other = make_account(), make_account()
    for recipient, subject in ((person, "Due by 8 December"), (other, "For somebody else")):
        Notice.objects.create(
            recipient=recipient, day=timezone.localdate(), subject=subject, text="", html="", sent_at=timezone.now()
        )
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/account/mail/").content.decode()
    assert "Due by 8 December" in page
    assert "For somebody else" not in page
