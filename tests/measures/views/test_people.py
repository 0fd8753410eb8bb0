"""The pages of people: given roles, handed over, closed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.choices import RoleName
from measures.permissions import Standing
from measures.queries.gaps import to_be_answered, vacancies
from measures.queries.people import account_counts
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import SLUG, Council
from tests.factories.people import RoleFactory, User

SignedIn = Callable[[str], Client]
DAY = dt.timedelta(days=1)


def texts(response: Any) -> str:
    return str(response.content.decode())


def typed(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def at(name: str, *args: Any) -> str:
    return reverse(f"measures:{name}", args=args)


def invited(client: Client, email: str = "una@council.example", name: str = "Una  Unknown") -> Any:
    """Invite somebody to the board of the first scorecard that one keeps; return the person."""
    page = at("invite") + "?role=board+member"
    (scope, _), *_ = client.get(page).context["form"].fields["scopes"].choices
    sent = {"name": name, "email": email, "scopes": [scope], "starts": typed(timezone.localdate())}
    response = client.post(page, sent)
    assert response.status_code == 302, texts(response)
    return User.objects.get(email__iexact=email)


class TestRoles:
    def test_a_role_is_given_on_several_things_from_a_day_on(self, found: Council, signed_in: SignedIn) -> None:
        person, day = found.people["nobody"], timezone.localdate() + 3 * DAY
        admin = signed_in("administrator")
        sent = {"scopes": [found.front_door.pk, found.care.pk], "starts": typed(day), "why": "A new director."}
        assert admin.post(at("give_role", person.pk) + "?role=director", sent).status_code == 302
        assert Standing.of(person, day - DAY).sections == {}
        assert Standing.of(person, day).sections_as(RoleName.DIRECTOR) == {found.front_door.pk, found.care.pk}
        assert "director of 2 sections" in texts(admin.get(at("people"))).lower()
        assert "A new director." in texts(admin.get(at("person", person.pk)))

    def test_early_readers_are_given_as_any_other_role(self, found: Council, signed_in: SignedIn) -> None:
        sent = {"scopes": [found.scorecard.pk], "starts": typed(timezone.localdate())}
        address = at("give_role", found.people["board"].pk) + "?role=early+reader"
        assert signed_in("team").post(address, sent).status_code == 302
        standing = Standing.of(found.people["board"], timezone.localdate())
        assert standing.scorecards_as(RoleName.EARLY_READER) == {found.scorecard.pk}

    def test_going_on_without_a_role_is_said(self, found: Council, signed_in: SignedIn) -> None:
        team, page = signed_in("team"), at("give_role", found.people["board"].pk)
        assert 'name="asked"' in texts(team.get(page))
        asked = team.get(page + "?asked=1")
        assert asked.status_code == 422
        assert "There is a problem" in texts(asked)

    def test_nothing_ticked_or_a_strange_role_is_answered_with_a_sentence(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team, person = signed_in("team"), found.people["owner"]
        response = team.post(at("give_role", person.pk) + "?role=director", {"starts": typed(timezone.localdate())})
        assert (response.status_code, "Select at least one" in texts(response)) == (422, True)
        for role in ("king", "administrator"):
            assert team.get(at("give_role", person.pk) + f"?role={role}").status_code == 422

    def test_the_team_does_not_give_what_belongs_to_another_scorecard(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        foreign = found.people["stranger"].roles.get().measure
        sent = {"scopes": [foreign.pk], "starts": typed(timezone.localdate())}
        assert (
            signed_in("team").post(at("give_role", found.people["owner"].pk) + "?role=deputy", sent).status_code == 422
        )
        page = texts(signed_in("team").get(at("give_role", found.people["owner"].pk) + "?role=deputy"))
        assert "somebody else" not in page

    def test_one_s_own_roles_are_not_changed_by_oneself(self, found: Council, signed_in: SignedIn) -> None:
        sent = {"scopes": [found.care.pk], "starts": typed(timezone.localdate())}
        response = signed_in("team").post(at("give_role", found.people["team"].pk) + "?role=director", sent)
        assert (response.status_code, "Nobody changes their own roles" in texts(response)) == (403, True)
        page = texts(signed_in("team").get(at("person", found.people["team"].pk)))
        assert "Give a role" not in page

    def test_who_loses_a_measure_is_named_before_and_after_and_so_is_what_nobody_holds(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team, deputy, today = signed_in("team"), found.people["deputy"], timezone.localdate()
        give = at("give_role", deputy.pk) + "?role=owner"
        assert "1.1 % of visits in time (owner now: Olive Owner)" in texts(team.get(give))
        sent = {"scopes": [found.visits.measure_id], "starts": typed(today)}
        assert "Olive Owner owned it until today." in texts(team.post(give, sent, follow=True))
        role = deputy.roles.get(role=RoleName.OWNER)
        assert "Nobody else is owner of 1.1 % of visits in time." in texts(team.get(at("end_role", role.pk)))
        ended = texts(team.post(at("end_role", role.pk), {"ends": ""}, follow=True))
        assert "is no longer owner of 1.1 % of visits in time, from now on. Nobody else is." in ended

    def test_who_holds_it_already_is_said_to_and_nothing_is_changed(self, found: Council, signed_in: SignedIn) -> None:
        team, owner = signed_in("team"), found.people["owner"]
        role, today = owner.roles.get(), typed(timezone.localdate())
        since = f"already, from {role.starts:%-d %B %Y}. Nothing was changed."
        sent = {"role": "owner", "person": owner.pk, "starts": today}
        page = texts(team.post(at("holders", SLUG, "1.1"), sent, follow=True))
        assert f"Olive Owner is owner of 1.1 {since}" in page
        address = at("give_role", owner.pk) + "?role=owner"
        page = texts(team.post(address, {"scopes": [found.visits.measure.pk], "starts": today}, follow=True))
        assert f"Olive Owner is owner of 1.1 % of visits in time {since}" in page
        assert owner.roles.get() == role
        both = {"scopes": [found.visits.measure.pk, found.placements.measure.pk], "starts": today}
        page = texts(team.post(address, both, follow=True))
        assert f"Olive Owner is owner of 2.1 % of stable placements from {timezone.localdate():%-d %B %Y}." in page

    def test_a_measure_gets_a_new_owner_on_a_day(self, found: Council, signed_in: SignedIn) -> None:
        day = timezone.localdate() + 5 * DAY
        sent = {"role": "owner", "person": found.people["deputy"].pk, "starts": typed(day)}
        assert signed_in("team").post(at("holders", SLUG, "1.1"), sent).status_code == 302
        assert found.people["owner"].roles.get().ends == day - DAY
        page = texts(signed_in("team").get(at("holders", SLUG, "1.1")))
        assert "Olive Owner" in page
        assert reverse("measures:holders", args=[SLUG, "1.1"]) in texts(
            signed_in("team").get(at("measure", SLUG, "1.1"))
        )


class TestLists:
    def test_the_list_is_searched_and_filtered(self, found: Council, signed_in: SignedIn) -> None:
        team = signed_in("team")
        assert "Olive Owner" in texts(team.get(at("people") + "?search=olive"))
        assert "Dan Director" not in texts(team.get(at("people") + "?search=olive"))
        assert "Dan Director" in texts(team.get(at("people") + "?role=director"))
        assert "Olive Owner" not in texts(team.get(at("people") + "?role=director"))
        invited(team)
        assert "Una Unknown" in texts(team.get(at("people") + "?account=invited"))
        assert "Una Unknown" not in texts(team.get(at("people") + "?account=open"))

    def test_the_team_learns_of_nobody_of_another_scorecard(self, found: Council, signed_in: SignedIn) -> None:
        for query in ("", "?search=fay", "?role=owner", "?account=open"):
            assert "Fay Foreign" not in texts(signed_in("team").get(at("people") + query))
        assert "Fay Foreign" in texts(signed_in("administrator").get(at("people")))

    def test_what_nobody_answers_for_is_listed(self, found: Council, signed_in: SignedIn) -> None:
        found.people["owner"].roles.all().delete()
        assert "has no owner" in texts(signed_in("team").get(at("people")))

    def test_who_is_to_own_it_is_named_with_the_day_and_not_as_the_last(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        starts = timezone.localdate() + 9 * DAY
        next_one = User.objects.create(name="Jo Park", email="jo.park@council.example")
        RoleFactory.create(person=next_one, role=RoleName.OWNER, measure=found.visits.measure, starts=starts)
        signed_in("administrator").post(at("close_account", found.people["owner"].pk), {"why": "Left."})
        page = re.sub(r"<[^>]*>", "", texts(signed_in("team").get(at("people"))))
        assert "Olive Owner: what they held last was the last" in page
        assert f"; Jo Park is the next, from {starts:%-d %B %Y}." in page
        assert "Was owner of 1.1 % of visits in time" in page
        assert "Owner of 1.1 % of visits in time" in page

    def test_who_is_without_a_role_is_counted_as_the_list_shows_them(self, found: Council, signed_in: SignedIn) -> None:
        found.people["early reader"].roles.all().delete()
        User.objects.filter(pk=found.people["early reader"].pk).update(is_active=False)
        administrator = signed_in("administrator")

        def both() -> tuple[int, int]:
            page = administrator.get(at("people") + "?role=none")
            return account_counts(timezone.now())["none"], len(page.context["people"].rows)

        assert both() == (1, 1)
        starts = timezone.localdate() + 9 * DAY
        RoleFactory.create(
            person=found.people["nobody"], role=RoleName.OWNER, measure=found.visits.measure, starts=starts
        )
        assert both() == (0, 0)


class TestLeaving:
    def test_closing_an_account_ends_its_sessions_at_once(self, found: Council, signed_in: SignedIn) -> None:
        owner = signed_in("owner")
        assert owner.get(reverse("home")).status_code == 200
        signed_in("administrator").post(at("close_account", found.people["owner"].pk), {"why": "Left."})
        assert owner.get(reverse("home")).status_code == 302
        assert not get_user(owner).is_authenticated

    def test_what_they_held_is_handed_over_together(self, found: Council, signed_in: SignedIn) -> None:
        second = DefinitionFactory.create(section=found.care, ref="2.2", title="% of reviews")
        RoleFactory.create(person=found.people["owner"], role=RoleName.OWNER, measure=second.measure)
        administrator = signed_in("administrator")
        closed = administrator.post(at("close_account", found.people["owner"].pk), {}, follow=True)
        assert "What they held is listed here." in texts(closed)
        closed = administrator.post(at("close_account", found.people["board"].pk), {}, follow=True)
        assert "They held nothing that somebody has to take over." in texts(closed)
        team, today = signed_in("team"), timezone.localdate()
        page = texts(team.get(at("hand_over", found.people["owner"].pk)))
        assert "1.1 % of visits in time" in page
        assert "2.2 % of reviews" in page
        roles = [role.pk for role in found.people["owner"].roles.all()]
        sent = {"roles": roles, "to": found.people["deputy"].pk, "starts": typed(today + DAY)}
        assert team.post(at("hand_over", found.people["owner"].pk), sent).status_code == 302
        assert vacancies(to_be_answered(found.scorecard, today + DAY), today + DAY) == []
        assert "Nothing is left to hand over" in texts(team.get(at("hand_over", found.people["owner"].pk)))

    def test_a_measure_that_nobody_owns_says_so_on_the_page_of_its_holders(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        found.visits.measure.roles.all().delete()
        page = texts(signed_in("team").get(at("holders", SLUG, "1.1")))
        assert "Nobody owns this measure, and nobody is its deputy." in page
        assert "nothing for them to see" not in page

    def test_everything_is_handed_over_with_one_tick(self, found: Council, signed_in: SignedIn) -> None:
        second = DefinitionFactory.create(section=found.care, ref="2.2", title="% of reviews")
        RoleFactory.create(person=found.people["owner"], role=RoleName.OWNER, measure=second.measure)
        address, to = at("hand_over", found.people["owner"].pk), found.people["deputy"].pk
        sent = {"all_of_it": "on", "to": to, "starts": typed(timezone.localdate())}
        page = texts(signed_in("team").post(address, sent, follow=True))
        assert "Nothing is left to hand over" in page

    def test_a_few_at_a_time_leave_the_rest_on_the_page(self, found: Council, signed_in: SignedIn) -> None:
        RoleFactory.create(person=found.people["director"], role=RoleName.DIRECTOR, section=found.care)
        team, today = signed_in("team"), timezone.localdate()
        first = found.people["director"].roles.get(section=found.front_door)
        sent = {"roles": [first.pk], "to": found.people["other director"].pk, "starts": typed(today)}
        assert team.post(at("hand_over", found.people["director"].pk), sent).status_code == 302
        page = texts(team.get(at("hand_over", found.people["director"].pk)))
        assert "Director of Care" in page
        assert "Director of Front door" not in page

    def test_whose_role_is_handed_over_today_held_it_today_and_holds_it_no_longer(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team, today, role = signed_in("team"), timezone.localdate(), found.people["director"].roles.get()
        sent = {"roles": [role.pk], "to": found.people["other director"].pk, "starts": typed(today)}
        page = texts(team.post(at("hand_over", role.person_id), sent, follow=True))
        role.refresh_from_db()
        assert (role.ends, Standing.of(role.person, today).sections) == (today, {})
        assert role.ended_at is not None
        moment = f"{timezone.localtime(role.ended_at):%H:%M}"
        assert f"1 role is Dan Director’s from {today:%-d %B %Y}. Dora Director held it until today, {moment}." in page
        person = texts(team.get(at("person", role.person_id)))
        assert f'{today:%-d %B %Y}<br><span class="app-secondary">until {moment}</span>' in person
        assert "Is no longer director of Front door<" in person
        audit = texts(team.get(reverse("measures:audit", args=[SLUG]), {"what": "end_role"}))
        assert f"until {today:%-d %B %Y}, {moment}" in audit

    def test_nothing_ticked_is_refused_and_the_choice_kept(self, found: Council, signed_in: SignedIn) -> None:
        sent = {"to": found.people["deputy"].pk, "starts": typed(timezone.localdate())}
        response = signed_in("team").post(at("hand_over", found.people["owner"].pk), sent)
        assert (response.status_code, "Select at least one measure" in texts(response)) == (422, True)

    def test_who_held_it_already_is_said_to_and_the_other_s_own_part_ends(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        RoleFactory.create(person=found.people["other director"], role=RoleName.DIRECTOR, section=found.front_door)
        both = found.people["other director"].roles.get(section=found.front_door)
        team, today = signed_in("team"), timezone.localdate()
        roles = [role.pk for role in found.people["director"].roles.all()]
        sent = {"roles": roles, "to": found.people["other director"].pk, "starts": typed(today)}
        page = texts(team.post(at("hand_over", found.people["director"].pk), sent, follow=True))
        since = f"{both.starts:%-d %B %Y}"
        already = f"Dan Director is director of Front door already, from {since}"
        assert f"{already}; Dora Director was it until today." in page
        assert "1 role is" not in page

    def test_who_is_to_hold_it_anyway_is_said_to_and_nothing_changes(self, found: Council, signed_in: SignedIn) -> None:
        team, today, owner = signed_in("team"), timezone.localdate(), found.people["owner"]
        owner.roles.update(ends=today + 5 * DAY)
        RoleFactory.create(
            person=found.people["deputy"], role=RoleName.OWNER, measure=found.visits.measure, starts=today + 6 * DAY
        )
        sent = {"roles": [owner.roles.get().pk], "to": found.people["deputy"].pk, "starts": typed(today + 9 * DAY)}
        page = texts(team.post(at("hand_over", owner.pk), sent, follow=True))
        begins = f"{today + 6 * DAY:%-d %B %Y}"
        assert f"Dev Deputy is owner of 1.1 % of visits in time already, from {begins}. Nothing was changed." in page
        assert owner.roles.get().ends == today + 5 * DAY
