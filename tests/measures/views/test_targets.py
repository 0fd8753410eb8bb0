"""The pages of targets, and of the months of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.years import begin_year
from measures.choices import Comparator, Rag
from measures.models import Baseline, Benchmark, MeasureDefinition, Period, Target
from tests.factories.council import SLUG, Council

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db
GRID = reverse("measures:targets", args=[SLUG, 2023])


def held(found: Council, ref: str = "1.1", year: int = 2023) -> Target:
    measure = found.visits.measure if ref == "1.1" else found.placements.measure
    return Target.objects.current().get(measure=measure, year=year)


def boxes(found: Council, **changes: str) -> dict[str, Any]:
    """Return what the grid sends: both targets as they are, with some of it changed."""
    sent: dict[str, Any] = {"why": "Agreed by the board.", "do": "save"}
    for name, ref in (("visits", "1.1"), ("placements", "2.1")):
        target = held(found, ref)
        sent[f"target_{target.measure_id}"] = changes.get(name, "90%")
        sent[f"seen_{target.measure_id}"] = target.pk
        if target.provisional:
            sent[f"provisional_{target.measure_id}"] = "on"
    return {**sent, **{name: value for name, value in changes.items() if name not in ("visits", "placements")}}


def test_the_grid_shows_every_measure_with_its_target(found: Council, signed_in: SignedIn) -> None:
    text = signed_in("team").get(GRID).content.decode()
    assert text.count('value="90%"') == 2
    assert "Targets of 2023/24" in text


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("85%", "figure"), ("80 to 85", "range"), ("TBC", "to be confirmed"), ("", "no target")],
)
def test_a_box_takes_a_figure_a_range_tbc_or_nothing(
    found: Council, signed_in: SignedIn, typed: str, kind: str
) -> None:
    other = held(found, "2.1")
    assert signed_in("team").post(GRID, boxes(found, visits=typed)).status_code == 302
    assert held(found).kind == kind
    assert held(found, "2.1") == other


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"visits": "85%", "placements": "TBC"}, "2 targets of 2023/24 saved."),
        ({"visits": "85%", "placements": "NA"}, "1 target of 2023/24 saved, 1 measure now has no target."),
        ({"visits": "n/a"}, "1 measure now has no target in 2023/24."),
        ({"visits": "", "placements": "NA"}, "2 measures now have no target in 2023/24."),
    ],
)
def test_targets_that_were_taken_away_are_counted_apart(
    found: Council, signed_in: SignedIn, typed: dict[str, str], sentence: str
) -> None:
    page = signed_in("team").post(GRID, boxes(found, **typed), follow=True)
    assert [str(message) for message in page.context["messages"]] == [sentence]


def test_a_target_that_is_too_long_is_refused_by_the_name_of_its_measure(found: Council, signed_in: SignedIn) -> None:
    refused = signed_in("team").post(GRID, boxes(found, visits="9" * 61))
    assert refused.status_code == 422
    sentence = "“Target of 1.1 % of visits in time” is too long: at most 60 characters. It has 61."
    assert sentence in refused.content.decode()


def test_the_grid_names_what_a_box_takes_and_so_does_its_error(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    shown = client.get(GRID).content.decode()
    assert "TBC where it is still to be confirmed, or NA for no target: the measure is then not rated" in shown
    refused = client.post(GRID, boxes(found, visits="ninety-ish")).content.decode()
    assert (
        "Enter a figure such as 90%, a range such as 450 to 500, TBC, or NA for no target: you entered “ninety-ish”."
        in refused
    )


def test_errors_are_listed_in_the_order_of_the_page(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("team").post(GRID, {**boxes(found, visits="ninety-ish"), "why": ""}).content.decode()
    assert page.index("you entered “ninety-ish”") < page.index("Enter why.")


def test_what_is_wrong_in_one_row_is_said_there_and_nothing_is_saved(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("team").post(GRID, boxes(found, visits="ninety-ish", placements="95%"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "you entered “ninety-ish”" in text
    assert f'id="id_target_{found.visits.measure_id}_error"' in text
    assert 'value="ninety-ish"' in text
    assert 'value="95%"' in text
    assert held(found, "2.1").figure == Decimal(90)


@pytest.mark.parametrize("typed", ["120%", "90 to 120", "100.5"])
def test_a_target_above_the_whole_is_refused_beside_its_box_and_what_was_typed_is_kept(
    found: Council, signed_in: SignedIn, typed: str
) -> None:
    page = signed_in("team").post(GRID, boxes(found, visits=typed, placements="95%"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "is more than 100%, which this measure’s definition does not allow." in text
    assert f'id="id_target_{found.visits.measure_id}_error"' in text
    assert f'value="{typed}"' in text
    assert 'value="95%"' in text
    assert held(found, "2.1").figure == Decimal(90)


def test_a_percentage_that_may_exceed_100_takes_such_a_target(found: Council, signed_in: SignedIn) -> None:
    found.visits.may_exceed_100 = True
    found.visits.save()
    assert signed_in("team").post(GRID, boxes(found, visits="120%")).status_code == 302
    assert held(found).figure == 120


def test_a_target_already_above_the_whole_is_in_nobody_s_way(found: Council, signed_in: SignedIn) -> None:
    Target.objects.filter(pk=held(found).pk).update(figure=120)
    page = signed_in("team").post(GRID, boxes(found, visits="120%", placements="95%"))
    assert page.status_code == 302
    assert held(found, "2.1").figure == 95
    sent = {"kind": "no target", "figure": "120", "why": "There is none.", "seen": held(found).pk}
    assert signed_in("team").post(one(found), sent).status_code == 302


def test_a_target_changed_meanwhile_is_named_and_what_was_typed_is_kept(found: Council, signed_in: SignedIn) -> None:
    first, second = boxes(found, visits="91%"), boxes(found, visits="97%")
    signed_in("team").post(GRID, first)
    page = signed_in("team").post(GRID, second)
    assert page.status_code == 409
    assert "Theo Team has set this to 91% since you opened the page." in page.content.decode()
    assert 'value="97%"' in page.content.decode()


def test_provisional_targets_are_confirmed_all_at_once(found: Council, signed_in: SignedIn) -> None:
    Target.objects.update(provisional=True)
    assert "provisional until confirmed" in signed_in("team").get(GRID).content.decode()
    signed_in("team").post(GRID, boxes(found, do="confirm"))
    assert not held(found).provisional
    assert not held(found, "2.1").provisional


def one(found: Council) -> str:
    return reverse("measures:target", args=[SLUG, found.visits.measure_id, 2023])


def test_a_line_begins_at_the_baseline(found: Council, signed_in: SignedIn) -> None:
    sent = {"kind": "linear from baseline", "figure": "95%", "why": "It climbs.", "seen": held(found).pk}
    refused = signed_in("team").post(one(found), sent)
    assert refused.status_code == 422
    assert "A line begins at the baseline. Enter it." in refused.content.decode()
    assert signed_in("team").post(one(found), {**sent, "baseline": "70%"}).status_code == 302
    assert Baseline.objects.current().get(measure=found.visits.measure).figure == 70


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": "figure", "figure": ""}, "Enter the figure, such as 90%."),
        ({"kind": "range", "low": "5"}, "Enter both ends of the range."),
        ({"kind": "range", "low": "5", "high": "4"}, "Enter the lower end of the range first."),
        ({"kind": "monthly profile"}, "Enter the figure of at least one month."),
        ({"kind": "figure", "figure": "9", "why": " "}, "Enter why."),
        ({"kind": "figure", "figure": "-9"}, "Enter a figure of zero or more"),
        ({"kind": "nonsense"}, "Choose a kind."),
        ({"kind": "figure", "figure": "120"}, "120% is more than 100%, which"),
        ({"kind": "range", "low": "90", "high": "100.5"}, "100.5% is more than 100%, which"),
        ({"kind": "monthly profile", "month_2023_05": "101"}, "101% is more than 100%, which"),
        ({"kind": "linear from baseline", "figure": "90", "baseline": "184"}, "184% is more than 100%, which"),
        ({"kind": "no target", "baseline": "184"}, "184% is more than 100%, which"),
    ],
)
def test_a_target_that_is_not_right_is_refused_beside_its_box(
    found: Council, signed_in: SignedIn, sent: dict[str, str], sentence: str
) -> None:
    page = signed_in("team").post(one(found), {"why": "Agreed.", "seen": held(found).pk, **sent})
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_years_told_by_the_colour_of_a_cell_are_said_plainly(found: Council, signed_in: SignedIn) -> None:
    Benchmark.objects.create(
        measure=found.visits.measure, comparator=Comparator.STATISTICAL_NEIGHBOURS, area="Statistical Neighbours",
        period="not known", note="Purple 2021/22 Orange 2022/23", figure=Decimal(20), source="Spreadsheet",
    )  # fmt: skip
    for address in (
        reverse("measures:comparators", args=[SLUG]),
        reverse("measures:measure", args=[SLUG, "1.1"]),
    ):
        text = signed_in("team").get(address).content.decode()
        assert "2021/22 or 2022/23: the source does not say which" in text
        assert "Purple" not in text
        assert "not known" not in text


def test_a_new_year_is_looked_at_and_then_begun(found: Council, signed_in: SignedIn) -> None:
    address, client = reverse("measures:new_year", args=[SLUG, 2024]), signed_in("team")
    text = client.get(address).content.decode()
    assert "16 months will be planned, and 2 targets carried over" in " ".join(text.split())
    assert "Olive Owner" in text
    assert "90%, provisional" in text
    page = client.post(address, follow=True)
    assert "2024/25 is begun: 16 months planned, 2 targets carried over." in page.content.decode()
    assert held(found, year=2024).provisional
    assert Rag.PROVISIONAL.value == "provisional"
    again = client.post(address)
    assert again.status_code == 403
    assert "2024/25 has begun already" in again.content.decode()


def test_a_new_year_names_the_targets_that_can_not_be_before_and_after_it_carries_them_over(
    found: Council, signed_in: SignedIn
) -> None:
    Target.objects.filter(pk=held(found).pk).update(figure=120)
    address, client = reverse("measures:new_year", args=[SLUG, 2024]), signed_in("team")
    doubt = "120% is more than 100%, which this measure’s definition does not allow."
    assert client.get(address).content.decode().count(doubt) == 1
    page = client.post(address, follow=True).content.decode()
    assert f"Set these targets right before you confirm them. 1.1: {doubt}" in page
    assert (held(found, year=2024).figure, held(found, year=2024).provisional) == (120, True)
    MeasureDefinition.objects.filter(pk=found.visits.pk).update(may_exceed_100=True)
    assert doubt not in client.get(reverse("measures:targets", args=[SLUG, 2024])).content.decode()


def test_the_page_of_a_year_that_has_begun_says_so_and_by_whom(found: Council, signed_in: SignedIn) -> None:
    begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])
    page = signed_in("team").get(reverse("measures:new_year", args=[SLUG, 2024])).content.decode()
    assert "2024/25 has begun</h1>" in page
    assert "Theo Team began it on" in page
    assert "nothing is left to do here" in page
    assert "Begin the year</button>" not in page


def test_targets_that_came_after_the_year_began_can_still_be_carried_over(found: Council, signed_in: SignedIn) -> None:
    before = held(found)
    Target.objects.filter(pk=before.pk).update(year=2019)
    begin_year(scorecard=found.scorecard, year=2024, by=found.people["team"])
    Target.objects.filter(pk=before.pk).update(year=2023)
    address, client = reverse("measures:new_year", args=[SLUG, 2024]), signed_in("team")
    assert "1 target of 2023/24 can still be carried over" in client.get(address).content.decode()
    client.post(address)
    assert held(found, year=2024).figure == before.figure


def test_the_dates_of_a_month_are_changed_from_its_year(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    year = client.get(reverse("measures:year", args=[SLUG, 2023])).content.decode()
    address = reverse("measures:period_dates", args=[SLUG, "2023-11"])
    assert address in year
    sent = {"due_on": "12/1/2024", "approve_by": "26/12/2050", "why": "The holidays."}
    asked = client.post(address, sent)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert (
        "12 January 2024 is past. Change it, or tick “The dates are right, although one is past or not a working day”."
        in page
    )
    assert "Monday 26 December 2050 is a bank holiday." in page
    assert 'name="is_right"' in page
    assert "8 January 2051 is a Sunday." in client.post(address, {**sent, "approve_by": "8/1/2051"}).content.decode()
    assert client.post(address, {**sent, "is_right": "on"}).status_code == 302
    assert Period.objects.get(pk=found.november.pk).due_on == dt.date(2024, 1, 12)
    kept = client.post(address, {**sent, "approve_by": "9/1/2051"})
    assert kept.status_code == 302, "a date that held already is not asked about"


@pytest.mark.parametrize("name", ["measures:targets", "measures:outturns", "measures:year"])
def test_the_first_and_the_last_year_lead_to_no_year_that_there_is_not(
    name: str, found: Council, signed_in: SignedIn
) -> None:
    team = signed_in("team")
    for year, beside, beyond in ((1990, 1991, 1989), (2100, 2099, 2101)):
        page = team.get(reverse(name, args=[SLUG, year])).content.decode()
        assert reverse(name, args=[SLUG, beside]) in page
        assert reverse(name, args=[SLUG, beyond]) not in page
