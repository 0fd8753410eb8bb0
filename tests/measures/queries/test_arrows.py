"""The recorded arrows beside ours: what the scorecard says, and what a figure is compared with, however long ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from measures.actions.recalculate import recalculate
from measures.calculation.due import months_between, months_later
from measures.choices import Direction, RoleName, SubmissionState
from measures.models import RecordedDirection, Scorecard, Status, Submission
from measures.permissions import Standing
from measures.queries.arrows import compared_arrows
from measures.queries.cells import Cell
from measures.queries.scorecard import COMPARED_OVER, scorecard_table
from measures.series.known import SPEAKERS
from tests.factories.bulk import FIRST, filled_scorecard, record_arrows

pytestmark = pytest.mark.django_db

MONTHS = COMPARED_OVER + 4
LAST = months_later(FIRST, MONTHS - 1)


@pytest.fixture(scope="module")
def scorecard(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scorecard]:
    """Make a scorecard whose every measure has an arrow in the last month, and some of them no status."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = filled_scorecard("of-24", measures=24, months=MONTHS)
        recalculate(scorecard=made)
        record_arrows(made, LAST)
        for measure in made.measures.order_by("pk")[::4]:
            Status.objects.filter(revision__submission__measure=measure).update(current=False)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def standing(scorecard: Scorecard) -> Standing:
    """Return somebody who sees every state of it."""
    return Standing(None, LAST, scorecards={RoleName.PERFORMANCE: frozenset({scorecard.pk})})


def test_ours_are_those_of_the_scorecard(scorecard: Scorecard, standing: Standing) -> None:
    rows = {row.ref: row for row in scorecard_table(scorecard, LAST, standing, months=MONTHS).rows}
    found = compared_arrows(scorecard, LAST, standing)
    assert len(found) > 15
    for each in found:
        row = rows[each.line.definition.ref]
        assert row.result is not None
        assert (each.ours, each.result.direction_sentence) == (row.result.direction, row.result.direction_sentence)
        assert each.figure == row.months[-1]


def test_the_figure_before_is_the_one_that_is_compared_with(scorecard: Scorecard, standing: Standing) -> None:
    rows = {row.ref: row for row in scorecard_table(scorecard, LAST, standing, months=MONTHS).rows}
    found = compared_arrows(scorecard, LAST, standing)
    for each in found:
        assert (each.before == Cell("")) == (each.ours is Direction.NO_COMPARISON)
        if each.result.before is not None:
            assert each.before == rows[each.line.definition.ref].months[months_between(FIRST, each.result.before)]
    assert {each.line.slots[LAST].revision_id is None for each in found if each.result.before} == {True, False}


@pytest.mark.parametrize("stored", [True, False])
def test_a_figure_is_compared_with_one_of_more_than_a_year_ago(
    scorecard: Scorecard, standing: Standing, stored: bool
) -> None:
    old = months_later(LAST, -COMPARED_OVER)
    measure = next(
        each.line.measure
        for each in compared_arrows(scorecard, LAST, standing)
        if each.line.slots[LAST].revision_id and each.result.before and each.result.before > months_later(LAST, -4)
    )
    of_the_year = Submission.objects.filter(measure=measure, period__month__gt=old, period__month__lt=LAST)
    of_the_year.update(state=SubmissionState.NOT_STARTED, **dict.fromkeys(SPEAKERS))
    recalculate(scorecard=scorecard, measures=[measure.pk])
    if not stored:
        Status.objects.filter(revision__submission__measure=measure).update(current=False)
    (found,) = (each for each in compared_arrows(scorecard, LAST, standing) if each.line.measure == measure)
    assert found.result.before is not None
    assert found.result.before <= old
    assert found.before.text


def questions(scorecard: Scorecard, month: dt.date, standing: Standing) -> int:
    with CaptureQueriesContext(connection) as captured:
        compared_arrows(scorecard, month, standing)
    return len(captured)


def test_a_fixed_number_of_questions_finds_them(scorecard: Scorecard, standing: Standing) -> None:
    every = questions(scorecard, LAST, standing)
    RecordedDirection.objects.exclude(measure__in=scorecard.measures.order_by("pk")[:8]).delete()
    assert questions(scorecard, LAST, standing) == every
    assert every <= 9
