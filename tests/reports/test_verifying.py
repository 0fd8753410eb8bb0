"""A file that somebody was sent: whether it is the one that was published."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.actions import publish
from tests.factories.accounts import browser_of
from tests.reports.test_pages import file_of, signed

pytestmark = pytest.mark.django_db


def test_a_downloaded_file_is_recognised_and_a_changed_one_is_not() -> None:
    november, edition = signed()
    publish(period=november.period, by=november.performance)
    content = bytes(file_of(edition).file.content)
    client = browser_of(november.board)

    def checked(data: bytes) -> str:
        file = SimpleUploadedFile("report.xlsx", data)
        return client.post(reverse("reports:verify"), {"file": file}).content.decode()

    assert "byte for byte" in checked(content)
    assert "This is not the file that was made" in checked(content + b"\0")
    assert "This is not a file of an edition that you may read" in checked(b"hello")
    assert client.post(reverse("reports:verify")).status_code == 422


def test_a_file_of_an_edition_that_somebody_may_not_read_is_unknown_to_them() -> None:
    november, edition = signed()
    content = bytes(file_of(edition).file.content)
    answer = browser_of(november.board).post(
        reverse("reports:verify"), {"file": SimpleUploadedFile("report.xlsx", content)}
    )
    assert "This is not a file of an edition that you may read" in answer.content.decode()
