"""The pages of populations, neighbours and comparators."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.models import Benchmark, NeighbourSet, Population
from tests.factories.council import SLUG, Council

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db
SENT_POPULATION = {
    "area": "Sample", "age_band": "0-17", "figure": "60,600", "year": "mid-2022", "source": "ONS",
    "holds_from": "2023-11-01",
}  # fmt: skip


def test_a_population_is_added_and_the_one_it_replaces_is_kept(found: Council, signed_in: SignedIn) -> None:
    address = reverse("measures:populations", args=[SLUG])
    sent = SENT_POPULATION
    client = signed_in("team")
    assert client.post(address, sent).status_code == 302
    assert client.post(address, {**sent, "figure": "61,000"}).status_code == 302
    assert Population.objects.current().get(scorecard=found.scorecard).figure == 61000
    assert "Replaced by a later entry" in client.get(address).content.decode()
    assert "Nothing was changed" in client.post(address, {**sent, "figure": "61,000"}, follow=True).content.decode()


def test_a_population_entered_wrongly_is_taken_back_after_what_follows_is_said(
    found: Council, signed_in: SignedIn
) -> None:
    listed, client = reverse("measures:populations", args=[SLUG]), signed_in("team")
    client.post(listed, {**SENT_POPULATION, "holds_from": "2023-10-01", "figure": "60,100"})
    client.post(listed, SENT_POPULATION)
    wrong = Population.objects.get(holds_from="2023-11-01")
    address = reverse("measures:withdraw_population", args=[SLUG, wrong.pk])
    assert address in client.get(listed).content.decode()
    assert "out of 60,100 (Sample, ages 0-17, mid-2022)" in client.get(address).content.decode()
    assert "Enter why it is taken back." in client.post(address, {"why": ""}).content.decode()
    page = client.post(address, {"why": "Of another month."}, follow=True).content.decode()
    assert "from November 2023, is taken back." in page
    assert "Taken back on" in page
    assert [row.figure for row in Population.objects.current()] == [60100]
    assert client.post(address, {"why": "Twice."}).status_code == 404


def test_ages_that_end_before_they_begin_are_refused(found: Council, signed_in: SignedIn) -> None:
    address = reverse("measures:populations", args=[SLUG])
    page = signed_in("team").post(address, {**SENT_POPULATION, "age_band": "65-18"})
    assert page.status_code == 422
    assert "Enter the younger age first, such as 0-17." in page.content.decode()
    assert not Population.objects.filter(scorecard=found.scorecard).exists()


@pytest.mark.parametrize("typed", ["14", "606,000"])
def test_a_population_far_from_the_one_before_is_asked_about_and_kept_once_it_is_said_to_be_right(
    found: Council, signed_in: SignedIn, typed: str
) -> None:
    address, client = reverse("measures:populations", args=[SLUG]), signed_in("team")
    client.post(address, SENT_POPULATION)
    far = {**SENT_POPULATION, "figure": typed}
    asked = client.post(address, far)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert f"{typed} is far from the 60,600 that rates are out of now." in page
    assert f'value="{typed}"' in page
    assert 'name="is_right"' in page
    assert Population.objects.current().get(scorecard=found.scorecard).figure == 60600
    assert client.post(address, {**far, "is_right": "on"}).status_code == 302
    assert Population.objects.current().get(scorecard=found.scorecard).figure == int(typed.replace(",", ""))


def test_a_new_edition_of_the_neighbours_keeps_the_old_one(found: Council, signed_in: SignedIn) -> None:
    address, client = reverse("measures:neighbours", args=[SLUG]), signed_in("team")
    client.post(address, {"edition": "2023", "names": "Devon\nDorset"})
    client.post(address, {"edition": "2024", "names": "Devon\nCornwall"})
    assert NeighbourSet.objects.current().get(scorecard=found.scorecard).edition == "2024"
    text = client.get(address).content.decode()
    assert "Earlier editions" in text
    assert "Dorset" in text


def test_a_comparators_figure_is_entered_and_the_replaced_one_can_be_seen(found: Council, signed_in: SignedIn) -> None:
    sent = {
        "measure": found.visits.measure_id, "comparator": "Region", "area": "South West", "period": "2022/23",
        "figure": "20.8%", "source": "DfE",
    }  # fmt: skip
    client = signed_in("team")
    for figure in ("20.8%", "21.9%"):
        assert (
            client.post(reverse("measures:add_comparator", args=[SLUG]), {**sent, "figure": figure}).status_code == 302
        )
    listed = reverse("measures:comparators", args=[SLUG])
    assert "21.9%" in client.get(listed).content.decode()
    assert "20.8%" not in client.get(listed).content.decode()
    assert "20.8%" in client.get(listed, {"shown": "older"}).content.decode()
    assert "21.9%" not in client.get(listed, {"search": "2.1"}).content.decode()


def test_a_comparator_above_the_whole_is_refused_beside_its_box(found: Council, signed_in: SignedIn) -> None:
    sent = {
        "measure": found.visits.measure_id, "comparator": "Region", "area": "South West", "period": "2022/23",
        "figure": "184%", "source": "DfE",
    }  # fmt: skip
    page = signed_in("team").post(reverse("measures:add_comparator", args=[SLUG]), sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "184% is more than 100%, which this measure’s definition does not allow." in text
    assert 'value="184%"' in text
    assert 'value="South West"' in text
    assert not Benchmark.objects.exists()
