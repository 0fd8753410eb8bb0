"""Pages that a browser keeps: answered with "not modified" until anything changes that they show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.actions.annotating import annotate
from measures.actions.drafts import Draft, save_draft
from measures.actions.recalculate import recalculate
from measures.choices import RoleName, SubmissionState
from measures.models import Role
from measures.views import kept
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]
PAGES = (
    reverse("measures:scorecard", args=[SLUG, NOVEMBER]),
    reverse("measures:scorecard", args=[SLUG, NOVEMBER]) + "?view=heat",
    reverse("measures:measure", args=[SLUG, "1.1"]),
    reverse("measures:board", args=[SLUG, NOVEMBER]),
)
TABLE = PAGES[0]


def again(client: Client, tag: str, address: str = TABLE) -> int:
    """Return what somebody is answered who has the page with the tag already."""
    return client.get(address, headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_has_not_changed_is_not_made_again(found: Council, signed_in: SignedIn, address: str) -> None:
    client = signed_in("team")
    client.get(address)  # gives the browser its cookies
    page = client.get(address)
    assert page.status_code == 200
    assert "private" in page["Cache-Control"]
    assert "no-cache" in page["Cache-Control"]
    with CaptureQueriesContext(connection) as captured:
        assert again(client, page["ETag"], address) == 304
    assert len(captured) == 4  # session, person, roles, scorecards with the version of their data


CHANGES: tuple[Callable[[Council], object], ...] = (
    lambda found: found.put(SubmissionState.SUBMITTED) and recalculate(scorecard=found.scorecard),
    lambda found: save_draft(
        submission=found.submission(), version=found.submission().version, draft=Draft(figure="70%"),
        by=found.people["owner"],
    ),
    lambda found: annotate(
        measure=found.visits.measure, period=found.october, text="A new system", by=found.people["owner"]
    ),
    lambda found: RoleFactory.create(
        person=found.people["team"], role=RoleName.SIGNATORY.value, scorecard=found.scorecard
    ),
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=["result", "draft", "note", "role"])
def test_whatever_changes_what_it_shows_makes_it_again(
    found: Council, signed_in: SignedIn, change: Callable[[Council], object]
) -> None:
    client = signed_in("team")
    client.get(TABLE)
    tag = client.get(TABLE)["ETag"]
    assert again(client, tag) == 304
    change(found)
    assert again(client, tag) == 200


def test_each_address_has_a_tag_of_its_own(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    client.get(TABLE)
    asked = ["", "?months=12", "?view=heat", "?search=visits", "?columns=target"]
    assert len({client.get(f"{TABLE}{query}")["ETag"] for query in asked}) == len(asked)


def test_other_columns_are_another_page(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    client.get(TABLE)
    tag = client.get(TABLE)["ETag"]
    client.post(reverse("measures:columns", args=[SLUG, NOVEMBER]), {"columns": ["target"]})
    assert again(client, tag) == 200


def test_nobody_is_answered_with_another_s_page_nor_after_their_role_has_ended(
    found: Council, signed_in: SignedIn
) -> None:
    client = signed_in("owner")
    client.get(TABLE)
    tag = client.get(TABLE)["ETag"]
    assert again(signed_in("deputy"), tag) == 200
    assert again(Client(), tag) == 302
    Role.objects.filter(person=found.people["owner"]).update(ends=timezone.localdate() - dt.timedelta(days=1))
    assert again(client, tag) == 404


def test_tomorrow_it_is_another_page(found: Council, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("team")
    client.get(TABLE)
    tag = client.get(TABLE)["ETag"]
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert again(client, tag) == 200


def test_another_version_of_the_portal_makes_other_pages(
    found: Council, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("team")
    client.get(TABLE)
    tag = client.get(TABLE)["ETag"]
    monkeypatch.setattr(kept, "release", lambda: "the next one")
    assert again(client, tag) == 200


def test_a_message_is_shown_once_and_never_kept(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    url = reverse("measures:annotate", args=[SLUG, "1.1"])
    client.post(url, {"period": found.october.pk, "text": "A note"})
    told = client.get(PAGES[2])
    assert "Your note on October 2023" in told.content.decode()
    assert "ETag" not in told
    assert "ETag" in client.get(PAGES[2])


def test_pages_are_compressed_for_whoever_takes_it(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("team").get(TABLE, headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert page["ETag"].startswith("W/")
