"""All of my measures in one workbook: downloaded, filled in, seen, saved."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.choices import RoleName, SubmissionState
from measures.models import Event, Revision, Upload
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]
MONTH = [SLUG, "2023-11"]
WORKBOOK = reverse("measures:own_workbook", args=MONTH)
UPLOAD = reverse("measures:own_upload", args=MONTH)


def texts(response: Any) -> str:
    return str(response.content.decode())


def workbook_of(client: Client) -> Any:
    return openpyxl.load_workbook(io.BytesIO(client.get(WORKBOOK).content))


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
