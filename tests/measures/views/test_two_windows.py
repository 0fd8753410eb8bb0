"""Two windows with the same form: the second is told that it was changed meanwhile, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.models import Period, Section
from tests.factories.council import SLUG, Council

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def test_a_section_is_not_renamed_over_the_name_that_somebody_gave_it(found: Council, signed_in: SignedIn) -> None:
    client, address = signed_in("team"), reverse("measures:rename_section", args=[SLUG, found.care.pk])
    sent: dict[str, Any] = {"seen": client.get(address).context["form"]["seen"].value()}
    assert client.post(address, {**sent, "title": "Children in care"}).status_code == 302
    page = client.post(address, {**sent, "title": "Looked after"})
    assert (page.status_code, Section.objects.get(pk=found.care.pk).title) == (409, "Children in care")
    assert "Somebody else has just changed the sections." in page.content.decode()


def test_dates_are_not_changed_over_those_that_somebody_set(found: Council, signed_in: SignedIn) -> None:
    client, address = signed_in("team"), reverse("measures:period_dates", args=[SLUG, "2023-11"])
    sent = {
        "seen": client.get(address).context["form"]["seen"].value(),
        "why": "Leave.",
        "is_right": "on",
        "approve_by": "12/1/2027",
    }
    assert client.post(address, {**sent, "due_on": "11/1/2027"}).status_code == 302
    page = client.post(address, {**sent, "due_on": "8/1/2027"})
    due = Period.objects.get(pk=found.november.pk).due_on
    assert (page.status_code, due and due.day) == (409, 11)
    assert "Somebody else has just changed November 2023." in page.content.decode()
