"""Notes on months as people meet them: written on a page of the measure, read beside its chart and its figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.annotating import annotate
from measures.choices import SubmissionState
from measures.models import Annotation
from tests.factories.council import SLUG, Council

SignedIn = Callable[[str], Client]
MEASURE = reverse("measures:measure", args=[SLUG, "1.1"])
NOTES = reverse("measures:annotate", args=[SLUG, "1.1"])
WORDS = "A new recording system from this month"


def write(client: Client, found: Council, text: str = WORDS) -> str:
    answer = client.post(NOTES, {"period": found.october.pk, "text": text}, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("role", ["owner", "deputy", "team"])
def test_who_holds_a_measure_puts_a_note_on_its_chart_and_beside_its_figure(
    found: Council, signed_in: SignedIn, role: str
) -> None:
    page = write(signed_in(role), found)
    assert "Your note on October 2023 is on the chart of 1.1." in page
    assert f"<dt>A</dt><dd>October 2023: {WORDS}</dd>" in page
    assert f"Note A, Oct-23: {WORDS}." in page
    assert page.count(WORDS) >= 4  # the chart in words, its point, its key, the table of figures


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("owner")
    answer = client.post(NOTES, {"period": found.october.pk, "text": "x" * 201})
    assert answer.status_code == 422
    assert "at most 200 characters: this one has 201" in answer.content.decode()
    assert "x" * 201 in answer.content.decode()
    assert client.post(NOTES, {"period": "999999", "text": WORDS}).status_code == 422
    assert "Select a month of this measure." in client.post(NOTES, {"period": "\x00", "text": WORDS}).content.decode()
    assert not Annotation.objects.exists()


def test_a_director_is_told_who_writes_notes_and_sees_no_form(found: Council, signed_in: SignedIn) -> None:
    director = signed_in("director")
    assert "Only the owner, a deputy or the performance team" in director.get(NOTES).content.decode()
    assert NOTES not in director.get(MEASURE).content.decode()
    assert director.post(NOTES, {"period": found.october.pk, "text": WORDS}).status_code == 403


def test_others_read_the_notes_on_published_months_alone(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.SUBMITTED)
    write(signed_in("owner"), found)
    annotate(measure=found.visits.measure, period=found.november, text="Half the team left", by=found.people["owner"])
    page = signed_in("other owner").get(MEASURE).content.decode()
    assert WORDS in page
    assert "Half the team left" not in page
    assert "Half the team left" in signed_in("director").get(MEASURE).content.decode()


def test_a_note_is_taken_away_with_a_button_and_once(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    write(owner, found)
    note = Annotation.objects.get()
    remove = reverse("measures:remove_annotation", args=[SLUG, "1.1", note.pk])
    assert signed_in("other owner").post(remove).status_code == 404
    assert "The note on October 2023 is taken away." in owner.post(remove, follow=True).content.decode()
    again = signed_in("deputy").post(remove, follow=True).content.decode()
    assert "Olive Owner has taken this note away" in again
    assert WORDS not in owner.get(MEASURE).content.decode().split("What has happened")[0]


def test_the_page_says_where_the_number_comes_from_to_the_person(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.APPROVED)
    page = signed_in("owner").get(MEASURE).content.decode()
    origin = page[page.index("Where the number comes from") :]
    assert "Olive Owner" in origin
    assert "Dora Director" in origin
    assert "Where the number comes from" not in signed_in("other owner").get(MEASURE).content.decode()
