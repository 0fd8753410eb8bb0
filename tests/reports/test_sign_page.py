"""What the signatory reads and chooses on the page that takes the signature."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.actions.recalculate import recalculate
from measures.choices import Audience, Counts, SubmissionState
from measures.models import Explanation, Finding, MeasureDefinition, Submission
from reports.content import from_data
from reports.models import Edition
from tests.factories.accounts import browser_of
from tests.factories.reports import Round, ready_round
from tests.factories.texts import comment, load_query

pytestmark = pytest.mark.django_db


def red_round(measures: int) -> tuple[Round, Client]:
    """Return a month of red figures whose statuses are up to date, and the signatory's browser."""
    november = ready_round(measures)
    recalculate(scorecard=november.scorecard)
    client = browser_of(november.signatory)
    return november, client


def where_to_sign(november: Round) -> str:
    return reverse("reports:sign", args=[november.scorecard.slug, november.period.key])


def test_the_signatory_chooses_which_red_measures_are_printed_at_length() -> None:
    november, client = red_round(4)
    page = client.get(where_to_sign(november)).content.decode()
    assert "Red measures to print at length" in page
    assert client.post(where_to_sign(november), {"at_length": ["1.3", "1.1"]}).status_code == 302
    edition = Edition.objects.get(audience=Audience.INTERNAL)
    assert from_data(edition.data()).exceptions == ("1.3", "1.1")


def test_who_chooses_none_has_the_default() -> None:
    november, client = red_round(3)
    client.post(where_to_sign(november))
    edition = Edition.objects.get(audience=Audience.INTERNAL)
    assert sorted(from_data(edition.data()).exceptions) == ["1.0", "1.1", "1.2"]


@pytest.mark.parametrize(
    ("ticked", "sentence"),
    [
        ([f"1.{n}" for n in range(11)], "You ticked 11 measures. Tick at most 10; the others are listed."),
        (["9.9"], "One of the measures that you ticked is not red any more. Choose again."),
    ],
)
def test_a_choice_that_can_not_be_printed_is_refused_and_what_was_ticked_is_kept(
    ticked: list[str], sentence: str
) -> None:
    november, client = red_round(11)
    answer = client.post(where_to_sign(november), {"at_length": ticked})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.content.decode().count(" checked>") == len(set(ticked) - {"9.9"})
    assert not Edition.objects.exists()


@pytest.mark.parametrize("measures", [1, 30])
def test_the_page_lists_the_figures_that_contradict_their_counts_and_reads_as_often_whatever_their_number(
    measures: int,
) -> None:
    november, client = red_round(measures)
    for submission in november.submissions:
        finding = Finding.objects.create(
            submission=submission, rule="reconcile", severity="warning", message=f"{submission.pk} gives 82%."
        )
        for text in ("Counted twice.", "Counted on another day."):
            Explanation.objects.create(finding=finding, text=text, by=november.owner)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(where_to_sign(november)).content.decode()
    assert page.count("gives 82%.") == page.count("Counted on another day.") == measures
    assert "Counted twice." not in page, "what was explained anew took its place"
    assert len(queries) <= 15


def test_what_the_checks_find_of_a_figure_that_is_not_approved_is_not_said_to_be_printed() -> None:
    november, client = red_round(2)
    Submission.objects.filter(pk=november.submissions[1].pk).update(
        state=SubmissionState.SUBMITTED, approved_revision=None, approved_by=None, approved_at=None
    )
    for submission in november.submissions:
        Finding.objects.create(
            submission=submission, rule="range", severity="warning", message=f"{submission.pk} is odd."
        )
    page = client.get(where_to_sign(november)).content.decode()
    assert [f"{each.pk} is odd." in page for each in november.submissions] == [True, False]
    assert "Figures that are not approved yet are not among them." in page


def test_the_page_lists_what_the_public_edition_will_leave_out_as_that_edition_then_does() -> None:
    november, client = red_round(3)
    MeasureDefinition.objects.filter(pk=november.definitions[1].pk).update(counts=Counts.STAFF.value)
    page = client.get(where_to_sign(november)).content.decode()
    listed = page.split("What the public edition leaves out", 1)[1].split("</table>")[0]
    assert [ref for ref in ("1.0", "1.1", "1.2") if f"{ref} Measure" in listed] == ["1.0", "1.2"]
    assert listed.count("November 2023") == listed.count("The size of the group is not recorded") == 2
    client.post(where_to_sign(november))
    public = from_data(Edition.objects.get(audience=Audience.PUBLIC).data())
    assert [decision.ref for decision in public.decisions] == ["1.0", "1.2"]


def test_who_signs_reads_the_edition_as_it_would_be_signed_first() -> None:
    november, client = red_round(3)
    address = reverse("reports:preview", args=[november.scorecard.slug, november.period.key])
    assert f'href="{address}"' in client.get(where_to_sign(november)).content.decode()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert len(asked) <= 15, len(asked)
    assert "as it would be signed" in page.content.decode()
    assert 'href=""' not in page.content.decode()
    assert not Edition.objects.exists()
    client.post(where_to_sign(november))
    signed = from_data(Edition.objects.get(audience=Audience.INTERNAL).data())
    assert (page.context["content"].measures, page.context["content"].status_counts) == (
        signed.measures,
        signed.status_counts,
    )
    assert client.get(address).headers["Location"] == where_to_sign(november)


def test_questions_about_loaded_figures_that_nobody_has_answered_are_read_before_signing() -> None:
    november, client = red_round(1)
    asked = load_query(november)
    asked.save()
    assert "Is October in it?" in client.get(where_to_sign(november)).content.decode()
    asked.answer = comment(november)
    asked.save()
    assert "Questions that nobody has answered" not in client.get(where_to_sign(november)).content.decode()
