"""Beginning: a scorecard is added by who may, who holds what is given out whole, columns are remembered."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from measures.actions.holding import Holding, give_out, name_from
from measures.actions.outcome import Refused
from measures.actions.scorecards import start_scorecard
from measures.actions.uploads import remember_columns
from measures.choices import RoleName, UploadKind
from measures.models import ColumnMapping, Event, Measure, MeasureDefinition, Role, Scorecard
from tests.factories.council import Council, council
from tests.racing import at_once

pytestmark = pytest.mark.django_db
OTHERS = ("owner", "director", "signatory", "board", "nobody", "stranger")


@pytest.fixture
def found() -> Council:
    return council()


def started(found: Council, **changes: Any) -> Scorecard:
    team = found.people["team"]
    said = {"slug": "adults", "title": "Adults", "keeper": team, "by": team, **changes}
    return start_scorecard(**said)


def columns(found: Council, by: Any, **said: str) -> ColumnMapping:
    return remember_columns(scorecard=found.scorecard, kind=UploadKind.EXTRACT, columns=said, by=by)


def owning(found: Council, email: str) -> list[Holding]:
    return [Holding(found.visits.measure, RoleName.OWNER, email, "box")]


def test_who_adds_a_scorecard_says_who_keeps_it(found: Council) -> None:
    made = started(found, keeper=found.people["nobody"])
    role = Role.objects.get(scorecard=made)
    assert (role.person, role.role) == (found.people["nobody"], RoleName.PERFORMANCE)
    assert Event.objects.filter(scorecard=made, what="add_scorecard", by=found.people["team"]).exists()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_adds_a_scorecard(found: Council, role: str) -> None:
    with pytest.raises(Refused, match="There is no such page"):
        started(found, by=found.people[role])
    assert not Scorecard.objects.filter(slug="adults").exists()


def test_only_ones_own_scorecard_is_copied(found: Council) -> None:
    elsewhere = Scorecard.objects.exclude(pk=found.scorecard.pk).get()
    with pytest.raises(Refused, match="There is no such page"):
        started(found, like=elsewhere)
    assert not Scorecard.objects.filter(slug="adults").exists()


def test_what_breaks_off_while_copying_leaves_no_scorecard(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(**said: Any) -> MeasureDefinition:
        raise OSError("The power went.")

    monkeypatch.setattr(MeasureDefinition.objects, "create", break_off)
    with pytest.raises(OSError, match="power"):
        started(found, like=found.scorecard)
    assert not Scorecard.objects.filter(slug="adults").exists()
    assert Measure.objects.count() == 3


@pytest.mark.parametrize(
    ("email", "name"),
    [("olive.owner@council.example", "Olive Owner"), ("jo_bell@council.example", "Jo Bell"), ("ada@x.example", "Ada")],
)
def test_an_address_tells_a_name(email: str, name: str) -> None:
    assert name_from(email) == name


def test_whoever_has_no_account_is_invited_once_for_all_that_they_hold(found: Council) -> None:
    holdings = [
        Holding(found.visits.measure, RoleName.OWNER, "new.person@council.example", "a"),
        Holding(found.placements.measure, RoleName.OWNER, "New.Person@council.example", "b"),
    ]
    given = give_out(scorecard=found.scorecard, holdings=holdings, invite_new=True, by=found.people["team"])
    assert given == (2, 1)
    assert Role.objects.filter(person__email="new.person@council.example", role=RoleName.OWNER).count() == 2


@pytest.mark.parametrize("role", [*OTHERS, "administrator"])
def test_nobody_else_gives_out_who_holds_what(found: Council, role: str) -> None:
    with pytest.raises(Refused, match="There is no such page"):
        give_out(
            scorecard=found.scorecard,
            holdings=owning(found, "new.person@council.example"),
            invite_new=True,
            by=found.people[role],
        )
    assert not get_user_model().objects.filter(email="new.person@council.example").exists()


def test_what_was_said_of_columns_is_added_to_what_was_said_before(found: Council) -> None:
    columns(found, found.people["team"], indicator="ref")
    held = columns(found, found.people["team"], period="month")
    assert held.columns == {"indicator": "ref", "period": "month"}
    assert Event.objects.filter(what="remember_columns").count() == 2


@pytest.mark.parametrize("role", [*OTHERS, "administrator"])
def test_nobody_else_says_what_columns_are(found: Council, role: str) -> None:
    with pytest.raises(Refused, match="There is no such page"):
        columns(found, found.people[role], indicator="ref")
    assert not ColumnMapping.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_say_what_columns_are_at_once_are_both_remembered(found: Council) -> None:
    team = found.people["team"]
    at_once(lambda: columns(found, team, indicator="ref"), lambda: columns(found, team, period="month"))
    assert ColumnMapping.objects.get().columns == {"indicator": "ref", "period": "month"}
