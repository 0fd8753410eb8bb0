"""Counts that the catalogue ties together, and what can be read of the ties."""

from __future__ import annotations

from decimal import Decimal

import pytest

from measures.calculation.findings import Entry, SharedCount, Surroundings
from measures.calculation.relations import check_parts, check_relations
from measures.calculation.ties import BadTie, Relation, RelationKind, Tie, TieKind, read_relation, read_tie
from tests.measures.calculation.facts import NOVEMBER

COUNT = Tie(TieKind.COUNT, "1.3")
GROUP = Tie(TieKind.GROUP, "care leavers")


def said(ref: str, count: int, *, submitted: bool = True) -> SharedCount:
    return SharedCount(ref, Decimal(count), submitted)


def checked(numerator: int, denominator: int | None, around: Surroundings) -> tuple[list[str], list[str]]:
    out_of = None if denominator is None else Decimal(denominator)
    found, waiting = check_relations(Entry(NOVEMBER, numerator=Decimal(numerator), denominator=out_of), around)
    return [finding.message for finding in found], waiting


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        ("count:1.3", COUNT),
        (" group: care leavers ", GROUP),
        ("population:0-17", Tie(TieKind.POPULATION, "0-17")),
        ("Supervisions due", None),
        ("", None),
        ("count:", None),
    ],
)
def test_a_tie_is_read(text: str, tie: Tie | None) -> None:
    assert read_tie(text) == tie


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("numerator at most count:1.3", Relation(RelationKind.AT_MOST, COUNT)),
        ("numerator close to count:1.3", Relation(RelationKind.CLOSE_TO, COUNT)),
        ("", None),
        ("  ", None),
    ],
)
def test_a_relation_is_read(text: str, relation: Relation | None) -> None:
    assert read_relation(text) == relation


@pytest.mark.parametrize(
    "text", ["numerator above count:1.3", "numerator at most 599", "numerator close to group:x", "x" * 999]
)
def test_a_relation_that_can_not_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadTie, match="can not be read"):
        read_relation(text)


def test_a_tie_prints_as_the_catalogue_writes_it() -> None:
    assert str(GROUP) == "group:care leavers"


@pytest.mark.parametrize(
    ("numerator", "messages"),
    [
        (599, []),
        (600, ["600 is counted here, but 1.3 counts 599: this should be no more than that."]),
    ],
)
def test_a_count_may_not_be_more_than_the_one_that_it_is_part_of(numerator: int, messages: list[str]) -> None:
    around = Surroundings(relation=Relation(RelationKind.AT_MOST, COUNT), shared={"count:1.3": [said("1.3", 599)]})
    assert checked(numerator, None, around) == (messages, [])


@pytest.mark.parametrize(
    ("numerator", "other", "close"), [(80, 100, True), (79, 100, False), (3, 8, True), (2, 8, False), (120, 100, True)]
)
def test_two_counts_are_close_within_a_fifth_or_five(numerator: int, other: int, close: bool) -> None:
    around = Surroundings(relation=Relation(RelationKind.CLOSE_TO, COUNT), shared={"count:1.3": [said("1.3", other)]})
    assert (checked(numerator, None, around)[0] == []) is close


def test_a_shared_count_that_differs_is_named_with_both_figures() -> None:
    around = Surroundings(tie=COUNT, shared={"count:1.3": [said("1.3", 599)]})
    assert checked(132, 598, around) == (["This figure is out of 598, but 1.3 says 599 for the same count."], [])
    assert checked(132, 599, around) == ([], [])


def test_a_group_is_the_same_for_all_who_are_out_of_it() -> None:
    around = Surroundings(tie=GROUP, shared={str(GROUP): [said("7.0", 523), said("7.4", 520), said("7.7", 519)]})
    messages, _ = checked(450, 523, around)
    assert messages == ["This figure is out of 523, but 7.4 says 520 for the same group (care leavers)."]


def test_a_count_is_not_shown_before_it_is_submitted() -> None:
    around = Surroundings(
        tie=COUNT,
        relation=Relation(RelationKind.AT_MOST, COUNT),
        shared={"count:1.3": [said("1.3", 599, submitted=False)]},
    )
    assert checked(700, 700, around) == ([], ["count:1.3", "count:1.3"])


def test_a_population_is_nobodys_count_to_wait_for() -> None:
    assert checked(1, 146880, Surroundings(tie=Tie(TieKind.POPULATION, "0-17"))) == ([], [])


def test_parts_that_do_not_make_up_the_whole_are_found() -> None:
    assert check_parts(Decimal(10), [Decimal(4), Decimal(6)]) == []
    [finding] = check_parts(Decimal(523), [Decimal(116), Decimal(291)], "age groups")
    assert finding.message == "The age groups come to 407, but the whole is 523."
