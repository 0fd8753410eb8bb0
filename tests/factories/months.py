"""Months, and the figures of measures in them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import factory

from measures.choices import FigureSource, PeriodState, SubmissionState
from measures.models import MeasureDefinition, Period, Revision, Submission

from .catalogue import DefinitionFactory, ScorecardFactory


class PeriodFactory(factory.django.DjangoModelFactory[Period]):
    """An open month."""

    class Meta:
        model = Period
        django_get_or_create = ("scorecard", "month")

    scorecard = factory.SubFactory(ScorecardFactory)
    month = dt.date(2023, 11, 1)
    state = PeriodState.OPEN.value


class SubmissionFactory(factory.django.DjangoModelFactory[Submission]):
    """A slot that nobody has filled yet. Its month is of the measure's scorecard."""

    class Meta:
        model = Submission

    definition = factory.SubFactory(DefinitionFactory)
    measure = factory.SelfAttribute("definition.measure")
    period = factory.SubFactory(PeriodFactory, scorecard=factory.SelfAttribute("..measure.scorecard"))


class RevisionFactory(factory.django.DjangoModelFactory[Revision]):
    """A figure as it was submitted. Which state its slot is in is for `figure_of` to say."""

    class Meta:
        model = Revision

    submission = factory.SubFactory(SubmissionFactory)
    number = 1
    source = FigureSource.LOADED.value


def figure_of(
    definition: MeasureDefinition,
    month: dt.date,
    value: Decimal | str | None = None,
    *,
    state: SubmissionState = SubmissionState.APPROVED,
    by: Any = None,
    approver: Any = None,
    **revision: Any,
) -> Submission:
    """Return the slot of a measure in a month with a figure in the given state: a revision that speaks for it."""
    period = PeriodFactory.create(scorecard=definition.measure.scorecard, month=month)
    submission = SubmissionFactory.create(definition=definition, measure=definition.measure, period=period)
    at = dt.datetime(month.year, month.month, 20, 9, 30, tzinfo=dt.UTC)
    if value is not None:
        revision.setdefault("said", str(value))
        value = Decimal(value)
    made = RevisionFactory.create(submission=submission, value=value, made_by=by, made_at=at, **revision)
    submission.state = state.value
    submission.submitted_revision = made
    submission.submitted_by, submission.submitted_at = by, at if by else None
    if state in (SubmissionState.APPROVED, SubmissionState.PUBLISHED):
        submission.approved_revision = made
        submission.approved_by, submission.approved_at = approver, at if approver else None
    if state is SubmissionState.PUBLISHED:
        submission.published_revision = made
    submission.save()
    return submission
