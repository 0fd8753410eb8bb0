"""A month that is signed and not yet published: to others it is as if nobody had signed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.recalculate import recalculate
from measures.choices import FigureSource, PeriodState, SubmissionState
from measures.models import MeasureDefinition, Period, Submission
from measures.permissions import Standing
from measures.queries.looking_back import measure_then, scorecard_then
from reports.actions import publish, sign
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.months import figure_of
from tests.measures.views.test_what_is_hidden import OUTSIDERS, PAGES, without_places

SignedIn = Callable[[str], Client]
SEPTEMBER = dt.date(2023, 9, 1)
LOADED = dt.datetime(2023, 12, 5, 12, tzinfo=dt.UTC)
SIGNED = dt.datetime(2023, 12, 10, 12, tzinfo=dt.UTC)
PUBLISHED = dt.datetime(2023, 12, 12, 12, tzinfo=dt.UTC)
SECRET = "Two teams could not be reached."
TOLD = ("Two teams", "73.7", "74%", "41.3", "41%", "up 39 points")
"""What is only signed: November's commentary and figure, September's revised figure, and October's move since then."""

ADDRESSES = (
    *PAGES,
    *(
        f"{reverse('measures:scorecard', args=[SLUG, month])}?view={view}"
        for month in (OCTOBER, NOVEMBER)
        for view in ("table", "heat", "moved", "compare", "charts")
    ),
    *(
        reverse("measures:export", args=[SLUG, month, form])
        for month in (OCTOBER, NOVEMBER)
        for form in ("json", "csv")
    ),
    reverse("measures:export", args=[SLUG, NOVEMBER, "csv"]) + "?view=moved",
    reverse("measures:arrows", args=[SLUG, OCTOBER]),
    reverse("measures:search") + "?q=teams",
    reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"]),
    reverse("measures:entry", args=[SLUG, SEPTEMBER, "1.1"]),
    reverse("measures:scorecard_as_known", args=[SLUG, NOVEMBER]) + "?on=11/12/2023",
    reverse("measures:scorecard_as_known", args=[SLUG, SEPTEMBER]) + "?on=11/12/2023",
    reverse("measures:measure_as_known", args=[SLUG, "1.1"]) + "?on=11/12/2023",
    f"/api/scorecards/{SLUG}/months/2023-11",
    f"/api/scorecards/{SLUG}/months/2023-10",
    f"/api/scorecards/{SLUG}/measures/1.1",
    "/api/editions",
)


@pytest.fixture
def signed(found: Council) -> Period:
    """November as it is signed, with another figure of September than the board has been given."""
    slot = figure_of(
        found.visits, SEPTEMBER, "85", state=SubmissionState.PUBLISHED, source="imported history", places=0
    )
    Period.objects.filter(pk=slot.period_id).update(state=PeriodState.PUBLISHED, imported=True)
    waiting = slot.revisions.create(
        number=2, value=Decimal("41.3"), said="41.3%", places=1, source=FigureSource.LOADED.value, revised=True,
        made_at=LOADED,
    )  # fmt: skip
    Submission.objects.filter(pk=slot.pk).update(pending_revision=waiting)
    Submission.objects.filter(pk=found.submission().pk).delete()
    figure_of(
        found.visits, NOVEMBER, "73.7", state=SubmissionState.APPROVED, by=found.people["owner"],
        approver=found.people["director"], source=FigureSource.ENTERED.value, places=1, happening=SECRET,
    )  # fmt: skip
    found.put(SubmissionState.LEFT_OUT, ref="2.1")
    recalculate(scorecard=found.scorecard)
    MeasureDefinition.objects.update(recorded_at=dt.datetime(2020, 4, 1, tzinfo=dt.UTC))
    sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True, now=SIGNED)
    return Period.objects.select_related("scorecard").get(pk=found.november.pk)


MEASURE_1_1 = reverse("measures:measure", args=[SLUG, "1.1"])
HEAT = f"{reverse('measures:scorecard', args=[SLUG, OCTOBER])}?view=heat"
THEN = reverse("measures:scorecard_as_known", args=[SLUG, SEPTEMBER]) + "?on=11/12/2023"
EXPORTED = reverse("measures:export", args=[SLUG, OCTOBER, "json"])
FOUND = reverse("measures:search") + "?q=teams"


def read(client: Client, address: str) -> str:
    return without_places(client.get(address).content.decode())


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.usefixtures("signed")
def test_a_signed_month_and_what_it_revises_leak_nowhere_before_it_is_published(signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)
    for address in ADDRESSES:
        page = read(client, address)
        assert [told for told in TOLD if told in page] == [], address


@pytest.mark.parametrize("role", ["other owner", "other director"])
@pytest.mark.usefixtures("signed")
def test_what_was_published_before_is_still_there_for_others(signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)
    for address in (MEASURE_1_1, HEAT, THEN):
        assert "85%" in read(client, address), address
    assert "down 5 points" in read(client, EXPORTED)


@pytest.mark.parametrize("role", ["owner", "director", "signatory", "team"])
@pytest.mark.usefixtures("signed")
def test_those_who_see_the_measure_in_every_state_see_what_is_signed(signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)
    page = read(client, MEASURE_1_1)
    assert "74%" in page
    assert "41%" in page
    assert "<mark>teams</mark>" in read(client, FOUND)


@pytest.mark.parametrize("role", ["other owner", "other director"])
def test_once_it_is_published_others_read_all_of_it(
    found: Council, signed_in: SignedIn, signed: Period, role: str
) -> None:
    publish(period=signed, by=found.people["team"], now=PUBLISHED)
    client = signed_in(role)
    page = read(client, MEASURE_1_1)
    assert "74%" in page
    assert "41%" in page
    assert "<mark>teams</mark>" in read(client, FOUND)
    assert "down 5 points" not in read(client, EXPORTED)


@pytest.mark.parametrize("who", ["other owner", "owner"])
def test_on_the_days_between_others_knew_what_had_been_published_before(
    found: Council, signed: Period, who: str
) -> None:
    publish(period=signed, by=found.people["team"], now=PUBLISHED)
    standing, measure = Standing.of(found.people[who], PUBLISHED.date()), found.visits.measure
    before, after = ("85%", ""), ("41%", "74%")
    for day, others in ((11, before), (12, after)):
        then = measure_then(standing, found.scorecard, measure, dt.date(2023, 12, day))
        assert then is not None
        cells = {row.month: row.then.text for row in then.months}
        assert (cells[SEPTEMBER], cells[NOVEMBER]) == (after if who == "owner" else others)
        rows = scorecard_then(standing, signed, dt.date(2023, 12, day))
        assert next(row.then.text for row in rows if row.line.measure == measure) == cells[NOVEMBER]
