"""The sections of a scorecard: added, renamed, put in order, retired, by the performance team alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from measures.actions.outcome import Overtaken, Refused
from measures.actions.sections import add_section, move_section, rename_section, restore_section, retire_section
from measures.models import Event, Section
from tests.factories.council import Council, council
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Council:
    return council()


def order(found: Council) -> list[str]:
    return list(Section.objects.filter(scorecard=found.scorecard).in_use().values_list("title", flat=True))


def test_a_new_section_is_the_last(found: Council) -> None:
    add_section(scorecard=found.scorecard, title="  Leaving   care ", by=found.people["team"])
    assert order(found) == ["Front door", "Care", "Leaving care"]
    assert Event.objects.get(what="add_section").by == found.people["team"]


@pytest.mark.parametrize(("title", "sentence"), [("", "Enter the section"), ("CARE", "There is a section called Care")])
def test_a_section_has_a_name_of_its_own(found: Council, title: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        add_section(scorecard=found.scorecard, title=title, by=found.people["team"])


def test_a_renamed_section_says_in_its_event_what_it_was(found: Council) -> None:
    rename_section(section=found.care, title="Children in care", by=found.people["team"])
    assert order(found) == ["Front door", "Children in care"]
    assert Event.objects.get(what="rename_section").details == {"was": "Care", "is": "Children in care"}


def test_a_section_moves_past_its_neighbour_and_not_past_the_end(found: Council) -> None:
    team = found.people["team"]
    section = move_section(section=found.care, up=True, by=team)
    assert order(found) == ["Care", "Front door"]
    with pytest.raises(Refused, match="Care is the first section already"):
        move_section(section=section, up=True, by=team)


def test_a_section_with_measures_is_not_retired(found: Council) -> None:
    with pytest.raises(Refused, match=r"Care still has measures: 2\.1"):
        retire_section(section=found.care, by=found.people["team"])


def test_an_empty_section_is_retired_and_can_come_back(found: Council) -> None:
    team = found.people["team"]
    added = add_section(scorecard=found.scorecard, title="Leaving care", by=team)
    retire_section(section=added, by=team)
    assert order(found) == ["Front door", "Care"]
    with pytest.raises(Refused, match="It is retired: take it back"):
        add_section(scorecard=found.scorecard, title="Leaving care", by=team)
    restore_section(section=added, by=team)
    assert order(found) == ["Front door", "Care", "Leaving care"]


CHANGES: dict[str, Callable[[Council, Any], Any]] = {
    "add": lambda found, by: add_section(scorecard=found.scorecard, title="Mine", by=by),
    "rename": lambda found, by: rename_section(section=found.care, title="Mine", by=by),
    "move": lambda found, by: move_section(section=found.care, up=True, by=by),
    "retire": lambda found, by: retire_section(section=found.care, by=by),
    "restore": lambda found, by: restore_section(section=found.care, by=by),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_nobody_but_the_performance_team_changes_a_section(found: Council, change: Callable[..., Any]) -> None:
    for role in ("owner", "director", "signatory", "board", "administrator", "stranger"):
        with pytest.raises(Refused, match="There is no such page"):
            change(found, found.people[role])
    assert order(found) == ["Front door", "Care"]
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_move_a_section_at_once_move_it_once(found: Council) -> None:
    seen = [Section.objects.select_related("scorecard").get(pk=found.care.pk) for _ in range(2)]
    outcomes = at_once(*(lambda s=s: move_section(section=s, up=True, by=found.people["team"]) for s in seen))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Overtaken", "Section"]
    assert any(isinstance(outcome, Overtaken) for outcome in outcomes)
    assert order(found) == ["Care", "Front door"]
