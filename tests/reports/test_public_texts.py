"""What the public edition says of a figure: only what was approved for it, and no suppressed number unread."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from measures.actions.outcome import Refused, fetch
from measures.actions.public_texts import save_public_text, submit_public_text, text_of
from measures.choices import Audience, Counts, SubmissionState
from measures.models import MeasureDefinition, Revision, Submission
from reports.actions import approve_public_text, sign
from reports.before_signing import for_the_public
from reports.content import from_data, to_data
from reports.document import html_of
from reports.models import Edition
from reports.workbook import workbook_of
from tests.factories.accounts import browser_of
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db

INSIDE = "The team leader has left and three posts are open."
WORDS = "More visits are made in time than a year ago."


def say(november: Round, words: str = WORDS, place: int = 0) -> Submission:
    slot = fetch(november.submissions[place].pk)
    row = save_public_text(submission=slot, version=0, text=words, by=november.owner)
    submit_public_text(submission=slot, version=row.version, by=november.owner)
    return slot


def decide(november: Round, slot: Submission, **options: Any) -> None:
    row = text_of(slot)
    assert row is not None
    approve_public_text(submission=slot, version=row.version, by=november.director, **options)


def sign_it(november: Round) -> dict[Audience, Edition]:
    sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    return {Audience(edition.audience): edition for edition in Edition.objects.filter(period=november.period)}


def few(november: Round) -> None:
    """Make the first measure's figure 4 of 50 children, which the public edition suppresses."""
    slot = november.submissions[0]
    changed = Revision.objects.create(
        submission=slot, number=2, numerator=4, denominator=50, source="loaded", made_by=november.owner
    )
    Submission.objects.filter(pk=slot.pk).update(approved_revision=changed, submitted_revision=changed)


def test_an_approved_text_is_in_the_public_page_pdf_and_workbook_and_in_nothing_for_the_board() -> None:
    november = ready_round(2, commentary=INSIDE)
    decide(november, say(november))
    say(november, "This one waits for the director.", place=1)
    found = sign_it(november)
    public, internal = (from_data(found[audience].data()) for audience in (Audience.PUBLIC, Audience.INTERNAL))
    client = browser_of(november.signatory)
    pages = {audience: client.get(edition.get_absolute_url()).content.decode() for audience, edition in found.items()}
    assert WORDS in pages[Audience.PUBLIC]
    assert WORDS in html_of(public)
    assert WORDS in html_of(public, "measure:1.0")
    cells = [cell.value for row in load_workbook(io.BytesIO(workbook_of(public)))["Commentary"] for cell in row]
    assert cells == ["Reference", "Measure", "Commentary", "1.0", "Measure 0", WORDS]
    everything = [pages[Audience.PUBLIC], html_of(public), json.dumps(to_data(public)), *map(str, cells)]
    assert not [text for text in everything if INSIDE in text or "waits for the director" in text]
    assert WORDS not in json.dumps(to_data(internal))
    assert WORDS not in pages[Audience.INTERNAL]
    assert INSIDE in pages[Audience.INTERNAL]


def test_without_a_text_the_public_edition_prints_the_figure_alone() -> None:
    public = from_data(sign_it(ready_round(1, commentary=INSIDE))[Audience.PUBLIC].data())
    assert public.by_ref("1.0").commentary.empty
    assert "What is said of the other measures" not in html_of(public)


def test_a_text_that_quotes_a_suppressed_number_is_approved_only_by_who_has_read_that() -> None:
    november = ready_round(1)
    few(november)
    slot = say(november, "Of 50 children four were not seen: 8%.")
    with pytest.raises(Refused) as refused:
        decide(november, slot)
    said = refused.value.fields["numbers_read"]
    assert "the number 4, and 1.0 November 2023 is suppressed" in said
    assert "the number 8, and 1.0 November 2023 is suppressed" in said
    with pytest.raises(Refused):
        decide(november, slot, numbers_read=["4"])
    decide(november, slot, numbers_read=["4", "8"])
    row = text_of(slot)
    assert row is not None
    assert row.approved_numbers == ["4", "8"]


