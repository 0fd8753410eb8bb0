"""Files that somebody means harm with, or sends by mistake, on every page that takes one: refused in a sentence."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from measures.models import Event, Load, Outturn, Revision, Upload
from tests.factories.council import SLUG, Council
from tests.factories.sheets import as_csv, as_xlsx, saved

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]
HEADINGS = ["ref", "month", "value"]
SENTENCE = "There is a character here that no text has."


def packed(content: bytes, **parts: bytes) -> bytes:
    """Return a package with more parts in it, by the name of the file in the folder xl."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(f"xl/{name}", part)
    return file.getvalue()


def whole() -> bytes:
    return as_xlsx([HEADINGS, ["1.1", "Nov-23", "79%"]])


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a zip bomb": ("a.xlsx", lambda: packed(whole(), **{"media.xml": b"0" * 60_000_000}), "far larger than a file"),
    "a part packed too tightly": ("a.xlsx", lambda: packed(whole(), **{"a.xml": b"0" * 4_000_000}), "far larger"),
    "macros": ("a.xlsx", lambda: packed(whole(), **{"vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "The workbook has macros"),
    "a macro workbook by name": ("a.xlsm", whole, "Choose a workbook (.xlsx)"),
    "an old workbook": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "an old Excel file"),
    "half a workbook": ("a.xlsx", lambda: whole()[:2000], "damaged, cut short or of another kind"),
    "a picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 600, "damaged, cut short or of another kind"),
    "a document named csv": ("a.csv", lambda: b"%PDF-1.7\n%%EOF", "it is a workbook or a document"),
    "a workbook named csv": ("a.csv", whole, "it is a workbook or a document"),
    "NULs": ("a.csv", lambda: b"ref,month,value\n1.1,Nov-23,7\x009%\n", SENTENCE),
    "UTF-16 without its mark": ("a.csv", lambda: "ref,month,value\n1.1,Nov-23,79%\n".encode("utf-16-le"), SENTENCE),
    "half of a UTF-16 letter": ("a.csv", lambda: "ref,month\n".encode("utf-16") + b"\x00", "damaged or cut short"),
    "another alphabet": ("a.csv", lambda: b"ref,month,value\n\x95]\x89\xbf,\x81,79%", "mixes ways of writing"),
    "mixed encodings": ("a.csv", lambda: "ref,month,value\n’".encode() + b"\xe9,,", "mixes ways of writing letters"),
    "an open quotation mark": ("a.csv", lambda: b'ref,month,value\n"1.1,Nov-23,79%\n', "quotation mark"),
    "nothing": ("a.csv", lambda: b"", "The file has nothing in it."),
    "only spaces": ("a.csv", lambda: b" \r\n\t\r\n", "The file has nothing in it."),
}  # fmt: skip

PAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    "the load of an extract": ("team", reverse("measures:load", args=[SLUG]), {"kind": "monthly extract"}),
    "the load of a scorecard": ("team", reverse("measures:load", args=[SLUG]), {"kind": "scorecard"}),
    "the validated return": (
        "team",
        reverse("measures:outturn_file", args=[SLUG, 2022]),
        {"source": "SSDA903", "validated_on": "14/9/2023"},
    ),
    "the owner's workbook": ("owner", reverse("measures:own_upload", args=[SLUG, "2023-11"]), {}),
}


