"""A restatement and what else is published at the same moment: one figure stands, and the editions say which."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from measures.actions import restatements
from measures.actions.outcome import Overtaken, Refused
from measures.choices import Audience, FigureSource, PeriodState, RestatementState, SubmissionState
from measures.models import Event, Period, Restatement, Revision, Submission
from measures.models.submission import SubmissionQuerySet
from measures.models.versioned import VersionedQuerySet
from reports.actions import publish_imported_history, publish_restatements, sign
from reports.content import from_data
from reports.models import Edition, Publication
from tests import racing
from tests.factories.months import RevisionFactory, figure_of
from tests.factories.reports import NOVEMBER, Round, ready_round
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))
"""How often each race is run; 200 times before a change is taken in. What a round needs is put in place by rows."""
DECEMBER = dt.date(2023, 12, 1)


def published_november(edition: Edition | None = None) -> Round:
    """Return a November of one figure, 70%, published before the portal: edition 1 is made, or copied from another."""
    november = ready_round(measures=1)
    (slot,) = november.submissions
    slot.state, slot.published_revision = SubmissionState.PUBLISHED, slot.approved_revision
    slot.save()
    Period.objects.filter(pk=november.period.pk).update(state=PeriodState.PUBLISHED, imported=True)
    november.period = Period.objects.select_related("scorecard").get(pk=november.period.pk)
    if edition is None:
        publish_imported_history(scorecard=november.scorecard)
    else:
        made = Edition.objects.create(
            scorecard=november.scorecard, period=november.period, number=1, imported=True, content=edition.content,
            sha256=edition.sha256,
        )  # fmt: skip
        Publication.objects.create(edition=made)
    return november


def approved(november: Round) -> Restatement:
    """Return the restatement of November's 70% to 92%, ready to be published."""
    slot = slot_of(november)
    assert slot.published_revision is not None
    revision = RevisionFactory.create(
        submission=slot, number=3, value=92, said="92%", numerator=92, denominator=100, revised=True
    )
    return Restatement.objects.create(
        submission=slot, state=RestatementState.APPROVED, reason="The count was of October.", asked_by=november.owner,
        published_revision=slot.published_revision, revision=revision, approved_by=november.director,
        approved_at=timezone.now(),
    )  # fmt: skip


def approved_again(row: Restatement) -> None:
    """Put the restatement and its figure back to where they were before it was published."""
    Restatement.objects.filter(pk=row.pk).update(state=RestatementState.APPROVED, version=F("version") + 1)
    Submission.objects.filter(pk=row.submission_id).update(
        published_revision=row.published_revision, version=F("version") + 1
    )


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


