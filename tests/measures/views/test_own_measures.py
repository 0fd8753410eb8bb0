"""All of my measures in one workbook: downloaded, filled in, seen, saved."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.actions.approvals import send_back
from measures.actions.drafts import submit
from measures.choices import RoleName, Rule, Severity, SubmissionState
from measures.models import Event, Finding, Part, Revision, Submission, Upload
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]
MONTH = [SLUG, "2023-11"]
WORKBOOK = reverse("measures:own_workbook", args=MONTH)
UPLOAD = reverse("measures:own_upload", args=MONTH)


def texts(response: Any) -> str:
    return str(response.content.decode())


def workbook_of(client: Client) -> Any:
    answer = client.get(WORKBOOK)
    assert "no-store" in answer["Cache-Control"]  # drafts are kept by no browser
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def fill_in(workbook: Any, line: int = 2, **cells: str) -> bytes:
    """Return the workbook with cells of a row filled in, by their headings."""
    sheet = workbook.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[1]}
    for name, text in cells.items():
        sheet.cell(row=line, column=headings[name.replace("_", " ")]).value = text
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def send(client: Client, content: bytes, name: str = "mine.xlsx") -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def with_everything(found: Council) -> None:
    """Give 1.1 a draft with a day, two parts and a finding that somebody has begun to explain."""
    north = {"kind": "locality", "name": "North", "value": "", "numerator": "40", "denominator": "50"}
    south = {"kind": "locality", "name": "South", "value": "75%", "numerator": "", "denominator": ""}
    draft = found.put(SubmissionState.DRAFT)
    Submission.objects.filter(pk=draft.pk).update(
        draft_taken_on=dt.date(2023, 12, 4),
        draft_parts=[{**north, "additive": "yes"}, {**south, "additive": ""}],
        draft_explanations={"It fell by 20 points.": "A team moved."},
    )
    Finding.objects.create(
        submission=draft, rule=Rule.UNUSUAL, severity=Severity.WARNING, message="It fell by 20 points."
    )


def test_the_workbook_has_my_measures_with_last_month_and_my_draft(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.DRAFT, draft_happening="Visits took longer.")
    headings, *rows = workbook_of(signed_in("owner")).worksheets[0].iter_rows(values_only=True)
    row = dict(zip(headings, rows[0], strict=True))
    assert len(rows) == 1
    assert (row["ref"], row["month"], row["measure"]) == ("1.1", "Nov-23", "% of visits in time")
    assert (row["last month"], row["figure"], row["what is happening"]) == ("80%", "79%", "Visits took longer.")


def test_the_workbook_sent_back_untouched_changes_nothing(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.DRAFT, draft_happening="Visits took\nlonger.")
    owner = signed_in("owner")
    response = send(owner, owner.get(WORKBOOK).content)
    assert "Nothing would change" in texts(owner.get(response.url))


def test_before_it_is_saved_a_workbook_says_what_the_figure_s_page_would(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    page = texts(owner.get(send(owner, fill_in(workbook_of(owner), figure="0.46")).url))
    assert "printed 0%" in page
    assert "<strong>To explain:</strong> 0.46% has 2 decimals" in page
    waiting = send(owner, fill_in(workbook_of(owner), numerator="600", denominator="523")).url
    said = "600 is more than the 523 that it is out of."
    assert f"<strong>Can not be submitted:</strong> {said}" in texts(owner.get(waiting))
    after = texts(owner.post(waiting, follow=True))
    assert "Saved as drafts: 1.1." in after
    assert f"1.1 can not be submitted as it is. {said}" in after


def test_extract_date_parts_and_explanations_are_in_the_workbook_and_untouched_they_change_nothing(
    found: Council, signed_in: SignedIn
) -> None:
    with_everything(found)
    owner = signed_in("owner")
    headings, *rows = workbook_of(owner).worksheets[0].iter_rows(values_only=True)
    whole, north, south, explained = (dict(zip(headings, row, strict=True)) for row in rows)
    assert whole["extract date"] == "2023-12-04"
    assert (north["breakdown"], north["part"], north["numerator"], north["additive"]) == (
        "locality", "North", "40", "yes",
    )  # fmt: skip
    assert (south["part"], south["figure"]) == ("South", "75%")
    assert (explained["finding"], explained["explanation"]) == ("It fell by 20 points.", "A team moved.")
    assert "Nothing would change" in texts(owner.get(send(owner, owner.get(WORKBOOK).content).url))


def test_extract_date_parts_and_explanations_that_are_filled_in_are_shown_line_by_line_and_saved(
    found: Council, signed_in: SignedIn
) -> None:
    with_everything(found)
    owner = signed_in("owner")
    workbook = workbook_of(owner)
    fill_in(workbook, 2, extract_date="05/12/2023")
    fill_in(workbook, 3, numerator="41")
    fill_in(workbook, 4, part="West")
    waiting = send(owner, fill_in(workbook, 5, explanation="Two teams moved.")).url
    page = texts(owner.get(waiting))
    for said in (
        "Extract date: 5 December 2023, it was 4 December 2023.",
        "North (locality): 41 of 50, adds up to the whole, it was 40 of 50, adds up to the whole.",
        "South (locality): nothing, it was 75%.",
        "West (locality): 75%, it was nothing.",
        "Explanation of “It fell by 20 points.”: Two teams moved.",
    ):
        assert f"<li>{said}</li>" in page
    owner.post(waiting)
    saved = found.submission()
    assert (saved.draft_figure, saved.draft_taken_on) == ("79%", dt.date(2023, 12, 5))
    assert [(part["name"], part["numerator"]) for part in saved.draft_parts] == [("North", "41"), ("West", "")]
    assert saved.draft_explanations == {"It fell by 20 points.": "Two teams moved."}


def test_last_months_parts_are_rows_to_be_filled_in_and_untouched_they_are_no_parts(
    found: Council, signed_in: SignedIn
) -> None:
    october = Revision.objects.get(submission__definition=found.visits, submission__period=found.october)
    for name in ("North", "South"):
        Part.objects.create(revision=october, kind="locality", name=name, value=80, additive=True)
    owner = signed_in("owner")
    workbook = workbook_of(owner)
    headings, _, *rows = workbook.worksheets[0].iter_rows(values_only=True)
    parts = [dict(zip(headings, row, strict=True)) for row in rows]
    named = [(part["breakdown"], part["part"], part["figure"], part["additive"]) for part in parts]
    assert named == [("locality", "North", None, "yes"), ("locality", "South", None, "yes")]
    assert "Nothing would change" in texts(owner.get(send(owner, owner.get(WORKBOOK).content).url))
    owner.post(send(owner, fill_in(workbook, 4, numerator="40", denominator="50")).url)
    (part,) = found.submission().draft_parts
    assert (part["name"], part["numerator"], part["additive"]) == ("South", "40", "yes")


def test_a_figure_that_was_returned_and_is_as_it_was_is_named_before_anything_is_saved(
    found: Council, signed_in: SignedIn
) -> None:
    draft, owner = found.put(SubmissionState.DRAFT, draft_happening="Visits fell."), signed_in("owner")
    sent = submit(submission=draft, version=draft.version, by=found.people["owner"])
    send_back(submission=sent, version=sent.version, reason="Which schools?", by=found.people["director"])
    workbook = workbook_of(owner)
    said = "1.1 % of visits in time: Nothing has changed since Dora Director returned this on"
    page = texts(owner.get(send(owner, fill_in(workbook)).url))
    assert said in page
    assert "Nothing would change" in page
    assert said not in texts(owner.get(send(owner, fill_in(workbook, why="Two schools closed.")).url))


def test_a_day_to_come_and_a_part_without_its_breakdown_are_refused_where_they_stand(
    found: Council, signed_in: SignedIn
) -> None:
    with_everything(found)
    owner = signed_in("owner")
    workbook = workbook_of(owner)
    fill_in(workbook, 2, extract_date="2199-01-01")
    page = texts(send(owner, fill_in(workbook, 3, breakdown="", additive="perhaps")))
    assert "“2199-01-01” is still to come." in page
    assert "A part needs both what the figure is broken down by and the part’s name." in page
    assert "“perhaps” is neither yes nor no." in page


def test_what_is_filled_in_is_shown_and_then_saved_with_one_event_for_each_figure(
    found: Council, signed_in: SignedIn
) -> None:
    RoleFactory.create(person=found.people["owner"], role=RoleName.OWNER.value, measure=found.placements.measure)
    owner = signed_in("owner")
    workbook = workbook_of(owner)
    fill_in(workbook, 2, numerator="78", denominator="100", what_is_happening="Fewer visits.")
    content = fill_in(workbook, 3, figure="93%")
    waiting = send(owner, content).url
    page = texts(owner.get(waiting))
    assert "78 of 100" in page
    assert "what is happening" in page
    assert not Event.objects.exists()
    saved = texts(owner.post(waiting, follow=True))
    assert "Saved as drafts: 1.1, 2.1." in saved
    visits, placements = found.submission(), found.submission("2.1")
    assert (visits.draft_numerator, visits.draft_denominator, visits.draft_happening) == ("78", "100", "Fewer visits.")
    assert (visits.state, visits.draft_by) == (SubmissionState.DRAFT, found.people["owner"])
    assert placements.draft_figure == "93%"
    assert [event.what for event in Event.objects.all()] == ["save", "save"]
    assert not Revision.objects.filter(submission__period__month=NOVEMBER).exists()


def test_a_row_in_which_nothing_is_filled_in_leaves_the_draft_as_it_is(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    content = owner.get(WORKBOOK).content
    found.put(SubmissionState.DRAFT)
    assert "Nothing would change" in texts(owner.get(send(owner, content).url))


def test_what_somebody_changed_meanwhile_is_left_and_said(found: Council, signed_in: SignedIn) -> None:
    owner, deputy = signed_in("owner"), signed_in("deputy")
    waiting = send(owner, fill_in(workbook_of(owner), figure="78%")).url
    other = send(deputy, fill_in(workbook_of(deputy), figure="81%")).url
    deputy.post(other)
    page = texts(owner.post(waiting, follow=True))
    assert "Dev Deputy saved a draft of 1.1 since you opened it." in page
    assert found.submission().draft_figure == "81%"


def test_only_my_own_measures_can_be_filled_in(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    response = send(owner, fill_in(workbook_of(owner), ref="2.1", figure="50%"))
    assert response.status_code == 422
    assert "You do not enter a measure with the reference “2.1”." in texts(response)
    unknown = send(owner, fill_in(workbook_of(owner), ref="99.9", figure="50%"))
    assert "You do not enter a measure with the reference “99.9”." in texts(unknown)
    assert not Upload.objects.exists()


def test_every_problem_is_named_with_line_and_column(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    response = send(owner, fill_in(workbook_of(owner), figure="1.2.3", numerator="-4", month="Dec-23"))
    assert response.status_code == 422
    page = texts(response)
    assert page.count("Line 2, column") == 3
    assert "The workbook is for November 2023." in page


@pytest.mark.parametrize("state", [SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.LEFT_OUT])
def test_what_can_not_be_changed_is_not_in_the_workbook(
    found: Council, signed_in: SignedIn, state: SubmissionState
) -> None:
    found.put(state)
    assert signed_in("owner").get(WORKBOOK).status_code == 404


def test_a_file_sent_by_somebody_else_is_not_there(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    waiting = send(owner, fill_in(workbook_of(owner), figure="78%")).url
    assert signed_in("deputy").get(waiting).status_code == 410
    assert signed_in("deputy").post(waiting).status_code == 409


def test_a_text_that_is_too_long_is_refused(found: Council, signed_in: SignedIn) -> None:
    rows = f"ref,month,figure,why,source\n1.1,Nov-23,78%,{'x' * 5001},{'x' * 301}\n"
    response = send(signed_in("owner"), rows.encode(), "mine.csv")
    assert response.status_code == 422
    assert "The text is too long: at most 5000 characters." in texts(response)
    assert "The text is too long: at most 300 characters." in texts(response)
