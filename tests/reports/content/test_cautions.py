"""What else the reader of a summary has to know."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from measures.choices import Audience
from reports.content.cautions import MOST_NAMED, cautions
from tests.factories.editions import of_size, sample_edition
from tests.factories.told import told_edition

pytestmark = pytest.mark.django_db


def test_corrections_come_first_then_figures_to_be_careful_with_then_what_is_due() -> None:
    said = {each.name: each.said for each in cautions(told_edition())}
    assert next(iter(said)) == "Restated"
    assert list(said)[-1] == "Open actions"
    assert said["Restated"] == "2.2 for November 2023 from 79% to 81%."
    assert said["Approved with a caveat"] == "1.0, 2.2."
    assert said["Left out of this edition"] == "7.1, 9.0, 9.1, 9.2, 9.3, 9.4."
    assert said["Revised in earlier months"] == "1.0, 1.1."
    assert said["Open actions"] == "2, the first due on 31 January 2024 (2.2)."


def test_a_measure_that_was_left_out_is_not_said_to_be_without_a_figure_as_well() -> None:
    assert "Without a figure" not in {each.name for each in cautions(sample_edition())}


def test_the_public_learns_of_no_caveat_and_of_no_action() -> None:
    names = {each.name for each in cautions(sample_edition(Audience.PUBLIC))}
    assert "Left out of this edition" in names
    assert not names & {"Approved with a caveat", "Open actions"}


def test_a_long_list_names_the_first_and_counts_the_others() -> None:
    measures = of_size(sample_edition(), 40)
    late = replace(measures.measures[0].current, provisional=True, month=dt.date(2023, 11, 1))
    section = replace(
        measures.sections[0],
        measures=tuple(replace(m, series=(late,), shown_month=late.month) for m in measures.measures),
    )
    said = {each.name: each.said for each in cautions(replace(measures, sections=(section,)))}
    assert said["Provisional"].endswith(f" and {40 - MOST_NAMED} more.")
