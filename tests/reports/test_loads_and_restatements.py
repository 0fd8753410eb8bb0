"""A file that has the wrong figure again: what was restated or corrected, approved and signed, is left as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.choices import FigureSource
from measures.models import Load, Revision
from tests.factories.reports import Round
from tests.factories.restating import approved, fresh, published, read_by_the_board

pytestmark = pytest.mark.django_db

OFFER = "1.0 2023-11"


@pytest.fixture
def restated() -> Round:
    """A November whose first figure was published as 70% and restated as 92%, 92 of 100."""
    november = read_by_the_board()
    published(november, approved(november))
    return november


def sent(november: Round, figures: str) -> tuple[Client, str]:
    """Send an extract as the performance team; return their browser and the page of what it would change."""
    client = Client()
    client.force_login(november.performance, backend="django.contrib.auth.backends.ModelBackend")
    file = SimpleUploadedFile("december.csv", f"ref,month,numerator,denominator,value\n{figures}\n".encode())
    address = reverse("measures:load", args=[november.scorecard.slug])
    response: Any = client.post(address, {"kind": "monthly extract", "file": file, "source": "Case system"})
    return client, response.url


def test_a_restated_figure_stays_and_the_page_says_what_the_file_has(restated: Round) -> None:
    client, page = sent(restated, "1.0,Nov-23,70,100,70%\n1.1,Nov-23,,,71%")
    said = client.get(page).content.decode()
    assert "Restated in edition 2 from 70 to 92% (92 of 100): the file has 70% (70 of 100)." in said
    client.post(page)
    assert fresh(restated).pending_revision_id is None
    assert fresh(restated, 1).pending_revision_id is not None, "a figure that nobody put right is revised"
    (kept,) = Load.objects.get().difference["kept"]
    assert kept["ref"] == "1.0"


def test_a_restated_figure_is_revised_where_that_is_ticked(restated: Round) -> None:
    client, page = sent(restated, "1.0,Nov-23,70,100,70%")
    assert f'value="{OFFER}"' in client.get(page).content.decode(), "although nothing else would change"
    client.post(page, {"take": OFFER})
    revision = fresh(restated).pending_revision
    assert revision is not None
    assert revision.said == "70%"
    assert "The file’s figure was ticked" in Load.objects.get().difference["changed"][0]["note"]


def test_a_figure_that_its_owner_corrected_after_it_was_loaded_stays() -> None:
    november = read_by_the_board(measures=1)
    said = {"figure": "68%", "numerator": "68", "denominator": "100"}
    slot = fresh(november)
    corrected = Revision.objects.create(
        submission=slot, number=9, value=70, said="70%", places=0, percent_sign=True, numerator=70, denominator=100,
        source=FigureSource.ENTERED, loaded=said, entered_by=november.owner,
    )  # fmt: skip
    type(slot).objects.filter(pk=slot.pk).update(published_revision=corrected)
    client, page = sent(november, "1.0,Nov-23,68,100,68%")
    assert (
        "Tom Okafor corrected it from 68% (68 of 100) to 70% (70 of 100) and had it approved: "
        "the file has 68% (68 of 100)."
    ) in client.get(page).content.decode()
    client.post(page)
    assert fresh(november).pending_revision_id is None
