"""What others have said of a person's figures and nobody who holds them has answered. Read by the first pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from measures.choices import PeriodState
from measures.models import Comment, Role
from measures.permissions import Standing
from measures.queries.load_queries import LoadQueryWaiting
from measures.queries.scope import HOLDERS

KEPT_FOR: Final = dt.timedelta(days=31)
"""How long a comment on a month that is published waits."""


def unanswered_comments(standing: Standing) -> QuerySet[Comment]:
    """Return the last words of threads on figures that the person holds, where no owner or deputy has them.

    Newest first. Figures need not be due: a question may come when they are approved.
    """
    thread = Comment.objects.filter(submission=OuterRef("submission")).order_by("-at", "-pk")
    holds = Role.objects.current(standing.on).filter(
        person=OuterRef("by"), measure=OuterRef("submission__measure"), role__in=HOLDERS
    )
    at_work = ~Q(submission__period__state=PeriodState.PUBLISHED) | Q(at__gte=timezone.now() - KEPT_FOR)
    found = (
        Comment.objects.filter(at_work, submission__measure__in=standing.measures_as(*HOLDERS))
        .annotate(last=Subquery(thread.values("pk")[:1]))
        .filter(~Exists(holds), pk=F("last"))
        .select_related("by", "submission__definition", "submission__period__scorecard")
    )
    return found.order_by("-at", "-pk")


def without_answers(comments: Iterable[Comment], queries: Iterable[LoadQueryWaiting]) -> list[Comment]:
    """Return the comments without the answers that the page shows with their questions."""
    answers = {each.query.answer_id for each in queries}
    return [comment for comment in comments if comment.pk not in answers]
