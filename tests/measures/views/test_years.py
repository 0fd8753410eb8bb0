"""The pages of months and years: which month is the next to open, and what beginning a year would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.drafts import comment
from measures.actions.years import begin_year
from measures.choices import SubmissionState
from measures.models import Measure
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.months import PeriodFactory

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db
APRIL, DECEMBER = dt.date(2023, 4, 1), dt.date(2023, 12, 1)


def months_page(client: Client) -> str:
    return client.get(reverse("measures:months", args=[SLUG])).content.decode()


def opening(month: dt.date) -> str:
    return reverse("measures:open_month", args=[SLUG, month])


def test_the_month_after_the_latest_that_has_begun_is_the_next_to_open(found: Council, signed_in: SignedIn) -> None:
    PeriodFactory.create(scorecard=found.scorecard, month=APRIL, state="planned")
    PeriodFactory.create(scorecard=found.scorecard, month=dt.date(2024, 4, 1), state="planned")
    page = months_page(signed_in("team"))
    assert "December 2023 is the next to open" in page
    assert page.count("/open/") == 1
    assert signed_in("team").get(opening(DECEMBER)).status_code == 200
    assert signed_in("team").get(opening(APRIL)).status_code == 404


def test_of_planned_months_only_the_next_has_a_link_to_open_it(found: Council, signed_in: SignedIn) -> None:
    begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])
    page = months_page(signed_in("team"))
    assert page.count(opening(DECEMBER)) == 2
    assert page.count("/open/") == 2


@pytest.mark.parametrize(("month", "goes_on"), [(12, False), (4, False), (5, True)])
def test_a_measure_that_is_retired_before_a_year_has_no_target_in_it(
    found: Council, signed_in: SignedIn, month: int, goes_on: bool
) -> None:
    retired_from = dt.date(2023 if month == 12 else 2024, month, 1)
    Measure.objects.filter(pk=found.placements.measure_id).update(retired_from=retired_from)
    page = signed_in("team").get(reverse("measures:new_year", args=[SLUG, 2024])).content.decode()
    assert (found.placements.title in page) is goes_on
    assert f"{2 if goes_on else 1} target" in page
    begun = begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])
    assert begun.targets == (2 if goes_on else 1)
    page = signed_in("team").get(reverse("measures:targets", args=[SLUG, 2024])).content.decode()
    assert (found.placements.title in page) is goes_on


def test_the_pages_of_years_offer_what_beginning_them_would_do(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")

    def page(name: str, year: int) -> str:
        return client.get(reverse(f"measures:{name}", args=[SLUG, year])).content.decode()

    assert "16 months will be planned" in page("new_year", 2024)
    assert "December 2023" in page("new_year", 2024)
    later = page("new_year", 2025)
    assert "Begin 2024/25 first, so that no month is left out." in later
    assert "Begin the year</button>" not in later
    assert "See what beginning the year would do" in page("year", 2024)
    assert "See what beginning the year would do" not in page("year", 2022)
    assert "2022/23 is before this scorecard’s months." in page("year", 2022)


def test_the_page_of_taking_an_opening_back_says_what_it_does_or_why_it_can_not_be_done(
    found: Council, signed_in: SignedIn
) -> None:
    team, page = signed_in("team"), reverse("measures:take_back_opening", args=[SLUG, NOVEMBER])
    leading = [months_page(team), team.get(reverse("measures:board", args=[SLUG, NOVEMBER])).content.decode()]
    assert [page in each for each in leading] == [True, True]
    assert "Nothing has been entered for November 2023" in team.get(page).content.decode()
    comment(submission=found.submission("2.1"), text="When is it due?", by=found.people["other owner"])
    said = team.get(page).content.decode()
    for words in ("2.1 % of stable placements</a>: commented on", "give it later dates", "close November 2023"):
        assert words in said
    found.put(SubmissionState.DRAFT)
    assert page not in months_page(team)
    assert "work has begun on 2 of its figures" in team.get(page).content.decode()
    assert "work has begun on 1.1 and 2.1." in team.post(page, {"reason": "A mistake."}).content.decode()
