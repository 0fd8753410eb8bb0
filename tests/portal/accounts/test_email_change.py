"""A new address for an account: asked for, confirmed by its link, and then the only one that signs in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions import email_changes
from measures.actions.accounts import deactivate
from measures.actions.email_changes import ask_email_change, confirm_email_change, take_email_change_back
from measures.actions.outcome import Overtaken, Refused
from measures.choices import RoleName
from measures.models import EmailChange, Event, Notice, Role
from measures.notices.letters import send_letters
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.catalogue import ScorecardFactory
from tests.factories.people import RoleFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "ann.lee@example.gov.uk", "ann.roy@example.gov.uk"
SIGN_IN, ACCOUNT, CHANGE = "/account/sign-in/", "/account/", "/account/email/"


@pytest.fixture
def ann() -> User:
    return make_account(email=OLD, name="Ann Lee")


@pytest.fixture
def administrator() -> User:
    person = make_account(name="Ada Admin")
    RoleFactory.create(person=person, role=RoleName.ADMINISTRATOR.value)
    return person


def signed_in(email: str, password: str = PASSWORD) -> Client:
    """Return a browser in which somebody has just typed their password; nobody is signed in where it is refused."""
    client = Client()
    client.post(SIGN_IN, {"login": email, "password": password})
    return client


def asks(email: str, new: str = NEW) -> tuple[Client, Any]:
    """Ask for one's own new address; return the browser and the answer once the password is typed again."""
    browser = signed_in(email)
    asked = browser.post(CHANGE, {"email": new})
    return browser, browser.post(asked["Location"], {"password": PASSWORD})


def link_sent_to(address: str) -> str:
    """Have the mail go out; return the path of the link in the last that went to an address."""
    send_letters()
    (sent,) = [sent for sent in mail.outbox if address in sent.to[0]][-1:]
    found = re.search(r"/account/email/confirm/\S+", str(sent.body))
    assert found is not None
    return found.group()


def test_a_person_changes_their_own_address_and_signs_in_with_the_new_one_alone(ann: User) -> None:
    browser, response = asks(OLD)
    assert response["Location"] == CHANGE  # what was typed before the password was asked for is not lost
    link = link_sent_to(NEW)
    assert NEW in browser.get(link).content.decode()
    ann.refresh_from_db()
    assert ann.email == OLD  # looking changes nothing
    assert browser.post(link)["Location"] == ACCOUNT
    assert not get_user(signed_in(OLD)).is_authenticated
    assert get_user(signed_in(NEW.upper())) == ann
    assert [event.what for event in Event.objects.filter(by=ann)] == ["confirm_email_change", "ask_email_change"]
    assert "example.gov.uk" not in "".join(f"{event.why}{event.about}{event.details}" for event in Event.objects.all())


def test_the_old_address_is_told_in_text_and_html_and_opens_nothing_even_where_allauth_kept_it(ann: User) -> None:
    EmailAddress.objects.create(user=ann, email=OLD, verified=True, primary=True)
    browser, _ = asks(OLD)
    browser.post(link_sent_to(NEW))
    send_letters()
    told = mail.outbox[-1]
    assert isinstance(told, mail.EmailMultiAlternatives)
    assert told.to == [f"Ann Lee <{OLD}>"]
    assert all(NEW in str(body) for body in (told.body, told.alternatives[0][0]))
    assert not get_user(signed_in(OLD)).is_authenticated
    count = len(mail.outbox)
    Client().post("/account/password/reset/", {"email": OLD})
    assert len(mail.outbox) == count
    Client().post("/account/password/reset/", {"email": NEW})
    assert NEW in mail.outbox[-1].to[0]


def test_the_second_step_sessions_and_wrong_passwords_of_the_account_stay(ann: User) -> None:
    elsewhere = signed_in(OLD)
    for _ in range(5):
        signed_in(NEW, "wrong")
    browser, _ = asks(OLD)
    browser.post(link_sent_to(NEW))
    assert get_user(elsewhere) == ann
    assert AccessAttempt.objects.filter(username=NEW).exists()
    assert not get_user(signed_in(NEW)).is_authenticated  # five wrong passwords lock the address, whosever it becomes
    AccessAttempt.objects.all().delete()
    assert get_user(signed_in(NEW)) == ann


def test_one_s_own_address_asks_for_the_password_again(ann: User) -> None:
    response = signed_in(OLD).post(CHANGE, {"email": NEW})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailChange.objects.exists()


def test_a_link_that_one_asked_for_oneself_needs_one_s_own_account(ann: User) -> None:
    asks(OLD)
    link = link_sent_to(NEW)
    make_account(email="ben@example.gov.uk")
    assert Client().post(link)["Location"].startswith(SIGN_IN)
    assert signed_in("ben@example.gov.uk").post(link).status_code == 403
    ann.refresh_from_db()
    assert ann.email == OLD


