"""The month in sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from measures.choices import Audience, Direction, Rag, Variation
from reports.content import EditionContent
from reports.content.model import SectionContent
from reports.content.summary import summarise
from reports.document import html_of
from tests.factories.editions import of_size, sample_edition

pytestmark = pytest.mark.django_db


def test_the_sample_is_summed_up_in_sentences() -> None:
    headline = summarise(sample_edition()).headline
    assert headline[0].startswith("45 measures, of which 27 are rated for November 2023: ")
    assert headline[1] == "Since the month before, none turned red, 6 are no longer red and 11 are still red."
    assert "have no figure" in headline[-1]


def test_a_red_measure_whose_earlier_status_is_not_known_is_neither_new_nor_still_red() -> None:
    content = of_size(sample_edition(), 3)
    first = replace(content.measures[0], rag=Rag.RED, previous_rag=None)
    second = replace(content.measures[1], rag=Rag.RED, previous_rag=Rag.SUPPRESSED)
    third = replace(content.measures[2], rag=Rag.RED, previous_rag=Rag.RED)
    summary = summarise(replace(content, sections=(SectionContent("One", "one", (first, second, third)),)))
    of_each = {group.title: {item.measure.ref for item in group.items} for group in summary.groups}
    assert of_each["Turned red"] == set()
    assert of_each["Still red"] == {third.ref}
    assert of_each["Red, and not rated the month before"] == {first.ref}
    assert of_each["Red, with no comparison, since the month before is not shown"] == {second.ref}
    told = "none turned red, none are no longer red, 1 is still red and 1 that had no rating is red."
    assert f"{told} 1 has no comparison, since the month before is not shown: {second.ref}." in summary.headline[1]


def test_the_counts_say_why_they_have_no_comparison_where_the_month_before_is_hidden_in_part() -> None:
    content = of_size(sample_edition(Audience.PUBLIC), 2)
    hidden = replace(content.measures[0], rag=Rag.GREEN, previous_rag=Rag.SUPPRESSED)
    said = "since the month before is not shown of every measure"
    counted = replace(content, compared_with="", sections=(SectionContent("One", "one", (hidden,)),))
    assert said in html_of(counted)
    assert said not in html_of(replace(counted, compared_with="edition 1 of October 2023"))


def test_a_measure_that_was_red_and_was_left_out_is_told_and_did_not_recover() -> None:
    content = of_size(sample_edition(), 2)
    first = replace(content.measures[0], rag=Rag.NO_DATA, previous_rag=Rag.RED, left_out="The system was down.")
    second = replace(content.measures[1], rag=Rag.NO_DATA, previous_rag=Rag.RED, rag_reason="There is no figure.")
    summary = summarise(replace(content, sections=(SectionContent("One", "one", (first, second)),)))
    gone = f"2 that were red have no rating now: {first.ref} and {second.ref}."
    told = f"none are no longer red and none are still red. {gone}"
    assert told in summary.headline[1]
    assert [item.sentence for item in summary.groups[2].items] == [
        "Left out of this edition.",
        "There is no figure.",
    ]


@pytest.mark.parametrize("before", [rag for rag in Rag if rag not in (Rag.GREEN, Rag.AMBER, Rag.RED)])
def test_what_was_not_rated_the_month_before_has_not_turned_red(before: Rag) -> None:
    assert not replace(sample_edition().measures[0], rag=Rag.RED, previous_rag=before).turned_red


def test_a_measure_that_was_amber_and_is_red_has_turned_red() -> None:
    content = of_size(sample_edition(), 3)
    first = replace(content.measures[0], rag=Rag.RED, previous_rag=Rag.AMBER)
    other = replace(content.measures[1], rag=Rag.GREEN, previous_rag=Rag.RED)
    groups = summarise(replace(content, sections=(SectionContent("One", "one", (first, other)),))).groups
    assert [item.measure.ref for item in groups[0].items] == [first.ref]
    assert [item.measure.ref for item in groups[1].items] == [other.ref]


def test_a_special_cause_is_said_in_words() -> None:
    content = of_size(sample_edition(), 1)
    measure = replace(content.measures[0], variation=Variation.CONCERN)
    special = summarise(replace(content, sections=(SectionContent("One", "one", (measure,)),))).groups[2]
    assert special.items[0].sentence.startswith("Worse than its ordinary variation")


def test_what_got_worse_is_told_before_it_turns_red() -> None:
    content = of_size(sample_edition(), 4)
    worse, red, left_red, unrated = (replace(each, direction=Direction.WORSENING) for each in content.measures)
    measures = (
        replace(worse, rag=Rag.AMBER, previous_rag=Rag.GREEN, rag_reason="Amber: close."),
        replace(red, rag=Rag.RED, previous_rag=Rag.AMBER),
        replace(left_red, rag=Rag.AMBER, previous_rag=Rag.RED),
        replace(unrated, rag=Rag.TO_BE_CONFIRMED, previous_rag=None, movement="Worsening: down 4 points."),
    )
    groups = summarise(replace(content, sections=(SectionContent("One", "one", measures),))).groups
    told = {group.title: [(item.measure.ref, item.sentence) for item in group.items] for group in groups}
    assert told["Worsening, and not red"] == [
        (worse.ref, "Amber: close."),
        (unrated.ref, "Worsening: down 4 points."),
    ]


def test_few_months_say_that_control_charts_wait() -> None:
    assert "13 figures" in summarise(sample_edition()).groups[2].none


def test_an_edition_without_measures_says_so() -> None:
    empty = EditionContent("Social care", "social-care", dt.date(2023, 11, 1), 1, Audience.INTERNAL)
    assert summarise(empty).headline == ("There are no measures in this edition of November 2023.",)
