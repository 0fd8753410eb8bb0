"""Other people's drafts: in no page, list or count of somebody who may not see them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions.checks import refresh_period_findings
from measures.actions.outcome import record
from measures.actions.recalculate import recalculate
from measures.choices import PeriodState, SubmissionState
from measures.models import Load, Measure, Period, RecordedDirection, Submission
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.months import figure_of

SignedIn = Callable[[str], Client]
SEPTEMBER = dt.date(2023, 9, 1)
SECRET = "The draft that nobody else may read."

PAGES = (
    "/",
    reverse("measures:scorecard", args=[SLUG, NOVEMBER]),
    reverse("measures:arrows", args=[SLUG, NOVEMBER]),
    reverse("measures:measure", args=[SLUG, "1.1"]),
    reverse("measures:board", args=[SLUG, NOVEMBER]),
    reverse("measures:scorecard_as_known", args=[SLUG, NOVEMBER]),
    reverse("measures:measure_as_known", args=[SLUG, "1.1"]),
    reverse("measures:revised", args=[SLUG, NOVEMBER]),
    reverse("measures:restatements", args=[SLUG]),
    reverse("measures:measure_history", args=[SLUG, "1.1"]),
    reverse("measures:audit", args=[SLUG]) + "?form=csv",
    "/approvals/",
    "/my-measures/",
    "/editions/",
)
STATES: tuple[SubmissionState, ...] = (
    SubmissionState.DRAFT,
    SubmissionState.SUBMITTED,
    SubmissionState.RETURNED,
    SubmissionState.APPROVED,
)
OUTSIDERS: tuple[str, ...] = (
    "other owner",
    "board",
    "stranger",
    "other director",
    "early reader",
    "administrator",
    "nobody",
)
if connection.vendor == "sqlite":  # who may and in which state is decided alike on both: here the database is asked
    STATES, OUTSIDERS = STATES[:2], OUTSIDERS[:3]


def without_places(page: str) -> str:
    """Return a page without where the lines of its drawings run: a number of those says nothing of a figure."""
    return re.sub(r' d="M[^"]*"', "", page)


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("state", STATES)
def test_a_figure_on_its_way_leaks_into_no_page_of_others(
    found: Council, signed_in: SignedIn, state: SubmissionState, role: str
) -> None:
    found.put(state, value="73.7", draft_happening=SECRET)
    client = signed_in(role)
    for address in PAGES:
        page = without_places(client.get(address).content.decode())
        assert SECRET not in page
        assert "73.7" not in page
        assert "74%" not in page


@pytest.mark.parametrize("state", STATES)
def test_others_do_not_learn_which_state_it_is_in(found: Council, signed_in: SignedIn, state: SubmissionState) -> None:
    client = signed_in("other owner")
    addresses = PAGES[1:4]
    before = [client.get(address).content for address in addresses]
    found.put(state)
    after = [client.get(address).content for address in addresses]
    assert [strip(page) for page in after] == [strip(page) for page in before]


OCTOBER_PAGES = (
    reverse("measures:scorecard", args=[SLUG, OCTOBER]),
    f"{reverse('measures:scorecard', args=[SLUG, OCTOBER])}?view=heat",
    f"{reverse('measures:scorecard', args=[SLUG, OCTOBER])}?view=moved",
    reverse("measures:arrows", args=[SLUG, OCTOBER]),
    reverse("measures:measure", args=[SLUG, "1.1"]),
    reverse("measures:export", args=[SLUG, OCTOBER, "json"]),
    reverse("measures:export", args=[SLUG, OCTOBER, "csv"]),
    "/editions/",
    "/",
)


def september(found: Council, state: SubmissionState, value: str = "85") -> Submission:
    """Return September's figure of 1.1, with its statuses worked out."""
    slot = figure_of(found.visits, SEPTEMBER, value, state=state, source="imported history", places=0)
    Period.objects.filter(pk=slot.period_id).update(state=PeriodState.PUBLISHED, imported=True)
    load = Load.objects.create(scorecard=found.scorecard, file_name="arrows.csv", sha256="0" * 64)
    RecordedDirection.objects.create(load=load, measure=found.visits.measure, month=OCTOBER, direction="↑")
    recalculate(scorecard=found.scorecard)
    return slot


