"""What the columns of a file are: guessed, refused, chosen again, and remembered once the file could be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.models import ColumnMapping, Measure, Upload
from tests.factories.council import SLUG, Council
from tests.factories.first_file import OURS, answered, begun, file_of, sent
from tests.measures.views.test_first_steps import first_person

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db
__all__ = ["first_person"]

WORDS = OURS.replace("Who", "Good is").replace("Jo", "Low").replace("Al,", "High,")
HALF = WORDS.replace("Front door,Low,90%", "Front door,91%,90%")
"""One cell of the column is a figure, so that nothing objects to it before the whole file is read."""

TOTALLED = OURS.replace("NA,NA,12", "NA,NA,1x2") + "Total,All of them,,,,,,322,319\n"

NAMED = """,,,,,Benchmarking,,,Actuals,
Ref,Measure,Good is,Unit,Lead officer,Tgt 23/24,Eng avg,SN avg,Oct 2023,Nov 2023
HP1,Average weeks from care entry to adoption,,,Jo Smith,50,,,58,61
HP2,Contacts received in month,,Number,Al Bright,,,,459,449
HP3,Assessments,Low,%,Jo Smith,85,,,84,83
HP4,Strategy meetings,,,Jo Smith,90%,82%,84%,84%,88%
HP5,Children on a plan,,,Al Bright,450 to 500,,,460,470
"""


def taken_for_good(client: Client, text: str) -> Any:
    """Send a file whose column “Good is” is said to be a comparator; return the page that answers."""
    page = client.post(reverse("measures:first_import", args=["our-scorecard"]), {"file": file_of(text)}, follow=True)
    box = next(each["field"].html_name for each in page.context["form"].lines if each["column"].heading == "Good is")
    return client.post(page.request["PATH_INFO"], {**sent(page), box: "good"}, follow=True)


def workbook_of(**sheets: str) -> SimpleUploadedFile:
    """Return a workbook with a sheet for each table of comma-separated cells."""
    workbook, file = openpyxl.Workbook(), io.BytesIO()
    workbook.remove(workbook.worksheets[0])
    for name, text in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in csv.reader(text.splitlines()):
            sheet.append(row)
    workbook.save(file)
    return SimpleUploadedFile("ours.xlsx", file.getvalue())


def test_an_extract_that_is_sent_as_the_scorecard_is_told_as_what_it_is(first_person: Client) -> None:
    begun(first_person)
    address = reverse("measures:first_import", args=["our-scorecard"])
    extract = "ref,month,numerator,denominator,value\nA1,Nov-23,4,5,80%\nA2,Nov-23,,,12\n"
    for text, told in ((extract, True), (OURS, False)):
        page = first_person.post(address, {"file": file_of(text)}, follow=True)
        assert "What is in each column?" in page.content.decode()
        assert ("has the headings of a monthly extract" in page.content.decode()) is told


def test_another_sheet_than_the_one_that_was_found_can_be_read(first_person: Client) -> None:
    begun(first_person)
    file = workbook_of(Before=OURS.replace("A1,", "B1,"), Now=OURS)
    page = first_person.post(reverse("measures:first_import", args=["our-scorecard"]), {"file": file}, follow=True)
    sheets = reverse("measures:load_sheet", args=["our-scorecard", Upload.objects.get().pk])
    assert "“Before”, “Now”" in page.content.decode()
    assert f'href="{sheets}"' in page.content.decode()
    assert "Select the sheet that has the measures." in first_person.post(sheets, {"sheet": "Later"}).content.decode()
    page = first_person.post(sheets, {"sheet": "Now"}, follow=True)
    assert "The sheet “Now” is read, which you chose." in page.content.decode()
    who = next(each["field"].html_name for each in page.context["form"].lines if each["column"].heading == "Who")
    page = first_person.post(page.request["PATH_INFO"], {**sent(page), who: "leave out"}, follow=True)
    page = first_person.post(page.request["PATH_INFO"], {**answered(page), "first": "at work"}, follow=True)
    assert f'href="{sheets}"' in page.content.decode()
    first_person.post(page.request["PATH_INFO"])
    refs = Measure.objects.order_by("definition__ref").values_list("definition__ref", flat=True)
    assert list(refs) == ["A1", "A2", "CIN 10"]


def test_of_a_first_file_whose_sheet_has_no_measures_another_can_be_read(first_person: Client) -> None:
    begun(first_person)
    file = workbook_of(Notes="Read this first", Codes="Codes", Empty="")
    page = first_person.post(reverse("measures:first_import", args=["our-scorecard"]), {"file": file}, follow=True)
    sheets = page.request["PATH_INFO"]
    assert sheets == reverse("measures:load_sheet", args=["our-scorecard", Upload.objects.get().pk])
    assert "No row of this file is a measure." in page.content.decode()
    page = first_person.post(sheets, {"sheet": "Empty"})
    assert page.status_code == 422
    assert "The sheet “Empty” has nothing in it." in page.content.decode()


def test_a_column_of_words_is_not_taken_for_figures(first_person: Client) -> None:
    begun(first_person)
    address = reverse("measures:first_import", args=["our-scorecard"])
    page = first_person.post(address, {"file": file_of(WORDS)}, follow=True)
    guesses = {line["column"].heading: line["field"].value() for line in page.context["form"].lines}
    assert guesses["Good is"] == "aim"
    assert guesses["Our neighbours"] == "neighbours"
    page = taken_for_good(first_person, WORDS)
    assert page.status_code == 422
    assert "No cell of this column is a figure." in page.content.decode()


def test_columns_that_make_a_file_unreadable_can_be_chosen_again_and_are_not_remembered(first_person: Client) -> None:
    begun(first_person)
    page = taken_for_good(first_person, HALF)
    page = first_person.post(page.request["PATH_INFO"], {**answered(page), "first": "at work"})
    assert page.status_code == 422
    assert "Line 4, column 4 (D)" in page.content.decode()
    assert not ColumnMapping.objects.exists()
    columns = reverse("measures:load_columns", args=["our-scorecard", Upload.objects.get().pk])
    assert f'href="{columns}"' in page.content.decode()
    page = first_person.get(columns)
    box = next(each["field"].html_name for each in page.context["form"].lines if each["column"].heading == "Good is")
    page = first_person.post(columns, {**sent(page), box: "leave out"}, follow=True)
    page = first_person.post(page.request["PATH_INFO"], {**answered(page), "first": "at work"}, follow=True)
    assert "Nothing has been changed yet" in page.content.decode()
    assert f'href="{columns}"' in page.content.decode()
    assert ColumnMapping.objects.get().columns["good is"] == "leave out"


def test_a_total_is_named_with_the_measures_and_left_out_and_another_file_keeps_what_was_said(
    first_person: Client,
) -> None:
    begun(first_person)
    address = reverse("measures:first_import", args=["our-scorecard"])
    page = first_person.post(address, {"file": file_of(TOTALLED)}, follow=True)
    box = next(each["field"].html_name for each in page.context["form"].lines if each["column"].heading == "Who")
    page = first_person.post(page.request["PATH_INFO"], {**sent(page), box: "leave out"}, follow=True)
    text = page.content.decode()
    assert "Line 6: Total, All of them, 322, 319" in text
    assert f'href="{address}">Choose another file' in text
    said = {**answered(page), "first": "at work", "aim_1": "lower"}
    left = first_person.post(page.request["PATH_INFO"], said)
    assert left.status_code == 422
    assert "put a reference beside it in the file" in left.content.decode()
    refused = first_person.post(page.request["PATH_INFO"], {**said, "left_out": "on"})
    assert "1x2" in refused.content.decode()
    page = first_person.post(address, {"file": file_of(TOTALLED.replace("1x2", "12"))}, follow=True)
    assert {each["field"].value() for each in page.context["form"].lines} >= {"leave out"}
    page = first_person.post(page.request["PATH_INFO"], sent(page), follow=True)
    assert (sent(page)["aim_1"], sent(page)["first"]) == ("lower", "at work")
    page = first_person.post(page.request["PATH_INFO"], {**sent(page), "left_out": "on"}, follow=True)
    assert "Nothing has been changed yet" in page.content.decode()
    assert "Line 6 is left out" in page.content.decode()


def test_what_a_file_says_of_its_measures_is_taken_and_one_with_a_target_is_not_taken_to_be_for_information(
    first_person: Client,
) -> None:
    begun(first_person)
    page = first_person.post(
        reverse("measures:first_import", args=["our-scorecard"]), {"file": file_of(NAMED)}, follow=True
    )
    guesses = {line["column"].heading: line["field"].value() for line in page.context["form"].lines}
    headings = ("Good is", "Unit", "Lead officer", "Tgt 23/24", "Eng avg", "SN avg", "Nov 2023")
    named = ["aim", "unit", "responsible", "target", "national", "neighbours", "month"]
    assert [guesses.get(heading) for heading in headings] == named
    assert page.content.decode().count("<td>82%</td>") == 1
    page = first_person.post(page.request["PATH_INFO"], sent(page), follow=True)
    boxes = {line["row"].ref: line for line in page.context["form"].lines}
    assert {ref: line["aim"].value() for ref, line in boxes.items()} == {
        "HP1": "lower", "HP2": "context", "HP3": "lower", "HP4": "", "HP5": "near target",
    }  # fmt: skip
    assert (boxes["HP2"]["basis"].value(), boxes["HP3"]["unit"].value()) == ("month", "percent")
    assert boxes["HP4"]["target"] == "90%"
    assert "450 to 500" in page.content.decode()
    said = {**sent(page), "first": "history"}
    open_one = first_person.post(page.request["PATH_INFO"], said)
    assert "Choose which way is better for HP4: it has a target, 90%" in open_one.content.decode()
    page = first_person.post(page.request["PATH_INFO"], {**said, boxes["HP4"]["aim"].html_name: "higher"}, follow=True)
    first_person.post(page.request["PATH_INFO"])
    people = first_person.get(reverse("measures:holders_of", args=["our-scorecard"])).content.decode()
    assert people.count("The file says: Jo Smith") == 3


def test_remembered_columns_that_make_a_file_unreadable_are_asked_for_with_the_reason(
    found: Council, signed_in: SignedIn
) -> None:
    client, address = signed_in("team"), reverse("measures:load", args=[SLUG])
    text = "Team,Indicator,Period,Num,Den\nNorth,1.1,Nov-23,80,100\n"
    page = client.post(address, {"kind": "monthly extract", "file": file_of(text, "a.csv")}, follow=True)
    box = next(each["field"].html_name for each in page.context["form"].lines if each["column"].heading == "Team")
    client.post(page.request["PATH_INFO"], {**sent(page), box: "leave out"})
    assert ColumnMapping.objects.exists()
    unreadable = text.replace("80", "eighty 8")
    page = client.post(address, {"kind": "monthly extract", "file": file_of(unreadable, "b.csv")}, follow=True)
    assert page.request["PATH_INFO"].endswith("/columns/")
    assert "Line 2, column 4 (D)" in page.content.decode()
    assert "eighty 8" in page.content.decode()
