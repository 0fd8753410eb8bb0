"""Roles: given, ended, delegated for a time, and what is left when somebody leaves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from measures.actions.accounts import deactivate
from measures.actions.approvals import approve
from measures.actions.delegations import LONGEST, delegate
from measures.actions.drafts import Draft, comment, submit
from measures.actions.outcome import Refused
from measures.actions.people import end_role, give_role, hand_over
from measures.choices import ROLE_SCOPES, RoleName, SubmissionState
from measures.models import Comment, Event, Revision, Role, Scorecard, Submission
from measures.permissions import Standing, may
from measures.queries.gaps import Vacancy, to_be_answered
from measures.queries.gaps import vacancies as vacancies_of
from tests.factories.council import Council
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)
TODAY = dt.date(2023, 12, 4)
DAY = dt.timedelta(days=1)
GREEN = Draft(figure="95%", numerator="95", denominator="100")


def vacancies(scorecard: Scorecard, on: dt.date) -> list[Vacancy]:
    return vacancies_of(to_be_answered(scorecard, on), on)


def role_of(found: Council, who: str) -> Role:
    return Role.objects.get(person=found.people[who])


def submitted(found: Council) -> Submission:
    slot = found.submission()
    return submit(submission=slot, version=slot.version, draft=GREEN, by=found.people["owner"], now=NOW)


class TestGiving:
    def test_a_role_is_a_row_with_who_gave_it_and_why(self, found: Council) -> None:
        person = PersonFactory.create()
        role = give_role(
            person=person, role=RoleName.BOARD, scope=found.scorecard, by=found.people["team"], why="Elected.", now=NOW
        )
        assert (role.person, role.scorecard, role.starts, role.ends) == (person, found.scorecard, TODAY, None)
        assert (role.given_by, role.given_at, role.why) == (found.people["team"], NOW, "Elected.")
        event = Event.objects.get(what="give_role")
        assert (event.done_for, event.by, event.scorecard) == (person, found.people["team"], found.scorecard)

    def test_giving_it_again_gives_nothing(self, found: Council) -> None:
        give_role(person=found.people["board"], role=RoleName.BOARD, scope=found.scorecard, by=None, now=NOW)
        assert Role.objects.filter(person=found.people["board"]).count() == 1
        assert not Event.objects.filter(what="give_role").exists()

    @pytest.mark.parametrize("role", RoleName)
    def test_a_role_on_the_wrong_kind_of_thing_is_refused(self, found: Council, role: RoleName) -> None:
        scopes = {"scorecard": found.scorecard, "section": found.care, "measure": found.visits.measure, None: None}
        for name, scope in scopes.items():
            if name != ROLE_SCOPES[role]:
                with pytest.raises(Refused, match=f"The role of {role.value} is held on"):
                    give_role(person=found.people["nobody"], role=role, scope=scope, by=None, now=NOW)

    def test_a_measure_has_one_owner_and_the_earlier_ones_role_ends_the_day_before(self, found: Council) -> None:
        measure, starts = found.visits.measure, TODAY + 3 * DAY
        give_role(person=found.people["nobody"], role=RoleName.OWNER, scope=measure, by=None, starts=starts, now=NOW)
        assert role_of(found, "owner").ends == TODAY + 2 * DAY
        for day in (TODAY, TODAY + 2 * DAY, starts):
            assert Role.objects.current(day).filter(measure=measure, role=RoleName.OWNER).count() == 1

    def test_a_role_does_not_end_before_it_starts(self, found: Council) -> None:
        with pytest.raises(Refused, match="A role can not end before it starts"):
            end_role(role=role_of(found, "deputy"), ends=dt.date(2019, 1, 1), by=None)


class TestDelegating:
    def delegated(self, found: Council, **options: Any) -> Role:
        return delegate(
            **{
                "role": role_of(found, "director"), "to": found.people["other director"], "starts": TODAY,
                "ends": TODAY + 7 * DAY, "by": found.people["director"], "why": "Leave.", "now": NOW, **options,
            }
        )  # fmt: skip

    def test_a_director_on_leave_is_stood_in_for_between_the_two_days(self, found: Council) -> None:
        role = self.delegated(found)
        assert (role.stands_in_for, role.section, role.why) == (role_of(found, "director"), found.front_door, "Leave.")
        slot = submitted(found)
        days = [TODAY - DAY, TODAY, TODAY + 7 * DAY, TODAY + 8 * DAY]
        person = found.people["other director"]
        assert [bool(may(Standing.of(person, day), "approve", slot)) for day in days] == [False, True, True, False]

    def test_whoever_stands_in_approves_in_their_own_name(self, found: Council) -> None:
        self.delegated(found)
        slot = submitted(found)
        approve(submission=slot, version=slot.version, by=found.people["other director"], now=NOW)
        assert Event.objects.get(what="approve").by == found.people["other director"]

    def test_whoever_stands_in_still_does_not_approve_their_own_figures(self, found: Council) -> None:
        self.delegated(found, to=found.people["owner"])
        slot = submitted(found)
        with pytest.raises(Refused, match="somebody else has to approve it"):
            approve(submission=slot, version=slot.version, by=found.people["owner"], now=NOW)

    def test_the_performance_team_delegates_for_a_director_who_is_away_already(self, found: Council) -> None:
        assert self.delegated(found, by=found.people["team"]).given_by == found.people["team"]

    @pytest.mark.parametrize("who", ["other director", "owner", "board", "administrator", "stranger"])
    def test_nobody_else_delegates_it(self, found: Council, who: str) -> None:
        with pytest.raises(Refused) as refused:
            self.delegated(found, by=found.people[who])
        assert refused.value.hidden

    @pytest.mark.parametrize("whose", ["director", "signatory"])
    def test_the_team_lets_nobody_of_itself_who_does_it_stand_in(self, found: Council, whose: str) -> None:
        team = found.people["team"]
        with pytest.raises(Refused) as refused:
            self.delegated(found, role=role_of(found, whose), to=team, by=team)
        assert set(refused.value.fields) == {"to"}
        assert not Role.objects.filter(stands_in_for__isnull=False).exists()

    def test_nor_do_they_take_it_over_from_somebody_whom_they_let_stand_in(self, found: Council) -> None:
        team = found.people["team"]
        lent = self.delegated(found, by=team)
        with pytest.raises(Refused, match="Nobody changes their own roles"):
            hand_over(roles=[lent], to=team, by=team, now=NOW)

    @pytest.mark.parametrize("by", ["director", "team"])
    def test_leave_is_half_a_year_at_most(self, found: Council, by: str) -> None:
        with pytest.raises(Refused) as refused:
            self.delegated(found, ends=TODAY + LONGEST, by=found.people[by])
        assert refused.value.fields["ends"].startswith("Enter a date up to 4 June 2024.")
        assert self.delegated(found, ends=TODAY + LONGEST - DAY, by=found.people[by]).ends == dt.date(2024, 6, 4)

    def test_an_earlier_leave_leaves_a_later_one_that_is_arranged_already(self, found: Council) -> None:
        later = self.delegated(found, starts=TODAY + 9 * DAY, ends=TODAY + 11 * DAY)
        earlier = self.delegated(found, ends=TODAY + 2 * DAY)
        later.refresh_from_db()
        assert (earlier.when(TODAY), later.when(TODAY)) == ("current", "to come")
        slot, person = submitted(found), found.people["other director"]
        decides = [may(Standing.of(person, TODAY + number * DAY), "approve", slot) for number in range(13)]
        assert [number for number, answer in enumerate(decides) if answer] == [0, 1, 2, 9, 10, 11]

    @pytest.mark.parametrize(
        ("first", "second", "rows"),
        [
            pytest.param((0, 9), (2, 4), [(0, 9)], id="within a longer one, which stands"),
            pytest.param((0, 9), (6, 12), [(0, 5), (6, 12)], id="beginning in one that ends earlier"),
            pytest.param((5, 9), (2, 6), [(2, 6), (5, 9)], id="ending in one that ends later, which stands"),
            pytest.param((3, 5), (1, 7), [(1, 7)], id="around a shorter one, whose place it takes"),
        ],
    )
    def test_of_two_leaves_that_overlap_no_day_is_lost(
        self, found: Council, first: tuple[int, int], second: tuple[int, int], rows: list[tuple[int, int]]
    ) -> None:
        for starts, ends in (first, second):
            self.delegated(found, starts=TODAY + starts * DAY, ends=TODAY + ends * DAY)
        kept = Role.objects.filter(stands_in_for=role_of(found, "director"), withdrawn_at=None).order_by("starts")
        assert [((role.starts - TODAY).days, (role.ends - TODAY).days) for role in kept if role.ends] == rows

    def test_a_role_that_ended_since_the_page_was_read_is_not_delegated(self, found: Council) -> None:
        as_read = role_of(found, "director")
        Role.objects.filter(pk=as_read.pk).update(ends=TODAY - DAY)
        with pytest.raises(Refused, match="does not hold today"):
            self.delegated(found, role=as_read)

    def test_what_was_delegated_is_not_passed_on(self, found: Council) -> None:
        role = self.delegated(found)
        with pytest.raises(Refused, match="you can not pass it on"):
            self.delegated(found, role=role, to=found.people["nobody"], by=found.people["other director"])

    def test_the_signature_is_delegated_too_and_an_owners_role_is_not(self, found: Council) -> None:
        signs = {"role": role_of(found, "signatory"), "by": found.people["signatory"]}
        assert self.delegated(found, **signs).scorecard == found.scorecard
        with pytest.raises(Refused, match="A deputy stands in for an owner"):
            self.delegated(found, role=role_of(found, "owner"), by=found.people["owner"])

    @pytest.mark.parametrize(
        ("options", "field"),
        [
            ({"ends": TODAY - DAY}, "ends"),
            ({"to": "director"}, "to"),
            ({"to": "gone"}, "to"),
        ],
        ids=["ends before it starts", "to oneself", "to a closed account"],
    )
    def test_what_makes_no_sense_is_refused_with_its_field(
        self, found: Council, options: dict[str, Any], field: str
    ) -> None:
        found.people["gone"] = PersonFactory.create(is_active=False)
        if "to" in options:
            options = {"to": found.people[options["to"]]}
        with pytest.raises(Refused) as refused:
            self.delegated(found, **options)
        assert set(refused.value.fields) == {field}

    @pytest.mark.parametrize("ends", [TODAY - 2 * DAY, TODAY + 2 * LONGEST], ids=["over too", "too late"])
    def test_of_two_wrong_days_both_are_named(self, found: Council, ends: dt.date) -> None:
        with pytest.raises(Refused) as refused:
            self.delegated(found, starts=TODAY - DAY, ends=ends)
        assert refused.value.fields["starts"] == "Enter today or a later date."
        assert refused.value.fields["ends"].startswith(("Enter today or a later", "Enter a date up to 4 June 2024."))

    def test_a_delegation_does_not_outlive_the_role(self, found: Council) -> None:
        Role.objects.filter(person=found.people["director"]).update(ends=TODAY + DAY)
        with pytest.raises(Refused, match="The role itself ends before that"):
            self.delegated(found)


class TestLeaving:
    def left(self, found: Council, who: str = "owner") -> list[Role]:
        return deactivate(person=found.people[who], by=found.people["administrator"], why="Left.", now=NOW)

    def test_the_account_is_closed_and_its_roles_end_today(self, found: Council) -> None:
        (role,) = self.left(found)
        found.people["owner"].refresh_from_db()
        assert not found.people["owner"].is_active
        assert (role.ends, role.measure) == (TODAY, found.visits.measure)
        assert Standing.of(found.people["owner"], TODAY).measures == {}
        assert [(e.what, e.why) for e in Event.objects.filter(done_for=found.people["owner"]).order_by("pk")] == [
            ("deactivate", "Left."), ("end_role", "Left."),
        ]  # fmt: skip

    def test_their_measures_are_listed_for_reassignment_from_that_moment(self, found: Council) -> None:
        assert vacancies(found.scorecard, TODAY) == []
        self.left(found)
        (vacancy,) = vacancies(found.scorecard, TODAY)
        assert (vacancy.role, vacancy.scope, vacancy.held_by) == (
            RoleName.OWNER, found.visits.measure, found.people["owner"],
        )  # fmt: skip
        give_role(
            person=found.people["deputy"], role=RoleName.OWNER, scope=found.visits.measure, by=None,
            starts=TODAY + DAY, now=NOW,
        )  # fmt: skip
        assert vacancies(found.scorecard, TODAY + DAY) == []

    def test_the_last_held_it_before_today_and_who_is_to_hold_it_is_the_next(self, found: Council) -> None:
        jo, measure, owner = PersonFactory.create(name="Jo Park"), found.visits.measure, RoleName.OWNER
        give_role(person=jo, role=owner, scope=measure, by=None, starts=TODAY + 9 * DAY, now=NOW)
        assert vacancies(found.scorecard, TODAY) == []
        self.left(found)
        (vacancy,) = vacancies(found.scorecard, TODAY + DAY)
        assert vacancy.next is not None
        assert (vacancy.held_by, vacancy.next.person) == (found.people["owner"], jo)
        assert vacancy.next.starts == TODAY + 9 * DAY
        assert vacancies(found.scorecard, TODAY + 9 * DAY) == []

    def test_so_are_the_sections_of_a_director_though_somebody_stands_in(self, found: Council) -> None:
        delegate(
            role=role_of(found, "director"), to=found.people["other director"], starts=TODAY, ends=TODAY + 9 * DAY,
            by=found.people["director"], now=NOW,
        )  # fmt: skip
        self.left(found, "director")
        assert [(v.role, v.scope) for v in vacancies(found.scorecard, TODAY + DAY)] == [
            (RoleName.DIRECTOR, found.front_door)
        ]

    def test_a_measure_that_nobody_ever_owned_is_listed_without_a_name(self, found: Council) -> None:
        Role.objects.filter(person=found.people["owner"]).delete()
        (vacancy,) = vacancies(found.scorecard, TODAY)
        assert vacancy.held_by is None

    def test_nothing_of_theirs_disappears(self, found: Council) -> None:
        slot = submitted(found)
        comment(submission=slot, text="Two posts are vacant.", by=found.people["owner"], now=NOW)
        self.left(found)
        kept = found.submission()
        assert (kept.state, kept.submitted_by) == (SubmissionState.SUBMITTED, found.people["owner"])
        assert Revision.objects.get(submission=slot).made_by == found.people["owner"]
        assert Comment.objects.get().by.get_full_name() == "Olive Owner"
        approve(submission=kept, version=kept.version, by=found.people["director"], now=NOW)

    @pytest.mark.parametrize("who", ["team", "director", "owner", "board"])
    def test_only_an_administrator_closes_an_account(self, found: Council, who: str) -> None:
        with pytest.raises(Refused) as refused:
            deactivate(person=found.people["deputy"], by=found.people[who], now=NOW)
        assert refused.value.hidden

    def test_an_administrator_does_not_lock_themselves_out(self, found: Council) -> None:
        with pytest.raises(Refused, match="You can not close your own account"):
            self.left(found, "administrator")

    def test_an_account_is_closed_once(self, found: Council) -> None:
        self.left(found)
        with pytest.raises(Refused, match="is closed already"):
            self.left(found)
