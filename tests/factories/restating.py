"""A published month whose figures are corrected, step by step from the question to the next edition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from measures.actions import restatements
from measures.actions.drafts import Draft
from measures.models import Period, Restatement, Submission
from reports.actions import publish, publish_restatements, sign
from reports.models import Edition
from tests.factories.reports import Round, ready_round

WRONG = "The count was of October."
RIGHT = Draft(figure="92%", numerator="92", denominator="100", happening="Visits are on time again.")


def read_by_the_board(*, measures: int = 2, at_length: Sequence[str] | None = None) -> Round:
    """Return a November that the board has read, with figures of 70%."""
    made = ready_round(measures=measures)
    sign(period=made.period, by=made.signatory, at_length=at_length)
    made.period = publish_period(made)
    made.submissions = [fresh(made, place) for place in range(measures)]
    return made


def publish_period(made: Round) -> Period:
    """Publish the signed month, and return it."""
    publish(period=Period.objects.get(pk=made.period.pk), by=made.performance)
    return Period.objects.select_related("scorecard").get(pk=made.period.pk)


def fresh(made: Round, place: int = 0) -> Submission:
    """Return a figure as it stands now."""
    return Submission.objects.select_related("definition", "period", "measure", "published_revision").get(
        pk=made.submissions[place].pk
    )


def asked(november: Round, place: int = 0, reason: str = WRONG) -> Restatement:
    """Return a restatement that the owner has asked for."""
    return restatements.fetch(restatements.ask(submission=fresh(november, place), reason=reason, by=november.owner).pk)


def agreed(november: Round, place: int = 0) -> Restatement:
    """Return one that the performance team has agreed to."""
    row = asked(november, place)
    return restatements.agree(restatement=row, version=row.version, by=november.performance)


def submitted(november: Round, place: int = 0, draft: Draft = RIGHT, **options: Any) -> Restatement:
    """Return one whose corrected figure waits for approval."""
    row = agreed(november, place)
    return restatements.submit(restatement=row, version=row.version, draft=draft, by=november.owner, **options)


def approved(november: Round, place: int = 0) -> Restatement:
    """Return one that the director has approved."""
    row = submitted(november, place)
    return restatements.approve(restatement=row, version=row.version, by=november.director)


def published(november: Round, *rows: Restatement) -> list[Edition]:
    """Publish restatements, and return the editions."""
    return publish_restatements(period=november.period, restatements=rows, by=november.signatory)