def the_second_first(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Do two things that were prepared together one after the other; return what each returned or raised."""
    (later,), (earlier,) = racing.at_once(second), racing.at_once(first)
    return [earlier, later]


def test_of_two_publishings_of_one_restatement_at_once_one_makes_the_next_edition() -> None:
    november = published_november()
    row = approved(november)
    for number in range(ROUNDS):
        outcomes = at_once(restates(november, row), restates(november, row))
        assert [isinstance(outcome, list) for outcome in outcomes].count(True) == 1, outcomes
        assert [isinstance(outcome, Overtaken) for outcome in outcomes].count(True) == 1, outcomes
        assert [edition.number for edition in editions(november)] == list(range(1, number + 3))
        assert Event.objects.filter(submission=slot_of(november), what="publish_restatement").count() == number + 1
        assert slot_of(november).published_revision == row.revision
        approved_again(row)


def test_of_two_who_ask_at_once_one_has_asked() -> None:
    november = published_november()
    slot = slot_of(november)
    for _ in range(ROUNDS):
        outcomes = at_once(
            lambda: restatements.ask(submission=slot, reason="Of October.", by=november.owner),
            lambda: restatements.ask(submission=slot, reason="A typo.", by=november.director),
        )
        asked = [outcome.reason for outcome in outcomes if isinstance(outcome, Restatement)]
        refused = [outcome.sentence for outcome in outcomes if isinstance(outcome, Refused)]
        assert (len(asked), refused) == (1, ["A restatement of this figure has been asked for already."])
        unanswered = Restatement.objects.filter(submission=slot, state=RestatementState.ASKED)
        assert [row.reason for row in unanswered] == asked
        unanswered.update(state=RestatementState.REFUSED)


def calls_off(november: Round, seen: Restatement) -> Any:
    return restatements.call_off(restatement=seen, version=seen.version, by=november.owner)


def agrees(november: Round, seen: Restatement) -> Any:
    return restatements.agree(restatement=seen, version=seen.version, by=november.director)


def refuses(november: Round, seen: Restatement) -> Any:
    return restatements.refuse(restatement=seen, version=seen.version, reason="It is right.", by=november.director)


@pytest.mark.parametrize("other", [calls_off, agrees, refuses])
def test_of_a_withdrawn_request_and_another_step_at_once_one_holds(other: Callable[..., Any]) -> None:
    november = published_november()
    row = restatements.ask(submission=slot_of(november), reason="Of October.", by=november.owner)
    winners = set()
    for _ in range(ROUNDS):
        before = Event.objects.filter(about=f"restatement {row.pk}").count()
        one, two = restatements.fetch(row.pk), restatements.fetch(row.pk)
        outcomes = at_once(partial(calls_off, november, one), partial(other, november, two))
        assert [isinstance(outcome, Restatement) for outcome in outcomes].count(True) == 1, outcomes
        assert [isinstance(outcome, Overtaken) for outcome in outcomes].count(True) == 1, outcomes
        events = Event.objects.filter(about=f"restatement {row.pk}").order_by("-pk")
        after = restatements.fetch(row.pk)
        assert (events.count(), events[0].to_state) == (before + 1, after.state)
        winners.add(after.state)
        Restatement.objects.filter(pk=row.pk).update(
            state=RestatementState.ASKED, version=F("version") + 1, decided_by=None, decided_at=None, answer=""
        )
    assert winners


def test_a_signature_that_publishes_another_figure_during_a_restatement() -> None:
    """December's signature publishes what an older extract has of November, while November is being restated."""
    first = editions(published_november())[0]
    for _ in range(ROUNDS):
        november = published_november(first)
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


@pytest.mark.parametrize("race", [
    test_of_two_publishings_of_one_restatement_at_once_one_makes_the_next_edition,
    test_a_signature_that_publishes_another_figure_during_a_restatement,
])  # fmt: skip
def test_without_the_guards_a_race_of_publishing_goes_red(
    race: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of both races, where neither the restatement nor its figure has to be as it was read.

    The second of the two goes first, which is the order in which both races need the guards.
    """

    def claims(
        rows: VersionedQuerySet[Any], pk: int, *, state: str, version: int, to_state: str, **changes: Any
    ) -> bool:
        return bool(rows.filter(pk=pk).update(state=to_state, version=F("version") + 1, **changes))

    def corrects(rows: SubmissionQuerySet, slot: Submission, *, published: int | None, corrected: Revision) -> bool:
        return bool(rows.filter(pk=slot.pk).update(published_revision=corrected, version=F("version") + 1))

    monkeypatch.setattr(VersionedQuerySet, "claim", claims)
    monkeypatch.setattr(SubmissionQuerySet, "correct", corrects)
    monkeypatch.setattr(sys.modules[__name__], "at_once", the_second_first)
    with pytest.raises(AssertionError):
        race()


def test_without_the_guard_of_the_database_two_have_asked() -> None:
    """The control of the race of two who ask, where the database takes two restatements of one figure."""
    (guard,) = [
        each for each in Restatement._meta.constraints if each.name == "one_restatement_of_a_submission_at_a_time"
    ]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Restatement, guard)
    try:
        with pytest.raises(AssertionError):
            test_of_two_who_ask_at_once_one_has_asked()
    finally:
        Restatement.objects.update(state=RestatementState.REFUSED)
        with connection.schema_editor() as editor:
            editor.add_constraint(Restatement, guard)
