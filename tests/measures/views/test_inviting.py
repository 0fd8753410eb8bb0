"""Inviting somebody: the account, its mail, and the link that opens it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions.holding import Holding, give_out
from measures.choices import NoticeKind, RoleName
from measures.models import Event, Invitation, Notice, Role
from measures.notices.letters import send_letters
from tests.factories.catalogue import ScorecardFactory
from tests.factories.council import Council
from tests.factories.people import RoleFactory, User
from tests.measures.views.test_people import DAY, SignedIn, at, invited, texts, typed

PASSWORD = "three words together"


def link_of_mail() -> str:
    found = re.search(r"https?://[^/]+(/account/invitation/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


class TestInviting:
    def test_an_invitation_makes_an_account_that_only_its_link_opens(self, signed_in: SignedIn) -> None:
        person = invited(signed_in("team"))
        assert (person.name, person.has_usable_password()) == ("Una Unknown", False)
        assert (send_letters(), send_letters()) == (1, 0)
        message: Any = mail.outbox[0]
        assert message.to == ["Una Unknown <una@council.example>"]
        assert "Theo Team invites you" in message.body
        assert [kind for _, kind in message.alternatives] == ["text/html"]
        client = Client()
        link = link_of_mail()
        assert client.get(link).status_code == 200
        response = client.post(link, {"password1": PASSWORD, "password2": PASSWORD})
        assert response["Location"] == reverse("mfa_index")
        assert get_user(client) == person
        assert Client().get(link).status_code == 410
        assert Client().post(link, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 410
        assert [e.what for e in Event.objects.filter(about__startswith="invitation").order_by("pk")] == [
            "invite",
            "accept_invitation",
        ]

    def test_what_is_recorded_of_the_mail_holds_no_link_that_works(self, signed_in: SignedIn) -> None:
        invited(signed_in("team"))
        send_letters()
        notice = Notice.objects.get(kind=NoticeKind.INVITATION)
        assert notice.sent_at
        assert "/account/invitation/" not in notice.text + notice.html
        message: Any = mail.outbox[0]
        assert "/account/invitation/" in str(message.alternatives[0])

    def test_a_link_stops_working_after_a_week(self, signed_in: SignedIn) -> None:
        person = invited(signed_in("team"))
        send_letters()
        Invitation.objects.filter(person=person).update(expires_at=timezone.now() - DAY)
        assert Client().get(link_of_mail()).status_code == 410

    def test_a_link_of_nobody_s_making_opens_nothing(self, db: None) -> None:
        assert Client().get(reverse("account_invitation", args=["WzEsICJ4Il0:abc:def"])).status_code == 410

    def test_a_weak_password_is_refused_and_the_link_still_works(self, signed_in: SignedIn) -> None:
        invited(signed_in("team"))
        send_letters()
        link = link_of_mail()
        assert Client().post(link, {"password1": "short", "password2": "short"}).status_code == 422
        assert Client().post(link, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302

    def test_the_mail_says_what_for_and_a_name_that_was_guessed_is_put_right_by_whoever_has_it(
        self, found: Council
    ) -> None:
        holding = Holding(found.scorecard, RoleName.SIGNATORY, "dcs@council.example", "signatory")
        give_out(scorecard=found.scorecard, holdings=[holding], invite_new=True, by=found.people["team"])
        send_letters()
        message: Any = mail.outbox[-1]
        for text in (message.body, str(message.alternatives[0][0])):
            assert "Hello," in text
            assert f"signatory on {found.scorecard}" in text
            assert f"“{found.scorecard}”" in text
        page = Client().get(link_of_mail())
        assert page.context["form"]["name"].value() == "Dcs"
        Client().post(link_of_mail(), {"name": "Dana Cole", "password1": PASSWORD, "password2": PASSWORD})
        assert Role.objects.get(person__name="Dana Cole").role == RoleName.SIGNATORY

    def test_a_new_link_ends_the_one_before(self, signed_in: SignedIn) -> None:
        team = signed_in("team")
        person = invited(team)
        send_letters()
        first = link_of_mail()
        team.post(at("person_account", person.pk), {"do": "invite"})
        assert send_letters() == 1
        assert Client().get(first).status_code == 410
        assert Client().get(link_of_mail()).status_code == 200

    def test_taken_back_it_opens_nothing_and_what_was_given_is_held_by_nobody(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team = signed_in("team")
        person = invited(team)
        send_letters()
        team.post(at("person_account", person.pk), {"do": "take_back"})
        assert Client().get(link_of_mail()).status_code == 410
        person.refresh_from_db()
        assert not person.is_active
        assert not Role.objects.current(timezone.localdate()).filter(person=person).exists()
        assert "Closed" in texts(team.get(at("person", person.pk)))

    def test_somebody_who_has_an_account_gets_the_role_and_neither_a_second_account_nor_a_mail(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team = signed_in("team")
        person = invited(team, found.people["stranger"].email.upper())
        assert person == found.people["stranger"]
        assert send_letters() == 0
        page = texts(team.get(at("person", person.pk)))
        assert "Fay Foreign has an account already, and was not invited again." in page
        assert f"Fay Foreign is board member on {found.scorecard} from" in page
        assert "somebody else" not in page

    def test_nobody_is_invited_to_nothing_and_the_mail_says_what_they_are(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team, today = signed_in("team"), typed(timezone.localdate())
        said = {"name": "Una Unknown", "email": "una@council.example", "starts": today}
        assert "Select a role." in texts(team.post(at("invite"), said))
        without = team.post(at("invite") + "?role=owner", said)
        assert (without.status_code, set(without.context["form"].errors)) == (422, {"scopes"})
        assert team.post(at("invite") + "?role=administrator", said).status_code == 422
        assert not Invitation.objects.exists()
        owner = {**said, "scopes": [found.visits.measure_id]}
        page = texts(team.post(at("invite") + "?role=owner", owner, follow=True))
        assert "Una Unknown is invited. The link is on its way to una@council.example." in page
        assert "Una Unknown is owner of 1.1 % of visits in time from" in page
        assert "Olive Owner owned it until today." in page
        send_letters()
        assert "owner of 1.1 % of visits in time" in mail.outbox[-1].body
        assert "is being set up" not in mail.outbox[-1].body

    def test_a_role_that_can_not_be_given_invites_nobody(self, found: Council, signed_in: SignedIn) -> None:
        starts = timezone.localdate() + 9 * DAY
        RoleFactory.create(
            person=found.people["deputy"], role=RoleName.OWNER, measure=found.visits.measure, starts=starts
        )
        sent = {"name": "Una Unknown", "email": "una@council.example", "scopes": [found.visits.measure_id]}
        refused = signed_in("team").post(at("invite") + "?role=owner", {**sent, "starts": typed(timezone.localdate())})
        assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"starts"})
        assert not Invitation.objects.exists()
        assert not User.objects.filter(email="una@council.example").exists()

    def test_the_only_scorecard_is_ticked_and_of_several_none(self, found: Council, signed_in: SignedIn) -> None:
        team, board = signed_in("team"), at("invite") + "?role=board+member"
        assert team.get(board).context["form"]["scopes"].value() == [str(found.scorecard.pk)]
        adults = ScorecardFactory.create(title="Adults")
        RoleFactory.create(person=found.people["team"], role=RoleName.PERFORMANCE, scorecard=adults)
        assert team.get(board).context["form"]["scopes"].value() == []

    def test_a_wrong_address_is_refused_and_what_was_typed_is_kept(self, signed_in: SignedIn) -> None:
        page = at("invite") + "?role=deputy"
        response = signed_in("team").post(page, {"name": "Una Unknown", "email": "una at council"})
        assert response.status_code == 422
        assert "Una Unknown" in texts(response)
        assert "una at council" in texts(response)
        empty = texts(signed_in("team").post(page, {"name": " ", "email": ""}))
        assert "Enter an email address." in empty
        assert "Enter the person’s full name." in empty
