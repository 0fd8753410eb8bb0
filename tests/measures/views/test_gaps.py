"""What will have nobody to answer for it: listed for the team, and said of the month that it touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.choices import RoleName
from measures.models import Measure
from tests.factories.council import SLUG, Council
from tests.factories.people import RoleFactory
from tests.portal.design.rendering import tree

SignedIn = Callable[[str], Client]
DAY = dt.timedelta(days=1)


def ends(found: Council, days: int, who: str = "owner") -> dt.date:
    last = timezone.localdate() + days * DAY
    found.people[who].roles.update(ends=last)
    return last


def people_page(signed_in: SignedIn) -> str:
    return " ".join(tree(signed_in("team").get(reverse("measures:people")).content.decode()).one("main").text.split())


def sign_page(signed_in: SignedIn) -> str:
    return str(signed_in("signatory").get(reverse("reports:sign", args=[SLUG, "2023-11"])).content.decode())


def test_a_measure_that_will_have_no_owner_is_listed_before_it_happens(found: Council, signed_in: SignedIn) -> None:
    assert "Nobody will answer for this" not in people_page(signed_in)
    last = ends(found, 20)
    page = people_page(signed_in)
    assert "Nobody will answer for this on Social care scorecard" in page
    assert f"1.1 % of visits in time has no owner from {last + DAY:%-d %B %Y}; Olive Owner" in page
    assert "Nobody answers for this" not in page


def test_who_comes_after_a_gap_is_named_and_who_comes_at_once_leaves_none(found: Council, signed_in: SignedIn) -> None:
    last = ends(found, 20)
    follows = RoleFactory.create(
        person=found.people["deputy"], role=RoleName.OWNER, measure=found.visits.measure, starts=last + 8 * DAY
    )
    assert f"Dev Deputy is the next, from {last + 8 * DAY:%-d %B %Y}." in people_page(signed_in)
    found.people["deputy"].roles.filter(pk=follows.pk).update(starts=last + DAY)
    assert "Nobody will answer for this" not in people_page(signed_in)


def test_so_is_a_section_without_a_director_and_what_is_far_off_or_retired_is_not(
    found: Council, signed_in: SignedIn
) -> None:
    last = ends(found, 20, "director")
    assert f"Front door has no director from {last + DAY:%-d %B %Y}" in people_page(signed_in)
    ends(found, 200, "director")
    assert "Nobody will answer for this" not in people_page(signed_in)
    last = ends(found, 20)
    Measure.objects.filter(pk=found.visits.measure_id).update(retired_from=last.replace(day=1))
    assert "Nobody will answer for this" not in people_page(signed_in)


@pytest.mark.parametrize(("days", "told"), [(7, True), (60, False)])
def test_the_month_that_it_touches_says_so_where_its_readiness_stands(
    found: Council, signed_in: SignedIn, days: int, told: bool
) -> None:
    last = ends(found, days)
    page = sign_page(signed_in)
    assert "Olive Owner" in page
    assert (f"Olive Owner, and nobody from {last + DAY:%-d %B %Y}" in page) is told


def test_an_owner_who_has_not_begun_does_not_hold_the_figure_yet(found: Council, signed_in: SignedIn) -> None:
    begins = timezone.localdate() + 3 * DAY
    found.people["owner"].roles.update(ends=begins - DAY)
    RoleFactory.create(person=found.people["deputy"], role=RoleName.OWNER, measure=found.visits.measure, starts=begins)
    page = sign_page(signed_in)
    assert "Dev Deputy" not in page
    assert "nobody from" not in page
