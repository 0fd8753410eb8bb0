"""The public text of a figure that is corrected: shown, approved and printed beside the one figure that is printed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from measures.actions import restatements
from measures.actions.outcome import Refused, fetch
from measures.actions.public_texts import save_public_text, submit_public_text, text_of, withdraw_public_text
from measures.choices import Audience
from measures.models import PublicText, Revision, Submission
from measures.permissions import Standing
from measures.queries.public_texts import public_texts_waiting
from reports.actions import approve_public_text, sign
from reports.content import from_data
from reports.models import Edition
from tests.factories.accounts import browser_of
from tests.factories.reports import Round, ready_round
from tests.factories.restating import approved, fresh, publish_period, published, submitted

pytestmark = pytest.mark.django_db

WORDS = "More visits are made in time than a year ago."
STALE = "approved beside another figure than the one that stands now"


def text(november: Round) -> PublicText:
    row = text_of(fresh(november))
    assert row is not None
    return row


def approve(november: Round, **options: Any) -> PublicText:
    slot = fetch(november.submissions[0].pk)
    return approve_public_text(submission=slot, version=text(november).version, by=november.director, **options)


def say(november: Round) -> None:
    slot = fetch(november.submissions[0].pk)
    row = save_public_text(submission=slot, version=0, text=WORDS, by=november.owner)
    submit_public_text(submission=slot, version=row.version, by=november.owner)


@pytest.fixture
def november() -> Round:
    """A November that the board has read, with a figure of 70% and a text approved beside it."""
    made = ready_round(1)
    say(made)
    approve(made)
    sign(period=made.period, by=made.signatory)
    made.period = publish_period(made)
    assert printed(made, 1) == WORDS
    return made


def printed(november: Round, number: int) -> str:
    edition = Edition.objects.get(period=november.period, audience=Audience.PUBLIC, number=number)
    return from_data(edition.data()).by_ref("1.0").commentary.public


def proposed(november: Round) -> Revision:
    """Return the figure as an extract has it that nobody has signed: 86%."""
    slot = fresh(november)
    found = Revision.objects.create(
        submission=slot, number=9, numerator=86, denominator=100, revised=True, source="loaded", made_by=november.owner
    )
    Submission.objects.filter(pk=slot.pk).update(pending_revision=found)
    return found


def address(november: Round, name: str = "reports:public_text") -> str:
    return reverse(name, args=[november.scorecard.slug, november.period.month, "1.0"])


def next_edition(november: Round) -> str:
    return reverse("reports:restate", args=[november.scorecard.slug, november.period.month])


def page(november: Round, where: str, person: Any = None) -> str:
    return browser_of(person or november.director).get(where).content.decode()


def figure_beside(november: Round) -> str:
    return page(november, address(november)).split("The figure that it is about")[1].split("What has happened")[0]


def waiting(november: Round) -> list[str]:
    standing = Standing.of(november.director, november.period.month)
    return [each.does for each in public_texts_waiting(standing)]


def test_what_is_shown_with_the_text_what_it_is_approved_beside_and_what_is_printed_are_one_figure(
    november: Round,
) -> None:
    row = approved(november)
    proposed(november)
    shown = figure_beside(november)
    assert "92%" in shown
    assert "92 / 100" in shown
    assert "86" not in shown
    assert "Visits are on time again." in shown
    assert approve(november).approved_beside == row.revision
    published(november, row)
    assert printed(november, 2) == WORDS


def test_what_a_later_extract_proposes_is_not_what_the_text_is_about(november: Round) -> None:
    proposed(november)
    shown = figure_beside(november)
    assert "70%" in shown
    assert "86" not in shown
    assert STALE not in page(november, address(november))
    assert "not printed until it is approved again" not in page(november, address(november, "measures:entry"))


def test_a_number_of_the_corrected_figure_that_is_suppressed_is_asked_about(november: Round) -> None:
    row = approved(november)
    slot = fresh(november)
    few = Revision.objects.create(
        submission=slot, number=8, numerator=4, denominator=50, source="entered", made_by=november.owner
    )
    type(row).objects.filter(pk=row.pk).update(revision=few)
    proposed(november)
    PublicText.objects.update(state="draft")
    changed = save_public_text(submission=slot, version=text(november).version, text="Four.", by=november.owner)
    submit_public_text(submission=slot, version=changed.version, by=november.owner)
    with pytest.raises(Refused) as refused:
        approve(november)
    assert "the number 4, and 1.0 November 2023 is suppressed" in refused.value.fields["numbers_read"]


def test_a_text_waits_until_the_corrected_figure_is_approved(november: Round) -> None:
    row = submitted(november)
    assert "70%" in figure_beside(november)
    assert waiting(november) == []
    with pytest.raises(Refused, match="The figure is being corrected"):
        approve(november)
    restatements.approve(restatement=row, version=row.version, by=november.director)
    assert waiting(november) == ["To be approved again: the figure has changed since"]


def test_a_text_is_not_approved_beside_another_figure_than_its_page_showed(november: Round) -> None:
    approved(november)
    posted = {"version": text(november).version, "do": "decide", "decision": "approve"}
    client = browser_of(november.director)
    refused = client.post(address(november), {**posted, "seen": fresh(november).published_revision_id})
    assert refused.status_code == 409
    assert "The figure of 1.0 has changed since you opened the page" in refused.content.decode()
    assert STALE in page(november, address(november))
    again = refused.context["decision_form"]["seen"].value()
    assert client.post(address(november), {**posted, "seen": again}).status_code == 302
    assert STALE not in page(november, address(november))


def test_who_signs_the_next_edition_reads_which_text_it_leaves_out(november: Round) -> None:
    approved(november)
    assert "No: the figure has changed since it was approved" in page(
        november, next_edition(november), november.signatory
    )
    approve(november)
    shown = page(november, next_edition(november), november.signatory)
    assert WORDS in shown
    assert "No: the figure has changed" not in shown


def test_who_signs_the_next_edition_reads_what_the_public_is_told_of_what_was_wrong(november: Round) -> None:
    approved(november)
    shown = page(november, next_edition(november), november.signatory)
    assert "The public reads: “Corrected after publication.”" in shown


def test_a_text_that_the_next_edition_has_left_out_is_said_to_be_and_can_be_approved_again(november: Round) -> None:
    published(november, approved(november))
    assert printed(november, 2) == ""
    assert waiting(november) == ["To be approved again: the figure has changed since"]
    assert STALE in page(november, address(november))
    assert "not printed until it is approved again" in page(november, address(november, "measures:entry"))
    measure = reverse("measures:measure", args=[november.scorecard.slug, "1.0"])
    assert "approved beside another figure" in page(november, measure)
    approve(november)
    assert waiting(november) == []
    assert STALE not in page(november, address(november))
    assert "approved beside another figure" not in page(november, measure)


def test_a_text_that_was_left_out_can_be_written_again(november: Round) -> None:
    published(november, approved(november))
    client = browser_of(november.owner)
    client.post(address(november), {"version": text(november).version, "do": "withdraw"})
    client.post(address(november), {"version": text(november).version, "do": "submit", "text": "Other words."})
    assert text(november).wording == "Other words."
    assert waiting(november) == ["To be approved"]
    approve(november)
    with pytest.raises(Refused, match="can no longer change"):
        withdraw_public_text(submission=fresh(november), version=text(november).version, by=november.owner)