def pages_of(client: Client) -> dict[str, bytes]:
    return {address: strip(client.get(address).content) for address in OCTOBER_PAGES}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a_revision_that_waits_changes_nothing_that_others_are_shown_of_later_months(
    found: Council, signed_in: SignedIn, role: str
) -> None:
    slot = september(found, SubmissionState.PUBLISHED)
    refresh_period_findings(found.scorecard, OCTOBER, now=timezone.now())
    client = signed_in(role)
    before = pages_of(client)
    waiting = slot.revisions.create(number=2, value=Decimal("41.3"), said="41.3%", places=1, source="loaded")
    Submission.objects.filter(pk=slot.pk).update(pending_revision=waiting)
    recalculate(scorecard=found.scorecard)
    refresh_period_findings(found.scorecard, OCTOBER, now=timezone.now())
    assert pages_of(client) == before
    if role in ("other owner", "other director"):
        assert b"85%" in before[OCTOBER_PAGES[0]]
        assert b"down 5 points" in before[OCTOBER_PAGES[5]]


@pytest.mark.parametrize("role", OUTSIDERS)
def test_an_earlier_month_that_is_not_published_is_nothing_to_others(
    found: Council, signed_in: SignedIn, role: str
) -> None:
    september(found, SubmissionState.APPROVED, "41")
    for page in pages_of(signed_in(role)).values():
        assert b"41%" not in page
        assert b"39 points" not in page


def test_those_who_hold_the_measure_see_what_waits_and_the_published_status_beside_it(
    found: Council, signed_in: SignedIn
) -> None:
    slot = september(found, SubmissionState.PUBLISHED)
    waiting = slot.revisions.create(number=2, value=Decimal(41), said="41%", places=0, source="loaded")
    Submission.objects.filter(pk=slot.pk).update(pending_revision=waiting)
    recalculate(scorecard=found.scorecard)
    page = signed_in("owner").get(reverse("measures:measure", args=[SLUG, "1.1"])).content.decode()
    assert "41%" in page


def strip(page: bytes) -> bytes:
    """Return a page without its tokens, which differ each time."""
    return b"\n".join(line for line in page.splitlines() if b"csrf" not in line.lower())


def moved_to_care(found: Council) -> None:
    """Have Care report measure 1.1 from November on, as 2.9: October stays the front door's."""
    moved = DefinitionFactory.create(
        measure=found.visits.measure, section=found.care, ref="2.9", title="% of visits in time", holds_from=NOVEMBER
    )
    Measure.objects.filter(pk=found.visits.measure_id).update(definition=moved)
    Submission.objects.filter(measure=found.visits.measure_id, period__month=NOVEMBER).update(definition=moved)


def test_the_section_that_a_measure_left_does_not_see_what_the_other_one_does_with_it(
    found: Council, signed_in: SignedIn
) -> None:
    slot = found.put(SubmissionState.SUBMITTED, value="73")
    slot.revisions.create(number=2, value=Decimal("73.7"), said="73.7%", places=1, source="entered")
    record("send_back", by=found.people["other director"], now=timezone.now(), submission=slot, why=SECRET)
    moved_to_care(found)
    address = reverse("measures:measure", args=[SLUG, "2.9"])
    page = signed_in("director").get(address).content.decode()
    assert "80%" in page
    assert reverse("measures:entry", args=[SLUG, OCTOBER, "1.1"]) in page
    assert SECRET not in page
    assert "73.7" not in page
    page = signed_in("other director").get(address).content.decode()
    assert reverse("measures:entry", args=[SLUG, NOVEMBER, "2.9"]) in page
    assert SECRET in page
    assert "73.7%" in page


def test_the_same_figure_is_seen_by_all_once_it_is_published(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("other owner").get(reverse("measures:scorecard", args=[SLUG, "2023-10"])).content.decode()
    assert "80%" in page
