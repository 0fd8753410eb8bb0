"""What happened, on the page and as a file: who, what, when, from, to, why; filtered; nobody else's."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from measures.actions.approvals import send_back
from measures.actions.drafts import comment
from measures.actions.inputs import set_baseline, set_benchmark, set_population, set_target
from measures.actions.outcome import record
from measures.choices import Comparator, SubmissionState, TargetKind
from measures.models import Event
from measures.sheets import history
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]
SUBMISSION = reverse("measures:submission_history", args=[SLUG, NOVEMBER, "1.1"])
MEASURE = reverse("measures:measure_history", args=[SLUG, "1.1"])
AUDIT = reverse("measures:audit", args=[SLUG])
FORMULA = "=HYPERLINK(1)"


def texts(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def worked(found: Council) -> Council:
    """November's 1.1 returned by its director today and commented on; 2.1 commented on ten days ago."""
    slot = found.put(SubmissionState.SUBMITTED)
    send_back(submission=slot, version=slot.version, reason=FORMULA, by=found.people["director"])
    comment(submission=found.submission(), text="I ask them.", by=found.people["owner"])
    ago = timezone.now() - dt.timedelta(days=10)
    comment(submission=found.submission("2.1"), text="Otto’s.", by=found.people["other owner"], now=ago)
    return found


def test_each_line_says_who_what_from_to_and_why(worked: Council, signed_in: SignedIn) -> None:
    page = texts(signed_in("owner").get(SUBMISSION))
    for part in ("Dora Director", "Returned", "Submitted → returned", "=HYPERLINK(1)", "Olive Owner", "Commented"):
        assert part in page


def test_a_signature_does_not_say_that_it_published(found: Council, signed_in: SignedIn) -> None:
    slot = found.put(SubmissionState.APPROVED)
    record(
        "publish",
        by=found.people["team"],
        now=timezone.now(),
        submission=slot,
        from_state="approved",
        to_state="published",
    )
    page = texts(signed_in("team").get(SUBMISSION))
    assert "Signed with the month" in page
    assert "Approved → signed" in page
    assert "→ published" not in page


@pytest.mark.parametrize("address", [SUBMISSION, MEASURE, AUDIT])
def test_it_is_filtered_by_who_what_and_day(worked: Council, signed_in: SignedIn, address: str) -> None:
    team, director = signed_in("team"), str(worked.people["director"].pk)
    body = 'class="app-nowrap"'
    whole = texts(team.get(address)).count(body)
    assert whole >= 2
    assert texts(team.get(address, {"who": director})).count(body) == 1
    assert texts(team.get(address, {"what": "send_back"})).count(body) == 1
    tomorrow = f"{timezone.localdate() + dt.timedelta(days=1):%d/%m/%Y}"
    assert texts(team.get(address, {"since": tomorrow})).count(body) == 0
    assert texts(team.get(address, {"until": tomorrow})).count(body) == whole


def test_the_audit_finds_one_measure(worked: Council, signed_in: SignedIn) -> None:
    page = texts(signed_in("team").get(AUDIT, {"ref": "2.1"}))
    assert "2.1, November 2023" in page
    assert "1.1, November 2023" not in page


@pytest.mark.parametrize("wrong", [{"since": "31/31/2023"}, {"who": "somebody"}, {"what": "dance"}])
def test_a_filter_that_can_not_be_read_is_said(worked: Council, signed_in: SignedIn, wrong: dict[str, str]) -> None:
    team = signed_in("team")
    for form in ({}, {"form": "csv"}):
        response = team.get(AUDIT, {**wrong, **form})
        assert response.status_code == 422
        assert "There is a problem" in texts(response)


