"""The months of a table, read without an object for each: the same as those of the whole rows, for every reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from measures.assessment import assess, assess_briefly
from measures.calculation.due import months_later
from measures.choices import SubmissionState
from measures.models import Scorecard, Submission
from measures.series import AnySlot, Known, read_light_lines, read_lines
from tests.factories.bulk import FIRST, filled_scorecard

pytestmark = pytest.mark.django_db

MONTHS = 20
LAST = months_later(FIRST, MONTHS - 1)
READ = 13
TYPED = ("79%", "79", "", "nonsense", "NA")


@pytest.fixture(scope="module")
def scorecard(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scorecard]:
    """Make a scorecard in which figures stand in every state, with drafts that read and drafts that do not."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = filled_scorecard("of-40", measures=40, months=MONTHS)
        drafts = (SubmissionState.DRAFT, SubmissionState.RETURNED)
        slots = Submission.objects.filter(period__scorecard=made)
        for place, slot in enumerate(slots.filter(state__in=(*drafts, SubmissionState.NOT_STARTED)).order_by("pk")):
            if place % 3 == 0 and slot.state == SubmissionState.NOT_STARTED:
                slot.state = SubmissionState.DRAFT
            if slot.state in drafts:
                slot.draft_figure, slot.draft_denominator = TYPED[place % 5], "x" * (place % 2)
                slot.draft_numerator = "12"
                slot.save()
        yield made
        transaction.set_rollback(True)


def said(slot: AnySlot) -> tuple[object, ...]:
    """Return what a slot answers to the rules and to a table."""
    return (
        slot.facts,
        slot.known,
        slot.reads,
        slot.definition.pk,
        slot.submission_id,
        slot.revision_id,
        slot.state,
        slot.caveat,
    )


@pytest.mark.parametrize("known", [Known.PUBLISHED, Known.APPROVED, Known.SUBMITTED, Known.DRAFT])
def test_a_table_s_months_say_what_the_whole_rows_say(scorecard: Scorecard, known: Known) -> None:
    whole = read_lines(scorecard, LAST, known=lambda _: known, months=READ)
    light = read_light_lines(scorecard, LAST, sight=lambda *_: known, months=READ)
    assert [line.definition.ref for line in light] == [line.definition.ref for line in whole]
    slots = [
        (line.slots[month], each.slots[month]) for line, each in zip(whole, light, strict=True) for month in line.slots
    ]
    assert len(slots) == 40 * READ
    assert [said(slot) for _, slot in slots] == [said(slot) for slot, _ in slots]
    assert len({slot.reads for _, slot in slots}) == (2 if known is Known.DRAFT else 1)


def test_a_table_s_measures_are_rated_as_the_whole_rows_are(scorecard: Scorecard) -> None:
    whole = read_lines(scorecard, LAST, known=lambda _: Known.DRAFT, months=READ)
    light = read_light_lines(scorecard, LAST, sight=lambda *_: Known.DRAFT, months=READ)
    for line, each in zip(whole, light, strict=True):
        found, brief = assess(line, LAST), assess_briefly(each, LAST)
        assert (brief.rag, brief.sentence, brief.movement) == (found.rag, found.sentence, found.movement)
    assert len({assess_briefly(each, LAST).rag for each in light}) > 2


def test_a_table_of_some_measures_has_no_others(scorecard: Scorecard) -> None:
    some = list(scorecard.measures.order_by("pk").values_list("pk", flat=True)[:3])
    lines = read_light_lines(scorecard, LAST, sight=lambda *_: Known.DRAFT, months=2, measures=some)
    assert sorted(line.measure.pk for line in lines) == some
    assert {len(line.slots) for line in lines} == {2}
