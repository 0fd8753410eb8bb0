"""A council's own spreadsheet, brought into a scorecard that somebody has just begun, as their browser does it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.models import Scorecard

OURS = """Our performance table,,,,,,,,
Indicator no,Indicator,Theme,Who,Target,LA avg England 2022/23,Our neighbours,Oct 2023,Nov 2023
A1,% of visits on time,Front door,Jo,90%,85%,84%,80%,79%
A2,Missing episodes,Front door,Jo,,NA,NA,12,14
CIN 10,"Children in need (per 10,000)",Care,Al,300,,290,310,305
"""


def file_of(text: str, name: str = "ours.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def begun(client: Client) -> Scorecard:
    """Begin a scorecard that the person keeps."""
    said = {"title": "Our scorecard", "slug": "our-scorecard", "keeper": "ada@council.example"}
    assert client.post(reverse("measures:add_scorecard"), said).status_code == 302
    return Scorecard.objects.get()


def sent(page: Any) -> dict[str, Any]:
    """Return what the form of a page would send as it stands."""
    form = page.context["form"]
    found = {field.html_name: field.value() for field in form}
    return {name: value for name, value in found.items() if value is not None and value is not False}


def answered(page: Any) -> dict[str, Any]:
    """Return what the form of measures would send, with an answer where nothing tells which way is better."""
    return {name: value or "lower" if name.startswith("aim_") else value for name, value in sent(page).items()}


def imported(client: Client, text: str = OURS, first: str = "at work") -> str:
    """Bring a spreadsheet in as far as what it would change; return that page's address."""
    page = client.post(reverse("measures:first_import", args=["our-scorecard"]), {"file": file_of(text)}, follow=True)
    columns = {**sent(page)}
    for line in page.context["form"].lines:
        if line["column"].heading == "Who":
            columns[line["field"].html_name] = "leave out"
    page = client.post(page.request["PATH_INFO"], columns, follow=True)
    page = client.post(page.request["PATH_INFO"], {**answered(page), "first": first}, follow=True)
    return str(page.request["PATH_INFO"])