def test_the_csv_runs_nothing(worked: Council, signed_in: SignedIn) -> None:
    response = signed_in("owner").get(SUBMISSION, {"form": "csv"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("When,Who,In whose place,What,Measure")
    assert f",'{FORMULA}," in lines[2]
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


def test_the_workbook_holds_the_filtered_lines_as_text(worked: Council, signed_in: SignedIn) -> None:
    response = signed_in("team").get(AUDIT, {"form": "xlsx", "what": "send_back"})
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert FORMULA in rows[1]
    assert all(cell.data_type == "s" for cell in sheet[2] if cell.value)


def test_whoever_is_given_a_role_is_named_and_is_nobody_in_whose_place_it_was_given(
    found: Council, signed_in: SignedIn
) -> None:
    named = {"by": found.people["administrator"], "now": timezone.now(), "scorecard": found.scorecard}
    record("give_role", done_for=found.people["deputy"], **named)
    record("close_period", done_for=found.people["owner"], **named)
    page = texts(signed_in("team").get(AUDIT))
    assert re.search(r"Gave a role<br>[^<]*<span[^>]*>Dev Deputy<", page)
    assert page.count("in the place of") == page.count("in the place of Olive Owner") == 1
    file = signed_in("team").get(AUDIT, {"form": "xlsx"})
    heads, *rows = load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows(values_only=True)
    who, whom = heads.index("In whose place"), heads.index("Person concerned")
    assert [(row[who], row[whom]) for row in rows] == [("Olive Owner", None), (None, "Dev Deputy")]


def test_no_other_form_is_offered(worked: Council, signed_in: SignedIn) -> None:
    assert signed_in("team").get(AUDIT, {"form": "pdf"}).status_code == 404


def test_what_is_too_much_for_one_file_is_asked_for_in_parts(
    worked: Council, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("measures.views.history.MOST", 1)
    assert history.MOST > 1
    response = signed_in("team").get(AUDIT, {"form": "csv"})
    assert response.status_code == 422
    assert "take them away in parts" in texts(response)


def test_a_measure_s_history_holds_only_the_months_that_the_person_may_see(
    worked: Council, signed_in: SignedIn
) -> None:
    assert signed_in("other owner").get(MEASURE).status_code == 404
    page = texts(signed_in("owner").get(MEASURE))
    assert "Otto" not in page


def test_a_long_history_comes_in_pages(worked: Council, signed_in: SignedIn) -> None:
    slot = worked.submission()
    Event.objects.bulk_create(
        Event(what="comment", by=worked.people["owner"], submission=slot, measure=slot.measure, period=slot.period)
        for _ in range(120)
    )
    team = signed_in("team")
    assert texts(team.get(MEASURE)).count('class="app-nowrap"') == 50
    assert texts(team.get(MEASURE, {"page": "2"})).count('class="app-nowrap"') == 50


@pytest.fixture
def valued(found: Council) -> Council:
    """The council, whose target, comparator and population of 1.1's scorecard were set and set again."""
    team, measure = found.people["team"], found.visits.measure
    for figure, profile in ((Decimal(85), {}), (Decimal(90), {dt.date(2024, 3, 1): Decimal(90)})):
        kind = TargetKind.PROFILE if profile else TargetKind.FIGURE
        set_target(measure=measure, year=2025, kind=kind, figure=figure, profile=profile, why="Agreed.", by=team)
        set_baseline(measure=measure, year=2025, figure=figure - 10, missing=None, by=team)
        set_benchmark(
            measure=measure, comparator=Comparator.NATIONAL, area="England", period="2022/23", figure=figure,
            missing=None, source="DfE", by=team,
        )  # fmt: skip
        set_population(
            scorecard=found.scorecard, area="Ashby", age_band="0-17", year="2022", figure=figure * 1000, source="ONS",
            holds_from=dt.date(2023, 4, 1), by=team,
        )  # fmt: skip
    return found


FROM_TO = {
    "set_target": ("85%", "90%, by month (Mar 2024 90%)", "2025/26"),
    "set_baseline": ("75%", "80%", "2025/26"),
    "set_benchmark": ("85%", "90%", "National, England, 2022/23"),
    "set_population": ("85,000, Ashby, 2022 (ONS)", "90,000, Ashby, 2022 (ONS)", "ages 0-17, months from April 2023"),
}


@pytest.mark.parametrize("what", FROM_TO)
def test_what_was_set_says_from_what_to_what_and_for_when_on_the_page_and_in_the_file(
    valued: Council, signed_in: SignedIn, what: str
) -> None:
    was, now, holds = FROM_TO[what]
    team = signed_in("team")
    page = texts(team.get(AUDIT, {"what": what}))
    assert f"{was} → {now}" in page
    assert f"Nothing → {was}" in page
    assert f"for {holds}" in page
    file = team.get(AUDIT, {"what": what, "form": "xlsx"})
    heads, newest = list(load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows(values_only=True))[:2]
    line = dict(zip(heads, newest, strict=True))
    assert (line["From"], line["To"], line["Holds for"]) == (was, now, holds)


def test_the_measure_s_own_page_says_it_too(valued: Council, signed_in: SignedIn) -> None:
    page = texts(signed_in("team").get(reverse("measures:measure", args=[SLUG, "1.1"])))
    assert "From 85% to 90%, by month (Mar 2024 90%), for 2025/26. Agreed." in page
    assert "From 85% to 90%, for National, England, 2022/23." in page


def test_a_line_that_does_not_hold_the_values_says_so(found: Council, signed_in: SignedIn) -> None:
    about = {"scorecard": found.scorecard, "measure": found.visits.measure, "by": found.people["team"]}
    Event.objects.create(what="set_baseline", details={"year": 2023}, **about)
    team = signed_in("team")
    assert "Not recorded with this line" in texts(team.get(MEASURE, {"what": "set_baseline"}))
    page = texts(team.get(reverse("measures:measure", args=[SLUG, "1.1"])))
    assert "From and to were not recorded with this line, for 2023/24." in page
