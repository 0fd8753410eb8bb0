"""The months of a table, read without an object for each: the same as those of the whole rows, for every reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from measures.actions.recalculate import recalculate
from measures.assessment import assess, assess_briefly
from measures.calculation.due import months_later
from measures.choices import RoleName, SubmissionState
from measures.models import Scorecard, Status, Submission
from measures.permissions import Standing
from measures.queries.scorecard import scorecard_table
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


def test_of_months_that_are_not_shown_only_those_that_something_looks_back_to_are_read(scorecard: Scorecard) -> None:
    recalculate(scorecard=scorecard)
    lines = read_light_lines(scorecard, LAST, sight=lambda *_: Known.DRAFT, months=READ, shown=3)
    assert {len(line.slots) for line in lines} == {3, READ}
    drafted = {SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.NOT_STARTED}
    assert all(len(line.slots) == READ for line in lines if line.slots[LAST].state in drafted)


@pytest.mark.parametrize("back", [0, 1, 2])
def test_a_short_table_says_of_its_month_what_a_long_one_says(scorecard: Scorecard, back: int) -> None:
    month = months_later(LAST, -back)
    team = Standing(None, LAST, scorecards={RoleName.PERFORMANCE: frozenset({scorecard.pk})})
    recalculate(scorecard=scorecard)
    Status.objects.filter(revision__submission__measure__in=list(scorecard.measures.order_by("pk")[::3])).delete()
    short, long = (scorecard_table(scorecard, month, team, months=months) for months in (3, READ))
    assert [(row.ref, row.result, row.months[-1]) for row in short.rows] == [
        (row.ref, row.result, row.months[-1]) for row in long.rows
    ]
    assert len({row.result.direction for row in short.rows if row.result}) > 3
