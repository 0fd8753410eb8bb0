"""A quarterly measure between its quarters: its latest due figure stands, with its month, whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from measures.calculation.due import months_later
from measures.choices import FigureSource, Frequency, SubmissionState, Unit
from measures.series import everything, read_lines
from reports.actions import sign
from reports.content import from_data
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.inputs import TargetFactory
from tests.factories.months import SubmissionFactory, figure_of

SignedIn = Callable[[str], Client]
STANDING = "the latest quarterly figure due, September 2023"


@pytest.fixture
def quarterly(found: Council) -> None:
    """Give the scorecard measure 1.3: 84% in June and 88% in September against 90%, nothing since."""
    definition = DefinitionFactory.create(
        section=found.front_door, ref="1.3", title="% of audits", frequency=Frequency.QUARTERLY
    )
    TargetFactory.create(measure=definition.measure, figure=Decimal(90))
    for back, value in ((5, "84"), (2, "88")):
        figure_of(
            definition, months_later(NOVEMBER, -back), value, state=SubmissionState.PUBLISHED,
            source=FigureSource.IMPORTED.value, places=0,
        )  # fmt: skip
    SubmissionFactory.create(definition=definition, measure=definition.measure, period=found.november)


@pytest.mark.usefixtures("quarterly")
@pytest.mark.parametrize("role", ["team", "other owner", "other director"])
def test_the_scorecard_and_the_measure_s_page_show_the_latest_due_figure(signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)
    table = client.get(reverse("measures:scorecard", args=[SLUG, NOVEMBER])).content.decode()
    row = table[table.index("% of audits") :].partition("</tr>")[0]
    assert f"Amber: 88% against a target of 90%, 2 points short; up 4 points on June; {STANDING}." in row
    assert "September 2023</span>" in row
    page = client.get(reverse("measures:measure", args=[SLUG, "1.3"])).content.decode()
    headline = page[page.index("app-headline") :].partition("</p>")[0]
    assert "88%" in headline
    assert "September 2023" in headline
    assert STANDING in page


def test_the_measure_s_page_says_who_would_close_the_gap_and_how_it_stood_a_year_ago(
    found: Council, signed_in: SignedIn
) -> None:
    figure_of(found.visits, months_later(NOVEMBER, -12), "74", state=SubmissionState.PUBLISHED, places=0)
    found.put(SubmissionState.DRAFT, value="", draft_figure="", draft_numerator="79", draft_denominator="100")
    page = signed_in("owner").get(reverse("measures:measure", args=[SLUG, "1.1"])).content.decode()
    assert "would meet the target" in page
    assert "Same month last year, November 2022: 74%" in page
    entry = signed_in("owner").get(reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])).content.decode()
    assert "would meet the target" in entry


def test_a_month_before_a_change_of_unit_is_printed_as_it_was(found: Council, signed_in: SignedIn) -> None:
    before = DefinitionFactory.create(section=found.front_door, ref="1.4", title="Audits", unit=Unit.COUNT)
    figure_of(before, OCTOBER, "60", state=SubmissionState.PUBLISHED, places=0)
    DefinitionFactory.create(
        measure=before.measure, section=found.front_door, ref="1.4", title="Audits", holds_from=NOVEMBER,
        breaks_comparison=True,
    )  # fmt: skip
    (line,) = read_lines(found.scorecard, NOVEMBER, known=everything, measures=[before.measure_id])
    assert (line.definition.unit, line.shown(OCTOBER)) == (Unit.PERCENT, "60")


@pytest.mark.usefixtures("quarterly")
def test_a_month_is_closed_and_signed_without_a_figure_that_is_not_due(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.LEFT_OUT, "2.1")
    close = reverse("measures:close_month", args=[SLUG, NOVEMBER])
    page = signed_in("team").get(close).content.decode()
    assert "still with" not in page
    assert signed_in("team").post(close).status_code == 302
    found.november.refresh_from_db()
    edition = sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True)
    (audits,) = [each for each in from_data(edition.data()).measures if each.ref == "1.3"]
    assert audits.rag_reason.startswith("Amber: 88% against a target of 90%")


def test_a_figure_that_is_due_and_not_in_is_named_before_the_month_is_closed(
    found: Council, signed_in: SignedIn
) -> None:
    page = signed_in("team").get(reverse("measures:close_month", args=[SLUG, NOVEMBER])).content.decode()
    assert "2 figures are still with" in page
