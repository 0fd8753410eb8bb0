"""Who keeps whose roles: the administrator everybody's, the team those of its scorecard, nobody their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from measures.actions.delegations import delegate
from measures.actions.outcome import Overtaken, Refused
from measures.actions.people import end_role, give_role
from measures.choices import RoleName
from measures.models import Event, Role
from measures.permissions import Standing
from tests.factories.council import Council
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)
TODAY = dt.date(2023, 12, 4)
DAY = dt.timedelta(days=1)
EVERYBODY = ("nobody", "owner", "deputy", "director", "signatory", "board", "stranger", "team", "administrator")


def scopes(found: Council) -> dict[RoleName, Any]:
    return {
        RoleName.OWNER: found.visits.measure,
        RoleName.DEPUTY: found.visits.measure,
        RoleName.DIRECTOR: found.care,
        RoleName.SIGNATORY: found.scorecard,
        RoleName.PERFORMANCE: found.scorecard,
        RoleName.BOARD: found.scorecard,
        RoleName.EARLY_READER: found.scorecard,
        RoleName.ADMINISTRATOR: None,
    }


def role_of(found: Council, who: str) -> Role:
    return Role.objects.with_scope().get(person=found.people[who])


@pytest.mark.parametrize("role", RoleName)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_gives_and_ends_which_role(found: Council, who: str, role: RoleName) -> None:
    by, person = found.people[who], PersonFactory.create()
    allowed = who == "administrator" or (who == "team" and role is not RoleName.ADMINISTRATOR)
    given = {"person": person, "role": role, "scope": scopes(found)[role], "now": NOW}
    if allowed:
        row = give_role(**given, by=by)
        assert end_role(role=row, by=by, now=NOW).when(TODAY) == "taken back"
        return
    with pytest.raises(Refused) as refused:
        give_role(**given, by=by)
    assert (refused.value.hidden, Role.objects.filter(person=person).exists()) == (True, False)
    row = give_role(**given, by=None)
    with pytest.raises(Refused) as refused:
        end_role(role=Role.objects.with_scope().get(pk=row.pk), by=by, now=NOW)
    assert refused.value.hidden
    assert Role.objects.get(pk=row.pk).when(TODAY) == "current"


def test_the_team_of_one_scorecard_keeps_nobody_of_another(found: Council) -> None:
    elsewhere = Role.objects.with_scope().get(person=found.people["stranger"])
    acts: tuple[Callable[[], Role], ...] = (
        lambda: give_role(
            person=found.people["nobody"],
            role=RoleName.DEPUTY,
            scope=elsewhere.measure,
            by=found.people["team"],
            now=NOW,
        ),
        lambda: end_role(role=elsewhere, by=found.people["team"], now=NOW),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.hidden


@pytest.mark.parametrize("who", ["team", "administrator"])
def test_nobody_gives_themselves_a_role_or_ends_their_own(found: Council, who: str) -> None:
    by = found.people[who]
    with pytest.raises(Refused, match="Nobody changes their own roles"):
        give_role(person=by, role=RoleName.DIRECTOR, scope=found.care, by=by, now=NOW)
    with pytest.raises(Refused, match="Nobody changes their own roles"):
        end_role(role=role_of(found, who), by=by, now=NOW)


def test_whose_account_is_closed_is_given_nothing(found: Council) -> None:
    gone = PersonFactory.create(is_active=False)
    with pytest.raises(Refused, match="is closed"):
        give_role(person=gone, role=RoleName.BOARD, scope=found.scorecard, by=found.people["team"], now=NOW)


class TestEnding:
    def ended(self, found: Council, who: str = "deputy", **options: Any) -> Role:
        return end_role(**{"role": role_of(found, who), "by": found.people["team"], "now": NOW, **options})

    def test_at_once_it_holds_no_longer_today(self, found: Council) -> None:
        ended = self.ended(found, why=" Moved. ")
        assert (ended.ends, ended.ended_at, ended.when(TODAY)) == (TODAY, NOW, "ended")
        assert [ended.when(day) for day in (TODAY - DAY, TODAY + DAY)] == ["current", "ended"]
        assert Standing.of(found.people["deputy"], TODAY).measures == {}
        event = Event.objects.get(what="end_role")
        assert (event.by, event.done_for, event.why) == (found.people["team"], found.people["deputy"], "Moved.")
        assert event.details["until"] == "2023-12-04"

    def test_on_a_day_it_holds_up_to_and_with_it(self, found: Council) -> None:
        self.ended(found, ends=TODAY + DAY)
        held = [
            bool(Standing.of(found.people["deputy"], day).measures) for day in (TODAY, TODAY + DAY, TODAY + 2 * DAY)
        ]
        assert held == [True, True, False]

    def test_what_was_given_today_by_mistake_is_held_on_no_day(self, found: Council) -> None:
        given = give_role(
            person=found.people["nobody"], role=RoleName.BOARD, scope=found.scorecard, by=found.people["team"], now=NOW
        )
        end_role(role=given, by=found.people["team"], now=NOW)
        assert not Role.objects.current(TODAY).of(found.people["nobody"]).exists()
        assert Role.objects.get(pk=given.pk).withdrawn_at == NOW

    @pytest.mark.parametrize(
        ("ends", "sentence"),
        [
            (dt.date(2019, 1, 1), "can not end before it starts"),
            (TODAY - DAY, "That day is over"),
        ],
    )
    def test_a_day_that_makes_no_sense_is_refused(self, found: Council, ends: dt.date, sentence: str) -> None:
        with pytest.raises(Refused, match=sentence) as refused:
            self.ended(found, ends=ends)
        assert set(refused.value.fields) == {"ends"}

    def test_it_ends_once_and_is_not_lengthened_by_ending_it(self, found: Council) -> None:
        self.ended(found, ends=TODAY + DAY)
        with pytest.raises(Refused, match="To lengthen it, give it again"):
            self.ended(found, ends=TODAY + 5 * DAY)
        self.ended(found)
        with pytest.raises(Refused, match="has ended already"):
            self.ended(found)

    def test_whoever_saw_it_otherwise_is_told(self, found: Council) -> None:
        seen = role_of(found, "deputy")
        self.ended(found, ends=TODAY + DAY)
        with pytest.raises(Overtaken, match="Somebody else has just changed this role"):
            self.ended(found, role=seen)

    def test_what_was_delegated_from_it_ends_with_it(self, found: Council) -> None:
        lent = delegate(
            role=role_of(found, "director"), to=found.people["other director"], starts=TODAY, ends=TODAY + 9 * DAY,
            by=found.people["director"], now=NOW,
        )  # fmt: skip
        self.ended(found, "director")
        assert Role.objects.get(pk=lent.pk).when(TODAY) == "taken back"

    def test_a_director_ends_their_own_delegation_early(self, found: Council) -> None:
        lent = delegate(
            role=role_of(found, "director"), to=found.people["other director"], starts=TODAY, ends=TODAY + 9 * DAY,
            by=found.people["director"], now=NOW,
        )  # fmt: skip
        with pytest.raises(Refused):
            self.ended(found, role=lent, by=found.people["other director"])
        assert self.ended(found, role=lent, by=found.people["director"]).when(TODAY) == "taken back"
        assert role_of(found, "director").ends is None


class TestOwners:
    def owner(self, found: Council, who: str = "nobody", **options: Any) -> Role:
        return give_role(
            **{
                "person": found.people[who], "role": RoleName.OWNER, "scope": found.visits.measure,
                "by": found.people["team"], "starts": TODAY, "now": NOW, **options,
            }
        )  # fmt: skip

    def owners(self, found: Council, day: dt.date) -> list[Any]:
        held = Role.objects.current(day).filter(measure=found.visits.measure, role=RoleName.OWNER)
        return [role.person for role in held]

    def test_an_owner_put_right_on_the_same_day_leaves_one_owner(self, found: Council) -> None:
        self.owner(found)
        self.owner(found, "deputy")
        assert self.owners(found, TODAY) == [found.people["deputy"]]
        assert self.owners(found, TODAY - DAY) == [found.people["owner"]]
        first = role_of(found, "owner")
        assert (first.ends, first.ended_at) == (TODAY, NOW)

    def test_while_another_owner_is_to_come_that_one_is_ended_first(self, found: Council) -> None:
        self.owner(found, starts=TODAY + 9 * DAY)
        with pytest.raises(Refused, match="Ned Nobody becomes the owner on 13 December 2023") as refused:
            self.owner(found, "deputy")
        assert set(refused.value.fields) == {"starts"}
        assert self.owners(found, TODAY) == [found.people["owner"]]

    def test_another_end_for_the_same_person_is_one_row_after_the_other(self, found: Council) -> None:
        give = {"person": found.people["board"], "role": RoleName.BOARD, "scope": found.scorecard, "now": NOW}
        give_role(**give, by=found.people["team"], starts=TODAY, ends=TODAY + 30 * DAY)
        assert Role.objects.current(TODAY).of(found.people["board"]).get().ends == TODAY + 30 * DAY