def test_a_small_number_of_children_is_asked_about_in_the_text_of_a_measure_that_counts_no_children() -> None:
    november = ready_round(1)
    MeasureDefinition.objects.update(counts=Counts.CONTACTS.value)
    slot = say(november, "Of 30 contacts 4 came late. Only 3 children waited.")
    with pytest.raises(Refused) as refused:
        decide(november, slot)
    assert "the number 3. If that many children or young people are meant" in refused.value.fields["numbers_read"]
    assert "the number 4" not in refused.value.fields["numbers_read"]
    decide(november, slot, numbers_read=["3"])
    public = from_data(sign_it(november)[Audience.PUBLIC].data())
    assert "Only 3 children waited." in public.by_ref("1.0").commentary.public


def test_a_text_whose_number_is_suppressed_after_it_was_approved_is_kept_out_and_logged_without_the_number() -> None:
    november = ready_round(1)
    MeasureDefinition.objects.update(counts=Counts.STAFF.value)
    few(november)
    decide(november, say(november, "Of 50 posts four are open."))
    MeasureDefinition.objects.update(counts=Counts.CHILDREN.value)
    (before,) = for_the_public(november.period)
    assert (before.printed, len(before.warnings)) == (False, 1)
    edition = sign_it(november)[Audience.PUBLIC]
    assert from_data(edition.data()).by_ref("1.0").commentary.empty
    assert [d["rule"] for d in edition.decisions] == ["small_number", "public_text"]
    assert "4" not in edition.decisions[1]["reason"].replace("2023", "")


def test_a_text_that_was_approved_beside_another_figure_is_not_printed() -> None:
    november = ready_round(1)
    decide(november, say(november))
    few(november)
    assert not for_the_public(november.period)[0].printed
    assert from_data(sign_it(november)[Audience.PUBLIC].data()).by_ref("1.0").commentary.empty


def test_the_page_warns_while_the_text_is_written_and_asks_the_director_about_each_number() -> None:
    november = ready_round(1)
    few(november)
    slot = say(november, "Four were not seen.")
    address = reverse("reports:public_text", args=[november.scorecard.slug, november.period.month, "1.0"])
    client = browser_of(november.director)
    page = client.get(address).content.decode()
    assert 'href=""' not in page
    assert "The text has the number 4" in page
    assert "4: the public may read it" in page
    row = text_of(slot)
    assert row is not None
    posted = {"version": row.version, "do": "decide", "decision": "approve"}
    refused = client.post(address, posted)
    assert refused.status_code == 422
    assert "tick that the public may read it" in refused.content.decode()
    assert client.post(address, {**posted, "numbers_read": ["4"]}).status_code == 302


def test_what_was_typed_stays_on_the_page_when_somebody_was_first_or_the_text_is_too_long() -> None:
    november = ready_round(1, state=SubmissionState.SUBMITTED)
    slot = fetch(november.submissions[0].pk)
    client = browser_of(november.owner)
    address = reverse("reports:public_text", args=[november.scorecard.slug, november.period.month, "1.0"])
    save_public_text(submission=slot, version=0, text="Theirs.", by=november.performance)
    overtaken = client.post(address, {"version": 0, "text": "Mine.", "do": "save"})
    shown = overtaken.content.decode()
    assert overtaken.status_code == 409
    assert "Priya Nair saved a draft of the public text of 1.0 since you opened it." in shown
    assert "Mine." in shown
    assert "Theirs." in shown
    long = client.post(address, {"version": 1, "text": "Long " * 200, "do": "submit"})
    assert long.status_code == 422
    assert "Enter a text of at most 900 characters" in long.content.decode()
    assert "Long Long" in long.content.decode()


@pytest.mark.parametrize("page", ["queue", "home"])
def test_the_director_finds_the_texts_that_wait_in_a_fixed_number_of_queries(
    page: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    november = ready_round(6)
    address = reverse("home" if page == "home" else "measures:queue")
    client = browser_of(november.director)
    say(november)

    client.get(address)
    with CaptureQueriesContext(connection) as one:
        assert "To be approved." in client.get(address).content.decode()
    for place in range(1, 6):
        say(november, place=place)
    with django_assert_num_queries(len(one)):
        assert client.get(address).content.decode().count("To be approved.") == 6