def test_an_administrator_asks_and_the_new_address_confirms_without_signing_in(ann: User, administrator: User) -> None:
    browser = signed_in(administrator.email)
    page = browser.get(reverse("measures:person", args=[ann.pk])).content.decode()
    assert reverse("measures:person_email", args=[ann.pk]) in page
    assert browser.post(reverse("measures:person_email", args=[ann.pk]), {"email": NEW}).status_code == 302
    assert Client().post(link_sent_to(NEW))["Location"] == SIGN_IN
    assert get_user(signed_in(NEW)) == ann


@pytest.mark.parametrize("what", ["taken back", "expired", "replaced", "used", "closed", "made up"])
def test_a_link_that_does_not_hold_changes_nothing(ann: User, administrator: User, what: str) -> None:
    change = ask_email_change(person=ann, email=NEW, by=administrator)
    link = link_sent_to(NEW)
    if what == "taken back":
        take_email_change_back(person=ann, by=administrator)
    elif what == "expired":
        EmailChange.objects.update(expires_at=timezone.now())
    elif what == "replaced":
        ask_email_change(person=ann, email="ann.poe@example.gov.uk", by=administrator)
    elif what == "used":
        confirm_email_change(change=change)
        User.objects.filter(pk=ann.pk).update(email=OLD)
    elif what == "closed":
        deactivate(person=ann, by=administrator)
    else:
        link = link[:-3] + "x/"
    assert Client().get(link).status_code == Client().post(link).status_code == 410
    ann.refresh_from_db()
    assert ann.email == OLD


def test_of_two_who_follow_the_link_one_wins(ann: User, administrator: User) -> None:
    change = ask_email_change(person=ann, email=NEW, by=administrator)
    confirm_email_change(change=change)
    with pytest.raises(Overtaken):
        confirm_email_change(change=change)
    assert Event.objects.filter(what="confirm_email_change").count() == 1


def test_an_address_that_somebody_took_meanwhile_is_refused_and_the_link_stays(ann: User, administrator: User) -> None:
    change = ask_email_change(person=ann, email=NEW, by=administrator)
    make_account(email=NEW.upper())
    with pytest.raises(Refused):
        confirm_email_change(change=change)
    change.refresh_from_db()
    assert change.confirmed_at is None
    assert not Event.objects.filter(what="confirm_email_change").exists()


def test_only_an_administrator_learns_that_an_address_has_an_account(ann: User, administrator: User) -> None:
    make_account(email=NEW)
    with pytest.raises(Refused) as refused:
        ask_email_change(person=ann, email=NEW.upper(), by=administrator)
    assert refused.value.fields == {"email": "There is already an account with this email address."}
    ask_email_change(person=ann, email=NEW, by=ann)
    assert signed_in(OLD).post(link_sent_to(NEW)).status_code == 410


@pytest.mark.parametrize("email", ["", "ann", "ann@", "a" * 250 + "@example.gov.uk", OLD.upper()])
def test_what_is_no_new_address_is_refused_with_a_sentence(ann: User, email: str) -> None:
    _, response = asks(OLD, email)
    assert response.status_code == 422
    assert "govuk-error-summary" in response.content.decode()
    assert not EmailChange.objects.exists()


@pytest.mark.parametrize("role", [RoleName.PERFORMANCE, None])
def test_nobody_but_an_administrator_asks_for_another_s(ann: User, role: RoleName | None) -> None:
    other, scorecard = make_account(), ScorecardFactory.create()
    if role is not None:
        RoleFactory.create(person=other, role=role.value, scorecard=scorecard)
    with pytest.raises(Refused):
        ask_email_change(person=ann, email=NEW, by=other)
    with pytest.raises(Refused):
        take_email_change_back(person=ann, by=other)
    assert not EmailChange.objects.exists()


def test_a_change_that_is_cut_short_leaves_nothing(
    ann: User, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_: object, **__: object) -> None:
        raise RuntimeError

    change = ask_email_change(person=ann, email=NEW, by=administrator)
    monkeypatch.setattr(email_changes, "record", cut_short)
    with pytest.raises(RuntimeError):
        confirm_email_change(change=change)
    change.refresh_from_db()
    ann.refresh_from_db()
    assert (change.confirmed_at, ann.email) == (None, OLD)


def test_the_kept_mail_has_no_link(ann: User, administrator: User) -> None:
    ask_email_change(person=ann, email=NEW, by=administrator)
    link = link_sent_to(NEW)
    notice = Notice.objects.get()
    assert link not in notice.text + notice.html
    assert not Role.objects.filter(person=ann).exists()
    assert send_letters() == 0  # it is sent once
