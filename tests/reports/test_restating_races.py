"""A restatement and what else is published at the same moment: one figure stands, and the editions say which."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import pytest

from measures.actions import restatements
from measures.actions.drafts import Draft
from measures.actions.outcome import Overtaken, Refused
from measures.choices import Audience, FigureSource, PeriodState, RestatementState
from measures.models import Event, Period, Restatement, Revision, Submission
from reports.actions import publish, publish_restatements, sign
from reports.content import from_data
from reports.models import Edition
from tests.factories.months import figure_of
from tests.factories.reports import NOVEMBER, Round, ready_round
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]

ROUNDS = max(int(os.environ.get("RACE_ROUNDS", "64")) // 8, 1)  # a round freezes editions: an eighth of the others
DECEMBER = dt.date(2023, 12, 1)


def published_november() -> Round:
    november = ready_round(measures=1)
    sign(period=november.period, by=november.signatory)
    publish(period=Period.objects.get(pk=november.period.pk), by=november.performance)
    november.period = Period.objects.select_related("scorecard").get(pk=november.period.pk)
    return november


def approved(november: Round) -> Restatement:
    """Return the restatement of November's 70% to 92%, ready to be published."""
    slot = slot_of(november)
    row = restatements.ask(submission=slot, reason="The count was of October.", by=november.owner)
    row = restatements.agree(restatement=row, version=0, by=november.performance)
    row = restatements.submit(
        restatement=row, version=1, draft=Draft(figure="92%", numerator="92", denominator="100"), by=november.owner
    )
    return restatements.approve(restatement=row, version=2, by=november.director)


def slot_of(november: Round) -> Submission:
    return Submission.objects.select_related("definition", "period", "measure", "published_revision").get(
        period=november.period
    )


def restates(november: Round, row: Restatement) -> Any:
    period = Period.objects.select_related("scorecard").get(pk=november.period.pk)
    seen = restatements.fetch(row.pk)
    return lambda: publish_restatements(period=period, restatements=[seen], by=november.signatory)


def editions(november: Round, month: dt.date = NOVEMBER) -> list[Edition]:
    return list(
        Edition.objects.filter(scorecard=november.scorecard, period__month=month, audience=Audience.INTERNAL).order_by(
            "number"
        )
    )


def test_of_two_publishings_of_one_restatement_at_once_one_makes_the_next_edition() -> None:
    for _ in range(ROUNDS):
        november = published_november()
        row = approved(november)
        outcomes = at_once(restates(november, row), restates(november, row))
        assert [isinstance(outcome, list) for outcome in outcomes].count(True) == 1, outcomes
        assert [isinstance(outcome, Overtaken) for outcome in outcomes].count(True) == 1, outcomes
        assert [edition.number for edition in editions(november)] == [1, 2]
        assert Event.objects.filter(submission=slot_of(november), what="publish_restatement").count() == 1


def test_of_two_who_ask_at_once_one_has_asked() -> None:
    for _ in range(ROUNDS):
        november = published_november()
        slot = slot_of(november)
        outcomes = at_once(
            lambda slot=slot, by=november.owner: restatements.ask(submission=slot, reason="Of October.", by=by),  # type: ignore[misc]
            lambda slot=slot, by=november.director: restatements.ask(submission=slot, reason="A typo.", by=by),  # type: ignore[misc]
        )
        (asked,) = [outcome for outcome in outcomes if isinstance(outcome, Restatement)]
        (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        assert "has been asked for already" in refused.sentence
        assert [row.reason for row in Restatement.objects.filter(submission=slot)] == [asked.reason]


def test_a_signature_that_publishes_another_figure_during_a_restatement() -> None:
    """December's signature publishes what an older extract has of November, while November is being restated."""
    for _ in range(ROUNDS):
        november = published_november()
        slot = slot_of(november)
        extract = Revision.objects.create(
            submission=slot, number=2, value="80", said="80%", revised=True, source=FigureSource.LOADED
        )
        Submission.objects.filter(pk=slot.pk).update(pending_revision=extract)
        row = approved(november)
        december = figure_of(
            november.definitions[0], DECEMBER, "95", by=november.owner, approver=november.director, happening="Well."
        ).period
        restated, signed = at_once(
            restates(november, row),
            lambda period=december, by=november.signatory: sign(period=period, by=by, exceptions_confirmed=True),  # type: ignore[misc]
        )
        assert isinstance(signed, Edition), signed
        assert Period.objects.get(pk=december.pk).state == PeriodState.SIGNED
        slot, row = slot_of(november), restatements.fetch(row.pk)
        printed = from_data(signed.data()).by_ref("1.0").figure(NOVEMBER).printed
        numbers = [edition.number for edition in editions(november)]
        if isinstance(restated, Overtaken):
            assert (slot.published_revision, row.state) == (extract, RestatementState.APPROVED)
            assert (printed, numbers) == ("80% r", [1])
        else:
            assert isinstance(restated, list), restated
            assert (slot.published_revision, row.state) == (row.revision, RestatementState.PUBLISHED)
            assert (printed, numbers) == ("92% r", [1, 2])
        assert slot.pending_revision_id is None
        assert all(edition.is_whole() for edition in Edition.objects.filter(scorecard=november.scorecard))
