"""The scorecard and a measure as they were known on a day, on their pages."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from measures.actions.approvals import approve, send_back
from measures.choices import SubmissionState
from measures.models import Event, MeasureDefinition, Period, Revision, Submission, Target
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]
SCORECARD = reverse("measures:scorecard_as_known", args=[SLUG, NOVEMBER])
MEASURE = reverse("measures:measure_as_known", args=[SLUG, "1.1"])
DAY = dt.datetime(2023, 12, 4, 9, tzinfo=dt.UTC)


def texts(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def worked(found: Council) -> Council:
    """1.1 submitted with 79% on 4 December 2023 and approved on the 6th."""
    long_ago = dt.datetime(2020, 4, 1, tzinfo=dt.UTC)
    MeasureDefinition.objects.update(recorded_at=long_ago)
    Target.objects.update(recorded_at=long_ago)
    slot = found.put(SubmissionState.SUBMITTED)
    Event.objects.create(what="submit", submission=slot, revision=slot.submitted_revision, to_state="submitted", at=DAY)
    approve(submission=slot, version=slot.version, by=found.people["director"], now=DAY + dt.timedelta(days=2))
    return found


def row_of(page: str, ref: str) -> str:
    return page[page.index(f"{ref} %") :].split("</tr>", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("on", "state"), [("4/12/2023", "Submitted"), ("5/12/2023", "Submitted"), ("6/12/2023", "Approved")]
)
def test_the_scorecard_shows_the_figure_and_the_stage_of_that_day(
    worked: Council, signed_in: SignedIn, on: str, state: str
) -> None:
    page = texts(signed_in("owner").get(SCORECARD, {"on": on}))
    assert "79%" in row_of(page, "1.1")
    assert state in row_of(page, "1.1")


def test_the_day_before_nothing_was_known_of_it(worked: Council, signed_in: SignedIn) -> None:
    row = row_of(texts(signed_in("owner").get(SCORECARD, {"on": "3/12/2023"})), "1.1")
    assert "Not started" in row
    assert row.count("79%") == 1, "only what is known now"


def test_whoever_does_not_hold_the_measure_sees_only_what_had_been_published(
    worked: Council, signed_in: SignedIn
) -> None:
    page = texts(signed_in("other owner").get(SCORECARD, {"on": "6/12/2023"}))
    assert "79%" not in page
    assert "Approved" not in page
    assert "79%" not in texts(signed_in("other owner").get(MEASURE, {"on": "6/12/2023"}))


@pytest.mark.parametrize("address", [SCORECARD, MEASURE])
def test_a_returned_figure_was_known_with_its_stage_to_those_who_see_it_in_every_state(
    worked: Council, signed_in: SignedIn, address: str
) -> None:
    slot = worked.submission()
    later = DAY + dt.timedelta(days=3)
    send_back(submission=slot, version=slot.version, reason="?", by=worked.people["director"], now=later)
    page = texts(signed_in("owner").get(address, {"on": "7/12/2023"}))
    row = row_of(page, "1.1") if address == SCORECARD else page.split('scope="row">November 2023')[1].split("</tr>")[0]
    assert "79%" in row.split("<td")[1], "the figure of then, not of now"
    assert "Returned" in row
    hidden = texts(signed_in("other owner").get(address, {"on": "7/12/2023"}))
    assert "79%" not in hidden
    assert "Returned" not in hidden


@pytest.mark.parametrize("address", [SCORECARD, MEASURE])
def test_both_pages_say_that_drafts_are_not_kept(worked: Council, signed_in: SignedIn, address: str) -> None:
    page = texts(signed_in("owner").get(address, {"on": "7/12/2023"}))
    assert "What was typed as a draft and not submitted is not kept" in page


def test_a_measure_for_context_has_no_target_to_be_confirmed(worked: Council, signed_in: SignedIn) -> None:
    Target.objects.filter(measure=worked.visits.measure).update(kind="to be confirmed", figure=None)
    MeasureDefinition.objects.filter(measure=worked.visits.measure).update(aim="context")
    owner = signed_in("owner")
    row = row_of(texts(owner.get(SCORECARD, {"on": "6/12/2023"})), "1.1")
    assert "no target" in row
    for page in (row, texts(owner.get(MEASURE, {"on": "6/12/2023"}))):
        assert "TBC" not in page


def test_a_measure_shows_each_month_as_it_was_known_beside_what_is_known_now(
    worked: Council, signed_in: SignedIn
) -> None:
    october = worked.submission(month=Period.objects.get(pk=worked.october.pk).month)
    later = Revision.objects.create(
        submission=october, number=2, value=82, said="82%", revised=True, source="loaded", made_at=DAY
    )
    Submission.objects.filter(pk=october.pk).update(published_revision=later)
    Event.objects.create(what="publish_revision", submission=october, revision=later, at=DAY)
    owner = signed_in("owner")
    before = texts(owner.get(MEASURE, {"on": "1/12/2023"}))
    assert "80%" in before
    assert "82%" in before
    after = texts(owner.get(MEASURE, {"on": "4/12/2023"}))
    assert "80%" not in after


@pytest.mark.parametrize("address", [SCORECARD, MEASURE])
@pytest.mark.parametrize(
    ("on", "sentence"), [("soon", "must be a real date"), ("", "Enter a date"), ("1/1/2100", "today or earlier")]
)
def test_a_day_that_can_not_be_is_refused_with_a_sentence(
    worked: Council, signed_in: SignedIn, address: str, on: str, sentence: str
) -> None:
    response = signed_in("owner").get(address, {"on": on})
    assert response.status_code == 422
    assert sentence in texts(response)


@pytest.mark.parametrize("address", [SCORECARD, MEASURE])
def test_both_say_how_it_was_rated_by_what_was_known_and_what_was_said(
    worked: Council, signed_in: SignedIn, address: str
) -> None:
    speaks(worked)
    owner, other = signed_in("owner"), signed_in("other owner")
    page = texts(owner.get(address, {"on": "5/12/2023"}))
    row = row_of(page, "1.1") if address == SCORECARD else page.split('scope="row">November 2023')[1].split("</tr>")[0]
    for part in ("Green", "90%", "Visits were made.", "Two new workers.", "Nothing more."):
        assert part in row
    hidden = texts(other.get(address, {"on": "5/12/2023"}))
    assert "Visits were made." not in hidden


@pytest.mark.parametrize("address", [SCORECARD, MEASURE])
def test_both_are_taken_away_as_csv_and_as_a_workbook_with_the_commentary_in_full(
    worked: Council, signed_in: SignedIn, address: str
) -> None:
    speaks(worked)
    owner = signed_in("owner")
    for link in ("form=csv", "form=xlsx"):
        assert link in texts(owner.get(address, {"on": "5/12/2023"}))
    answer = owner.get(address, {"on": "2023-12-05", "form": "csv"})
    assert "-as-known-2023-12-05.csv" in answer["Content-Disposition"]
    lines = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    line = next(line for line in lines if (line["Measure"], line["Month"]) == ("1.1", "2023-11"))
    expected = {
        "As it was known on": "2023-12-05", "Figure then": "91%", "Status": "Green", "Stage then": "submitted",
        "What happened": "Visits were made.", "Why it happened": "Two new workers.", "Figure now": "79%",
        "What is being done": "Nothing more.", "Target": "90%",
    }  # fmt: skip
    assert {name: line[name] for name in expected} == expected
    book = owner.get(address, {"on": "2023-12-05", "form": "xlsx"})
    cells = [cell for row in load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True) for cell in row]
    assert "Visits were made." in cells
    assert owner.get(address, {"on": "2023-12-05", "form": "pdf"}).status_code == 404


@pytest.mark.parametrize("address", [SCORECARD, MEASURE])
def test_the_file_holds_no_more_than_the_page_shows(worked: Council, signed_in: SignedIn, address: str) -> None:
    speaks(worked)
    file = texts(signed_in("other owner").get(address, {"on": "5/12/2023", "form": "csv"}))
    for hidden in ("Visits were made.", "91%", "79%", "submitted"):
        assert hidden not in file


def speaks(found: Council) -> None:
    """Have another figure of November's 1.1 submitted first of all, with its commentary."""
    slot = found.submission()
    revision = Revision.objects.create(
        submission=slot, number=7, value=91, said="91%", source="entered", made_at=DAY, places=0, percent_sign=True,
        happening="Visits were made.", why="Two new workers.", doing="Nothing more.",
    )  # fmt: skip
    later = DAY + dt.timedelta(hours=1)
    Event.objects.create(what="submit", submission=slot, revision=revision, to_state="submitted", at=later)


def test_before_anything_was_recorded_the_page_says_so(worked: Council, signed_in: SignedIn) -> None:
    assert "Nothing was known yet" in texts(signed_in("owner").get(SCORECARD, {"on": "1/1/2019"}))
    assert "was not known yet" in texts(signed_in("owner").get(MEASURE, {"on": "1/1/2019"}))


def test_without_a_day_it_is_today_s(worked: Council, signed_in: SignedIn) -> None:
    assert f"{timezone.localdate():%-d %B %Y}" in texts(signed_in("owner").get(SCORECARD))
