"""A changed definition on the measure's page: its chart goes on, and says so, until a director starts it anew."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from measures.models import MeasureDefinition
from tests.factories.council import SLUG, Council
from tests.measures.actions.test_rebase import counted_anew

SignedIn = Callable[[str], Client]
MEASURE = reverse("measures:measure", args=[SLUG, "1.1"])
BUTTON = "Start the chart anew"


def test_a_director_starts_the_chart_anew_from_the_measure_s_page(found: Council, signed_in: SignedIn) -> None:
    new = counted_anew(found)
    director = signed_in("director")
    page = director.get(MEASURE).content.decode()
    assert "From November 2023 figures can not be compared with earlier ones: Only visits in person count." in page
    assert BUTTON in page
    address = reverse("measures:rebase", args=[SLUG, "1.1", new.holds_from])
    told = director.post(address, {"recorded_at": new.recorded_at.isoformat()}, follow=True).content.decode()
    assert "The chart of 1.1 starts anew in November 2023." in told
    assert BUTTON not in told
    assert MeasureDefinition.objects.get(pk=new.pk).rebased_by == found.people["director"]


def test_others_at_the_measure_read_that_it_waits_and_have_no_button(found: Council, signed_in: SignedIn) -> None:
    counted_anew(found)
    for role in ("owner", "team"):
        page = signed_in(role).get(MEASURE).content.decode()
        assert "until a director approves that it starts anew" in page
        assert BUTTON not in page
    assert "starts anew" not in signed_in("other owner").get(MEASURE).content.decode()


def test_a_page_that_was_open_before_the_change_was_corrected_says_so(found: Council, signed_in: SignedIn) -> None:
    new = counted_anew(found)
    address = reverse("measures:rebase", args=[SLUG, "1.1", new.holds_from])
    told = signed_in("director").post(address, {"recorded_at": "2020-01-01"}, follow=True).content.decode()
    assert "has been corrected since you opened this page" in told
    assert MeasureDefinition.objects.get(pk=new.pk).rebased_at is None


def test_it_waits_on_the_first_page_and_in_the_queue_of_whoever_may_approve_it_until_it_is(
    found: Council, signed_in: SignedIn
) -> None:
    new = counted_anew(found)
    waits = "Say whether its chart starts anew there."
    pages = (reverse("home"), reverse("measures:queue"))
    assert [waits in signed_in("director").get(page).content.decode() for page in pages] == [True, True]
    for role in ("owner", "team", "other director"):
        assert waits not in signed_in(role).get(reverse("home")).content.decode()
    signed_in("director").post(reverse("measures:rebase", args=[SLUG, "1.1", new.holds_from]))
    assert [waits in signed_in("director").get(page).content.decode() for page in pages] == [False, False]
