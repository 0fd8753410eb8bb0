"""Standing in for somebody on leave: lent, shown to both, ended early, and asked of nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.choices import RoleName
from measures.models import Event, Role
from measures.queries.people import stand_ins
from measures.working_days import working_day_from
from tests.factories.council import Council
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]
DAY = dt.timedelta(days=1)


def texts(response: Any) -> str:
    return str(response.content.decode())


def typed(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def at(name: str, *args: Any) -> str:
    return reverse(f"measures:{name}", args=args)


class TestStandingIn:
    def lend(self, found: Council, client: Client, **options: Any) -> Any:
        today = timezone.localdate()
        role = found.people["director"].roles.filter(role=RoleName.DIRECTOR)[0]
        sent = {
            "roles": [role.pk],
            "to": found.people["other director"].pk,
            "starts": typed(today),
            "ends": typed(today + 7 * DAY),
            "why": "Leave.",
            **options,
        }
        return client.post(at("delegations"), sent)

    def test_both_see_it_on_their_first_page(self, found: Council, signed_in: SignedIn) -> None:
        RoleFactory.create(person=found.people["director"], role=RoleName.SIGNATORY, scorecard=found.scorecard)
        director = signed_in("director")
        roles = [role.pk for role in found.people["director"].roles.all()]
        assert self.lend(found, director, roles=roles).status_code == 302
        assert "You stand in for Dora Director" in texts(signed_in("other director").get(reverse("home")))
        assert "Dan Director stands in for you" in texts(director.get(reverse("home")))
        assert Event.objects.filter(what="give_role", done_for=found.people["other director"]).count() == 2

    def test_a_leave_of_several_roles_is_said_in_one_sentence_and_shown_once(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        RoleFactory.create(person=found.people["director"], role=RoleName.DIRECTOR, section=found.care)
        director, roles = signed_in("director"), found.people["director"].roles
        self.lend(found, director, roles=[role.pk for role in roles.all()])
        page = texts(director.get(at("delegations")))
        assert "Dan Director stands in as director of Front door and of Care from" in page
        (leave,) = director.get(at("delegations")).context["lent"]
        assert [role.section for role in leave[0].roles] == [found.front_door, found.care]
        assert Role.objects.filter(stands_in_for__in=roles.all()).count() == 2

    def test_of_a_leave_within_one_that_is_stood_in_for_it_is_said_that_nothing_changes(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        director, last = signed_in("director"), timezone.localdate() + 2 * DAY
        self.lend(found, director)
        self.lend(found, director, ends=typed(last))
        assert "Dan Director stands in on all of these days already, so nothing has changed." in texts(
            director.get(at("delegations"))
        )
        assert found.people["director"].roles.get().delegations.get().ends == last + 5 * DAY

    def test_whoever_arranges_it_for_another_is_not_among_those_who_may_stand_in(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team, role = signed_in("team"), found.people["director"].roles.get()
        address, today = at("delegations_of", found.people["director"].pk), timezone.localdate()
        assert f'<option value="{found.people["team"].pk}"' not in team.get(address).content.decode()
        sent = {"roles": [role.pk], "to": found.people["team"].pk, "starts": typed(today), "ends": typed(today + DAY)}
        assert team.post(address, sent).status_code == 422
        assert not found.people["team"].roles.filter(role=RoleName.DIRECTOR).exists()

    def test_what_happened_says_for_whom_on_the_pages_of_both_and_of_the_scorecard(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team, dora, dan = signed_in("team"), found.people["director"], found.people["other director"]
        today = timezone.localdate()
        sent = {"roles": [dora.roles.get().pk], "to": dan.pk, "starts": typed(today), "ends": typed(today + DAY)}
        assert team.post(at("delegations_of", dora.pk), sent).status_code == 302
        until = f"{today + DAY:%-d %B %Y}"
        assert f"Dan Director became director of Front door, standing in, until {until}" in texts(
            team.get(at("person", dora.pk))
        )
        assert f"Became director of Front door, standing in for Dora Director, until {until}" in texts(
            team.get(at("person", dan.pk))
        )
        whole = texts(team.get(reverse("measures:audit", args=[found.scorecard.slug])))
        assert "Director of Front door, standing in for Dora Director, from" in whole
        team.post(at("end_role", dora.roles.get().delegations.get().pk), {"ends": ""})
        page = texts(team.get(at("person", dora.pk)))
        assert "Dan Director is no longer director of Front door, standing in for Dora Director, from now on." in page
        assert f"after {until}" not in page

    @pytest.mark.parametrize(("who", "offered"), [("team", True), ("administrator", False)])
    def test_it_is_offered_to_those_whom_its_page_answers(
        self, found: Council, signed_in: SignedIn, who: str, *, offered: bool
    ) -> None:
        client, director = signed_in(who), found.people["director"]
        assert ("Let somebody stand in" in texts(client.get(at("person", director.pk)))) is offered
        assert (client.get(at("delegations_of", director.pk)).status_code == 200) is offered

    def test_it_is_ended_early_by_whoever_lent_it(self, found: Council, signed_in: SignedIn) -> None:
        director, today = signed_in("director"), timezone.localdate()
        self.lend(found, director)
        lent = Role.objects.get(stands_in_for__isnull=False)
        assert "Dan Director" in texts(director.get(at("delegations")))
        assert director.post(at("end_role", lent.pk), {"ends": ""}).status_code == 302
        assert stand_ins(found.people["director"], today) == ([], [])
        assert "You stand in for" not in texts(signed_in("other director").get(reverse("home")))

    def test_two_who_stand_in_for_the_same_days_are_said_and_a_leave_is_ended_as_a_whole(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        dora, director = found.people["director"], signed_in("director")
        RoleFactory.create(person=dora, role=RoleName.SIGNATORY, scorecard=found.scorecard)
        self.lend(found, director, roles=[role.pk for role in dora.roles.all()])
        self.lend(found, director, to=found.people["owner"].pk)
        until = f"{timezone.localdate() + 7 * DAY:%-d %B %Y}"
        page = texts(director.get(at("delegations")))
        today = f"{timezone.localdate():%-d %B %Y}"
        days = f"from {today} until {until}"
        assert f"stand in too: Dan Director {days}. Any of them may decide." in page
        assert f"Dan Director stands in too, {days}: either may decide" in page
        assert f"Olive Owner stands in too as director of Front door, {days}: either may decide" in page
        assert f"told by mail on {working_day_from(timezone.localdate(), 1):%-d %B %Y} at the earliest" in page
        both = "director of Front door, signatory on Social care scorecard"
        assert f"Dan Director stands in for you until {until}: {both}." in texts(director.get(reverse("home")))
        lent = found.people["other director"].roles.filter(stands_in_for__isnull=False)
        assert director.post(at("end_role", lent[0].pk), {"ends": "", "together": "on"}).status_code == 302
        assert not lent.filter(withdrawn_at=None).exists()
        assert found.people["owner"].roles.filter(stands_in_for__isnull=False, withdrawn_at=None).exists()

    def test_whoever_stands_in_can_not_end_or_pass_it_on(self, found: Council, signed_in: SignedIn) -> None:
        self.lend(found, signed_in("director"))
        lent = Role.objects.get(stands_in_for__isnull=False)
        other = signed_in("other director")
        assert other.post(at("end_role", lent.pk), {"ends": ""}).status_code == 404
        assert "Director of Front door" not in texts(other.get(at("delegations")))

    def test_leave_that_ends_before_it_starts_is_refused_beside_its_field(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        response = self.lend(found, signed_in("director"), ends=typed(timezone.localdate() - DAY))
        assert (response.status_code, "on or after the first day" in texts(response)) == (422, True)
        assert "Leave." in texts(response)

    def test_board_members_and_strangers_are_not_asked(self, found: Council, signed_in: SignedIn) -> None:
        page = texts(signed_in("director").get(at("delegations")))
        assert "Otto Owner" in page
        assert "Bea Board" not in page
        assert "Fay Foreign" not in page
        assert self.lend(found, signed_in("director"), to=found.people["board"].pk).status_code == 422

    @pytest.mark.parametrize("starts", ["1/1/2020", "31/11/2020"])
    def test_of_two_wrong_days_both_are_named(self, found: Council, signed_in: SignedIn, starts: str) -> None:
        response = self.lend(found, signed_in("director"), starts=starts, ends="31/12/2019")
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"starts", "ends"})