def send(client: Client, address: str, name: str, content: bytes, form: dict[str, str]) -> Any:
    return client.post(address, {**form, "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_in_a_sentence_and_nothing_of_it_is_kept(
    found: Council, signed_in: SignedIn, page: str, what: str
) -> None:
    role, address, form = PAGES[page]
    name, content, sentence = HOSTILE[what]
    before = Event.objects.count(), Revision.objects.count()
    response = send(signed_in(role), address, name, content(), form)
    text = response.content.decode()
    assert (response.status_code, sentence in text) == (422, True), text[text.find("error-summary") :][:800]
    assert 'name="file"' in text
    assert not Upload.objects.exists()
    assert not Load.objects.exists()
    assert not Outturn.objects.exists()
    assert (Event.objects.count(), Revision.objects.count()) == before


@pytest.mark.parametrize(
    "formula", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+79%", "-79%", '=HYPERLINK("http://a.b")']
)
def test_a_formula_in_a_csv_is_no_figure_and_is_shown_as_the_text_that_it_is(
    found: Council, signed_in: SignedIn, formula: str
) -> None:
    content = as_csv([HEADINGS, ["1.1", "Nov-23", formula]])
    response = send(
        signed_in("team"), PAGES["the load of an extract"][1], "a.csv", content, {"kind": "monthly extract"}
    )
    assert response.status_code == 422
    (problem,) = response.context["refused"].problems
    assert (problem.line, problem.column) == (2, 3)


def test_a_workbook_that_is_tied_to_another_is_read_as_it_was_saved_and_the_other_is_not_asked_for(
    found: Council, signed_in: SignedIn
) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    links = {
        "externalLinks/externalLink1.xml": b"<externalLink/>",
        "externalLinks/_rels/externalLink1.xml.rels": (
            f'<Relationships><Relationship Id="rId1" Type="{relation}" Target="http://192.0.2.1/a.xlsx" '
            'TargetMode="External"/></Relationships>'
        ).encode(),
    }
    sent = send(
        signed_in("team"), PAGES["the load of an extract"][1], "a.xlsx", packed(whole(), **links),
        {"kind": "monthly extract"},
    )  # fmt: skip
    assert sent.status_code == 302
    assert "79%" in signed_in("team").get(sent.url).content.decode()


def test_a_formula_that_was_never_worked_out_is_refused_with_its_place(found: Council, signed_in: SignedIn) -> None:
    workbook = Workbook()
    for row in (HEADINGS, ["1.1", dt.date(2023, 11, 1), "='[other.xlsx]Sheet1'!A1"]):
        workbook.worksheets[0].append(row)
    response = send(
        signed_in("team"), PAGES["the load of an extract"][1], "a.xlsx", saved(workbook), {"kind": "monthly extract"}
    )
    assert response.status_code == 422
    assert "Line 2, column 3 (C): This cell holds a formula whose result was not saved." in response.content.decode()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "<script>alert(1)</script>.csv", "a\u202egpj.csv", "=1+1.csv"]
)
def test_a_file_with_a_strange_name_is_read_and_its_name_does_nothing(
    found: Council, signed_in: SignedIn, name: str
) -> None:
    team = signed_in("team")
    content = as_csv([HEADINGS, ["1.1", "Nov-23", "79%"]])
    sent = send(team, PAGES["the load of an extract"][1], name, content, {"kind": "monthly extract"})
    page = team.get(sent.url).content.decode()
    assert "<script>alert" not in page
    assert "/etc/" not in page
    assert team.post(sent.url).status_code == 302


def test_a_hundred_megabytes_are_refused_before_they_are_read(found: Council, signed_in: SignedIn) -> None:
    content = b"1.1,Nov-23,79%\n" * 6_700_000
    response = send(
        signed_in("team"), PAGES["the load of an extract"][1], "a.csv", content, {"kind": "monthly extract"}
    )
    assert response.status_code == 422
    assert "The file is larger than 5 MB." in response.content.decode()
    assert not Upload.objects.exists()


def test_a_name_that_is_too_long_is_refused(found: Council, signed_in: SignedIn) -> None:
    content = as_csv([HEADINGS, ["1.1", "Nov-23", "79%"]])
    response = send(
        signed_in("team"), PAGES["the load of an extract"][1], f"{'a' * 230}.csv", content, {"kind": "monthly extract"}
    )
    assert response.status_code == 422
    assert "The name of the file is too long. Give it a shorter one." in response.content.decode()
