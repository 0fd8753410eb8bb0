"""The questions about loaded figures that one person may see: those that wait for them, those of a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from measures.choices import PeriodState, SubmissionState
from measures.models import LoadQuery, Submission
from measures.permissions import Standing
from measures.queries.scope import HOLDERS, submissions
from measures.query_permissions import may_answer

WITH_OWNER = (SubmissionState.DRAFT, SubmissionState.RETURNED)


@dataclass(frozen=True, repr=False)  # a page may ask for the repr, and that of rows would ask the database
class LoadQueryWaiting:
    """One question that waits for the person: to be answered, or to be acted on now that it is."""

    query: LoadQuery
    does: str


def visible_queries(standing: Standing) -> QuerySet[LoadQuery]:
    """Return the questions about the figures that the person sees in every state, oldest first."""
    return (
        LoadQuery.objects.filter(submission__in=submissions(standing).values("pk"))
        .select_related(
            "submission__measure",
            "submission__definition__section",
            "submission__period__scorecard",
            "question__by",
            "answer__by",
            "load",
        )
        .order_by("pk")
    )


def queries_of(submission: Submission) -> list[LoadQuery]:
    """Return the questions about a figure that the person sees, oldest first (one query)."""
    rows = LoadQuery.objects.filter(submission=submission).select_related("question__by", "answer__by", "load")
    return list(rows.order_by("pk"))


def open_queries(standing: Standing) -> QuerySet[LoadQuery]:
    """Return the questions that the person may see and that somebody has still to answer or to act on."""
    with_owner = Q(submission__state__in=WITH_OWNER, submission__period__state=PeriodState.OPEN)
    return visible_queries(standing).filter(Q(answer__isnull=True) | with_owner)


def queries_waiting(standing: Standing, rows: Iterable[LoadQuery] | None = None) -> list[LoadQueryWaiting]:
    """Return the questions that wait for the person: the team's to answer, the owner's to act on.

    `rows` are the open ones, where they are read; else they are asked for (one query).
    """
    held = standing.measures_as(*HOLDERS)
    found = []
    for row in open_queries(standing) if rows is None else rows:
        submission = row.submission
        if row.answer_id is None and may_answer(standing, row):
            found.append(LoadQueryWaiting(row, f"{row.question.by.get_full_name()} asks: {row.question}"))
        elif row.answer is not None and submission.measure_id in held and submission.draft_load_id == row.load_id:
            found.append(LoadQueryWaiting(row, f"Answered: {row.answer}"))
    return found
