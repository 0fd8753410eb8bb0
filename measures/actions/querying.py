"""Asking about a loaded figure, and answering. Question and answer stand in the figure's thread; no state changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused, insist, name_of, record
from measures.models import Comment, LoadQuery, Submission
from measures.permissions import Standing
from measures.query_permissions import may_answer, may_ask_about, queried_load


@transaction.atomic
def ask_about(*, submission: Submission, text: str, by: Any, now: dt.datetime | None = None) -> LoadQuery:
    """Ask the performance team about a loaded figure. A figure has one open question at a time."""
    now = now or timezone.now()
    insist(may_ask_about(Standing.of(by, timezone.localdate(now)), submission))
    words = _words(text, "Enter what you want to know about the figure.")
    load_id = queried_load(submission)
    if load_id is None:
        raise Refused("No extract has loaded this figure.")
    question = Comment.objects.create(submission=submission, text=words, by=by, at=now)
    try:
        with transaction.atomic():
            query = LoadQuery.objects.create(submission=submission, load_id=load_id, question=question)
    except IntegrityError as error:
        asked = LoadQuery.objects.open().filter(submission=submission).select_related("question__by").first()
        who = name_of(asked.question.by) if asked else "Somebody else"
        raise Overtaken(f"{who} has asked about this figure already, and it waits for an answer.") from error
    record("ask_about_load", by=by, now=now, submission=submission, about=f"load query {query.pk}", why=words)
    return query


@transaction.atomic
def answer_query(*, query: LoadQuery, text: str, by: Any, now: dt.datetime | None = None) -> LoadQuery:
    """Answer what was asked. Raises `Overtaken` where another member of the team was first."""
    now = now or timezone.now()
    insist(may_answer(Standing.of(by, timezone.localdate(now)), query))
    words = _words(text, "Enter the answer.")
    answer = Comment.objects.create(submission=query.submission, text=words, by=by, at=now)
    if not LoadQuery.objects.open().filter(pk=query.pk).update(answer=answer):
        given = LoadQuery.objects.select_related("answer__by").get(pk=query.pk).answer
        raise Overtaken(f"{name_of(given.by if given else None)} has answered this already: {given}")
    record("answer_query", by=by, now=now, submission=query.submission, about=f"load query {query.pk}", why=words)
    query.answer = answer
    return query


def _words(text: str, sentence: str) -> str:
    if not text.strip():
        raise Refused(sentence, {"query": sentence})
    return text.strip()
