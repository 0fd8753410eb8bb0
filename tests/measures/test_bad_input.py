"""What people and machines type wrongly: read with its meaning or refused with its sentence, whichever way it comes in.

The table is tried through the page, the API, an extract, a holder's workbook and the scorecard's own layout.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.choices import Severity, SubmissionState
from measures.models import Finding, Load, Revision
from measures.series import read_draft
from measures.sheets.problems import SheetRefused
from measures.sheets.scorecard import read_scorecard
from tests.factories.accounts import browser_of
from tests.factories.council import SLUG, Council
from tests.factories.sheets import as_csv, line_of, sample_catalogue, with_cell

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Typed:
    """What was typed for a percentage of children."""

    figure: str = ""
    numerator: str = ""
    denominator: str = ""


Outcome = tuple[str, ...] | tuple[Decimal | None, Decimal | None, Decimal | None]
"""The sentences of a refusal, or the figure, numerator and denominator that were read."""

LONG = "9" * 10_000
NUMBER = "Enter a number, such as 79% or 17.1, or NA where it is not available: you entered “{}”."
PLAIN = "Enter the figure with the plain digits 0 to 9: you entered “{}”."
SIGNED = "Enter a figure of zero or more, without a sign: you entered “{}”."
EXPONENT = "Enter the number in full, without an exponent: you entered “{}”."
POINTS = "Enter a number with one decimal point: you entered “{}”."
BOTH = "There is a {}, and a reason for having none (“{}”). Leave one of the two out."
TOO_LONG = "The figure is too long: it has 10000 characters. Enter a number such as 79% or 17.1."

UNREADABLE = {
    "NaN": NUMBER,
    "nan": NUMBER,
    "Infinity": NUMBER,
    "inf": NUMBER,
    "-inf": NUMBER,
    "1e400": EXPONENT,
    "-5": SIGNED,
    "\N{MINUS SIGN}5": SIGNED,
    "\uff11\uff12": PLAIN,
    "1.2.3": POINTS,
    "12,34": "Put commas between groups of three digits, as in 1,234, or none: you entered “{}”.",
    "seventy": NUMBER,
    "=1+1": NUMBER,
    LONG: TOO_LONG,
}
"""Text that is no figure and no count, and the sentence that says so."""

READ: dict[Typed, Outcome] = {
    Typed("12 %"): (Decimal(12), None, None),
    Typed(" 12% "): (Decimal(12), None, None),
    Typed("0%"): (Decimal(0), None, None),
    Typed("", "1,234", "2,468"): (None, Decimal(1234), Decimal(2468)),
    Typed("100.5%"): ("100.5% is more than 100%.",),
    Typed("", "5", "0"): ("5 out of 0 has no figure: one of the two counts is wrong.",),
    Typed("", "6", "5"): ("6 is more than the 5 that it is out of.",),
    Typed("NA", "5", "10"): (BOTH.format("count", "not available"),),
    Typed("z", "", "10"): (BOTH.format("count", "not applicable"),),
}
"""Text that is read, and what it means or why it can not be."""

CASES = [
    *((Typed(figure=text), (sentence.format(text),)) for text, sentence in UNREADABLE.items()),
    *((Typed("", text, "100"), (sentence.format(text),)) for text, sentence in UNREADABLE.items()),
    *((Typed("", "10", text), (sentence.format(text),)) for text, sentence in UNREADABLE.items()),
    (Typed("", "10.5", "100"), ("Enter a whole number: “10.5” has decimals, and people are counted whole.",)),
    *READ.items(),
]


def read_or_found(found: Council) -> Outcome:
    """Return what the draft of 1.1 says, or the errors that the checks have found in it."""
    submission = found.submission()
    errors = Finding.objects.open().filter(submission=submission, severity=Severity.ERROR)
    if errors:
        return tuple(error.message for error in errors)
    draft = read_draft(submission)
    assert not draft.problems
    return draft.value, draft.numerator, draft.denominator


def by_page(found: Council, client: Client, typed: Typed) -> Outcome:
    response = client.post(
        reverse("measures:entry", args=[SLUG, "2023-11", "1.1"]),
        {**typed.__dict__, "happening": "Said.", "why": "Said.", "doing": "Said.", "do": "submit",
         "version": str(found.submission().version)},
    )  # fmt: skip
    if response.status_code == 302:
        revision = found.submission().submitted_revision
        assert revision is not None
        return revision.value, revision.numerator, revision.denominator
    assert response.status_code == 422
    return tuple(sentence for sentences in response.context["form"].errors.values() for sentence in sentences)


def by_api(found: Council, client: Client, typed: Typed) -> Outcome:
    response = client.post(
        reverse("api:submit", args=[SLUG, "2023-11", "1.1"]),
        {"value": typed.figure, "numerator": typed.numerator, "denominator": typed.denominator,
         "happening": "Said.", "why": "Said.", "doing": "Said.", "version": found.submission().version},
        content_type="application/json",
    )  # fmt: skip
    if response.status_code == 200:
        revision = found.submission().submitted_revision
        assert revision is not None
        return revision.value, revision.numerator, revision.denominator
    assert response.status_code == 422
    return tuple(response.json()["errors"])


def by_extract(found: Council, client: Client, typed: Typed) -> Outcome:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(
        [["ref", "month", "value", "numerator", "denominator"], ["1.1", "Nov-23", *typed.__dict__.values()]]
    )
    upload = SimpleUploadedFile("extract.csv", file.getvalue().encode())
    response = client.post(reverse("measures:load", args=[SLUG]), {"kind": "monthly extract", "file": upload})
    return applied(found, client, response)


def by_workbook(found: Council, client: Client, typed: Typed) -> Outcome:
    month = [SLUG, "2023-11"]
    workbook = openpyxl.load_workbook(io.BytesIO(client.get(reverse("measures:own_workbook", args=month)).content))
    sheet = workbook.worksheets[0]
    for cell in sheet[1]:
        if cell.value in typed.__dict__:
            below = sheet.cell(row=2, column=cell.column)
            below.value = typed.__dict__[cell.value]
            below.data_type = "s"
    content = io.BytesIO()
    workbook.save(content)
    upload = SimpleUploadedFile("mine.xlsx", content.getvalue())
    return applied(found, client, client.post(reverse("measures:own_upload", args=month), {"file": upload}))


def applied(found: Council, client: Client, response: Any) -> Outcome:
    """Apply what a file would change, or return the sentences of its refusal."""
    if response.status_code == 422:
        return tuple(problem.message for problem in response.context["refused"].problems)
    assert client.post(response.url).status_code == 302
    return read_or_found(found)


WAYS: dict[str, tuple[Callable[[Council, Client, Typed], Outcome], str]] = {
    "page": (by_page, "owner"),
    "api": (by_api, "owner"),
    "extract": (by_extract, "team"),
    "workbook": (by_workbook, "owner"),
}


@pytest.mark.parametrize(("typed", "expected"), CASES, ids=lambda case: repr(case)[:60])
@pytest.mark.parametrize("way", WAYS)
def test_the_same_text_has_the_same_meaning_or_the_same_refusal_whichever_way_it_comes(
    found: Council, way: str, typed: Typed, expected: Outcome
) -> None:
    send, role = WAYS[way]
    client = browser_of(found.people[role])
    assert send(found, client, typed) == expected
    if isinstance(expected[0], str) and found.submission().state == SubmissionState.NOT_STARTED:
        assert not Load.objects.exists()
        assert not Revision.objects.filter(submission=found.submission()).exists()


@pytest.mark.parametrize(("text", "sentence"), UNREADABLE.items(), ids=lambda case: repr(case)[:40])
def test_the_scorecard_s_own_layout_refuses_with_the_same_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SheetRefused) as refusal:
        read_scorecard(as_csv(with_cell(line_of("2.2"), 15, text)), sample_catalogue(), "scorecard.csv")
    assert [problem.message for problem in refusal.value.problems] == [sentence.format(text)]


def test_the_scorecard_s_own_layout_has_no_counts_beside_a_reason_for_no_figure() -> None:
    with pytest.raises(SheetRefused) as refusal:
        read_scorecard(as_csv(with_cell(line_of("2.2"), 15, "NA")), sample_catalogue(), "scorecard.csv")
    assert [problem.message for problem in refusal.value.problems] == [BOTH.format("count", "not available")]


def test_nothing_typed_is_neither_zero_nor_a_figure_whichever_way_it_comes(found: Council) -> None:
    owner, team = Client(), Client()
    for client, role in ((owner, "owner"), (team, "team")):
        client.force_login(found.people[role], backend="django.contrib.auth.backends.ModelBackend")
    assert by_page(found, owner, Typed()) == (
        "Enter the figure, or the counts that it is worked out from, or say why there is none.",
    )
    assert by_api(found, owner, Typed()) == (
        "Enter the figure, or the counts that it is worked out from, or say why there is none.",
    )
    response = team.post(
        reverse("measures:load", args=[SLUG]),
        {"kind": "monthly extract", "file": SimpleUploadedFile("all.csv", b"ref,month,value\n1.1,Nov-23,\n")},
    )
    assert "1 row of the file is empty and changes nothing: 1.1 for" in team.get(response["Location"]).content.decode()
    response = owner.post(
        reverse("measures:own_upload", args=[SLUG, "2023-11"]),
        {"file": SimpleUploadedFile("mine.csv", b"ref,month,figure\n1.1,Nov-23,\n")},
    )
    assert "Nothing would change" in owner.get(response["Location"]).content.decode()
