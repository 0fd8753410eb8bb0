"""Which reports of an edition can be asked for on its page, and that each is made once however it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.outcome import Refused
from measures.choices import Audience
from reports.actions import publish, queue_rendering, sign
from reports.content.model import SectionContent
from reports.forms import MakeForm
from reports.models import Edition, Format, Rendering
from reports.options import FULL, SUMMARY, Extra, Option, UnknownOption
from reports.rendering import render
from tests.factories.accounts import browser_of
from tests.factories.editions import of_size, sample_edition
from tests.factories.reports import ready_round

pytestmark = pytest.mark.django_db


def published() -> tuple[Edition, Client]:
    november = ready_round()
    edition = sign(period=november.period, by=november.signatory)
    november.period.refresh_from_db()
    publish(period=november.period, by=november.performance)
    client = browser_of(november.board)
    return edition, client


def ask(client: Client, edition: Edition, **data: Any) -> Any:
    return client.post(f"{edition.get_absolute_url()}make/", {"format": "pdf", **data})


@pytest.mark.parametrize(
    "text", ["full", "summary", "section:in-need", "measure:7.10", "full+quarter", "section:a+last-year+year-to-date"]
)
def test_a_report_is_the_same_after_it_was_written_and_read(text: str) -> None:
    assert Option.parse(text).text == text


def test_columns_have_one_order_whatever_order_they_are_asked_for_in() -> None:
    assert Option.parse("full+year-to-date+last-year+year-to-date").text == "full+last-year+year-to-date"


def test_a_summary_and_a_measure_have_no_columns_to_add() -> None:
    everything = [extra.value for extra in Extra]
    assert Option(SUMMARY).with_extras(everything).text == "summary"
    assert Option("measure", "2.2").with_extras(everything).text == "measure:2.2"
    with pytest.raises(UnknownOption):
        Option.parse("summary+quarter")


def test_a_report_says_what_it_is() -> None:
    assert Option(FULL).label == "Full report"
    assert Option.parse("section:children-in-need+quarter+year-to-date").label == (
        "Section children-in-need, with quarter so far and year to date"
    )


def test_the_page_offers_every_report_and_every_column() -> None:
    edition, client = published()
    page = client.get(edition.get_absolute_url()).content.decode()
    for value in ("full", "summary", "section:", "measure:1.0", "measure:1.2"):
        assert f'<option value="{value}' in page
    for extra in Extra:
        assert extra.label in page


def test_a_column_of_which_the_edition_has_no_figure_says_so_where_it_is_asked_for() -> None:
    content = of_size(sample_edition(), 2)
    first, second = (
        replace(measure, same_month_last_year="", last_outturn="", quarter="", year_to_date="")
        for measure in content.measures
    )
    measures = (first, replace(second, quarter="81%"))
    form = MakeForm(content=replace(content, sections=(SectionContent("One", "one", measures),)))
    assert [label for _, label in form.fields["extras"].choices] == [  # type: ignore[attr-defined]
        "Same month last year (no figures)",
        "Last outturn (no figures)",
        "Quarter so far",
        "Year to date (no figures)",
    ]


@pytest.mark.parametrize(
    ("asked", "option"),
    [
        ({"report": "summary"}, "summary"),
        ({"report": "measure:1.1"}, "measure:1.1"),
        ({"report": "full", "extras": ["year-to-date", "quarter"]}, "full+quarter+year-to-date"),
        ({"report": "summary", "extras": ["quarter"]}, "summary"),
    ],
)
def test_a_report_is_queued_once_and_its_page_shows_how_far_it_is(asked: dict[str, Any], option: str) -> None:
    edition, client = published()
    answer = ask(client, edition, **asked)
    made = Rendering.objects.get(option=option)
    assert answer["Location"] == reverse("reports:rendering", args=[made.pk])
    assert ask(client, edition, **asked)["Location"] == answer["Location"]
    assert Rendering.objects.filter(option=option).count() == 1
    assert "waiting for its turn" in client.get(answer["Location"]).content.decode().lower()


def test_a_finished_report_is_downloaded_from_the_page_under_a_name_of_its_own() -> None:
    edition, client = published()
    ask(client, edition, report="summary")
    made = Rendering.objects.get(option="summary")
    assert render(made.pk)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert reverse("reports:download", args=[made.pk]) in page
    file = client.get(reverse("reports:download", args=[made.pk]))
    assert file.content.startswith(b"%PDF-")
    assert file["Content-Disposition"].endswith('2023-11-edition-1-summary.pdf"')
    ask(client, edition, report="summary")
    assert not render(made.pk)


@pytest.mark.parametrize(
    "asked", [{"report": "measure:9.9"}, {"report": "section:nowhere"}, {"extras": ["everything"]}]
)
def test_a_report_that_the_edition_does_not_have_is_refused_with_a_sentence(asked: dict[str, Any]) -> None:
    edition, client = published()
    before = Rendering.objects.count()
    answer = ask(client, edition, **asked)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert Rendering.objects.count() == before


def test_a_workbook_is_made_whole_whatever_is_asked_for() -> None:
    edition, client = published()
    ask(client, edition, format="xlsx", report="measure:1.0")
    assert set(Rendering.objects.filter(format=Format.WORKBOOK).values_list("option", flat=True)) == {FULL}
    with pytest.raises(Refused, match="The workbook is made whole"):
        queue_rendering(edition=edition, format=Format.WORKBOOK, option="summary", by=None)


def test_the_public_edition_has_the_same_reports() -> None:
    edition, client = published()
    public = Edition.objects.get(period=edition.period, audience=Audience.PUBLIC)
    ask(client, public, report="summary")
    assert Rendering.objects.get(option="summary").edition == public
