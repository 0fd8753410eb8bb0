"""Targets with a figure for each month, as the page of one target takes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import TargetKind
from measures.models import Target
from tests.factories.council import SLUG, Council

SignedIn = Callable[[str], Client]
GAPS = {"gaps_are_right": "on"}
GRID = reverse("measures:targets", args=[SLUG, 2023])


def held(found: Council) -> Target:
    return Target.objects.current().get(measure=found.visits.measure, year=2023)


def one(found: Council) -> str:
    return reverse("measures:target", args=[SLUG, found.visits.measure_id, 2023])


def test_a_monthly_profile_is_entered_month_by_month(found: Council, signed_in: SignedIn) -> None:
    sent = {"kind": "monthly profile", "why": "It climbs.", "seen": held(found).pk}
    sent |= {f"month_2023_{month:02d}": f"{60 + month}%" for month in range(4, 13)} | GAPS
    assert signed_in("team").post(one(found), sent).status_code == 302
    target = held(found)
    assert target.kind == TargetKind.PROFILE
    assert {row.month: row.figure for row in target.months.all()}[dt.date(2023, 5, 1)] == 65
    text = signed_in("team").get(one(found)).content.decode()
    assert "It climbs." in text
    assert "72%, by month (in force)" in text
    assert "90%" in text
    assert "72%, by month" in signed_in("team").get(GRID).content.decode()


def test_a_profile_that_ends_in_march_at_another_figure_than_the_year_s_is_asked_about(
    found: Council, signed_in: SignedIn
) -> None:
    team, about = signed_in("team"), {"kind": "monthly profile", "why": "It climbs.", "seen": held(found).pk}
    about |= GAPS
    sent = {**about, "figure": "90%", "month_2023_11": "80%", "month_2024_03": "88%"}
    assert "is_right" not in team.get(one(found)).content.decode()
    page = team.post(one(found), sent)
    assert page.status_code == 422
    assert "The figure of the year is 90% and that of March 88%. Change one of them" in page.content.decode()
    assert 'name="is_right"' in page.content.decode()
    assert held(found).kind == TargetKind.FIGURE
    assert team.post(one(found), {**sent, "is_right": "on"}).status_code == 302
    assert {row.month.month: row.figure for row in held(found).months.all()} == {11: 80, 3: 88}
    assert held(found).figure == 90


def test_a_month_that_a_profile_leaves_empty_is_asked_about_if_the_measure_reports_in_it(
    found: Council, signed_in: SignedIn
) -> None:
    team, about = signed_in("team"), {"kind": "monthly profile", "why": "It climbs.", "seen": held(found).pk}
    months = ("2023_04", "2023_05", "2023_06", "2023_10", "2023_11", "2023_12", "2024_03")
    sent = {**about, **{f"month_{month}": "80%" for month in months}}
    page = team.post(one(found), sent).content.decode()
    assert "is not rated in July, August, September 2023, January and February 2024. Enter what is missing" in page
    assert 'name="gaps_are_right"' in page
    assert 'name="is_right"' not in page
    assert held(found).kind == TargetKind.FIGURE
    assert team.post(one(found), {**sent, **GAPS}).status_code == 302
    assert len(held(found).months.all()) == 7
    type(found.visits).objects.filter(pk=found.visits.pk).update(frequency="quarterly")
    quarterly = {**about, "seen": held(found).pk, "why": "Quarterly.", "month_2023_06": "81%", "month_2023_09": "81%"}
    page = team.post(one(found), quarterly).content.decode()
    assert "is not rated in December 2023 and March 2024. Enter what is missing" in page


def test_a_month_of_a_profile_takes_a_figure_zero_too_and_no_word_for_none(found: Council, signed_in: SignedIn) -> None:
    team, about = signed_in("team"), {"kind": "monthly profile", "why": "It climbs.", "seen": held(found).pk}
    about |= GAPS
    page = team.post(one(found), {**about, "month_2023_05": "x", "month_2024_03": "88%"})
    assert page.status_code == 422
    assert "Enter a figure, such as 90%, or leave the box empty." in page.content.decode()
    assert held(found).kind == TargetKind.FIGURE
    assert team.post(one(found), {**about, "month_2023_05": "0", "month_2024_03": "88%"}).status_code == 302
    assert {row.month.month: row.figure for row in held(found).months.all()} == {5: 0, 3: 88}


@pytest.mark.parametrize("year", ["88", "88.0%", ""])
def test_a_profile_that_ends_at_the_figure_of_the_year_is_not(found: Council, signed_in: SignedIn, year: str) -> None:
    sent = {"kind": "monthly profile", "why": "It climbs.", "seen": held(found).pk, "figure": year}
    assert signed_in("team").post(one(found), {**sent, "month_2024_03": "88%", **GAPS}).status_code == 302
    assert held(found).figure == 88
