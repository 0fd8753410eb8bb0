"""Who is told of a comment on a submission: the other side of it.

What the owner or a deputy says, the directors of the section hear; what a director says, the owner and whoever entered
the figure. What the performance team says, both hear; what is asked about a loaded figure, the performance team hears.
Whoever has spoken in the thread hears all of it. Nobody hears of what they said themselves, nor of what they have
answered since. Only reads; `mail` writes and sends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils import timezone

from measures.choices import NoticeKind, RoleName
from measures.models import Comment, LoadQuery, Notice
from measures.notices.held import Held, held_on, who_is
from measures.notices.reminders import Line, path_of
from measures.working_days import is_working_day

TOLD_FOR: Final = dt.timedelta(days=14)
"""How long after it was written a comment is still told of."""
HOLDERS: Final = frozenset({RoleName.OWNER, RoleName.DEPUTY})
DECIDERS: Final = frozenset({RoleName.DIRECTOR, RoleName.SIGNATORY})


def comments_by_person(now: dt.datetime, *, written_before: dt.datetime | None = None) -> dict[int, list[Line]]:
    """Return the comments that each person is to be told of, by the person's id; none on a day of no work.

    `written_before` leaves newer ones to the next time.
    """
    if not is_working_day(timezone.localdate(now)):
        return {}
    written = Comment.objects.filter(at__gt=now - TOLD_FOR, at__lte=written_before or now)
    comments = list(
        written.select_related("by", "submission__definition", "submission__period__scorecard").order_by("at", "pk")
    )
    if not comments:
        return {}
    threads = _threads({comment.submission_id for comment in comments})
    held = held_on(
        {comment.submission_id: comment.submission for comment in comments}.values(), timezone.localdate(now)
    )
    told = _told(comments, timezone.localdate(now))
    asked = set(LoadQuery.objects.filter(question__in=comments).values_list("question", flat=True))
    found: dict[int, list[Line]] = {}
    for comment in comments:
        own = held.get(comment.submission_id, {})
        for person_id in sorted(_hears(comment, threads[comment.submission_id], own, asks=comment.pk in asked)):
            if (comment.pk, person_id) not in told:
                found.setdefault(person_id, []).append(_line(comment))
    return {person_id: sorted(lines, key=lambda line: line.heading) for person_id, lines in found.items()}


def _line(comment: Comment) -> Line:
    """Return what the mail says: who commented and on what, not what they said of a figure that is not published."""
    submission = comment.submission
    period = submission.period
    return Line(
        heading=f"New comments, {period}",
        text=f"{comment.by.get_full_name()} commented on {submission.definition}",
        path=f"{path_of(period, submission)}#comments",
        scorecard_id=period.scorecard_id,
        comment_id=comment.pk,
    )


def _hears(comment: Comment, thread: Iterable[Comment], held: Held, *, asks: bool = False) -> set[int]:
    """Return the ids of the people who are to hear of a comment; of a question about a load, the performance team."""
    submission, roles = comment.submission, held.get(comment.by_id, frozenset())
    owners = who_is(RoleName.OWNER, held)
    owners |= {pk for pk in (submission.submitted_by_id, submission.draft_by_id) if pk is not None and pk in held}
    directors = who_is(RoleName.DIRECTOR, held)
    holds, decides = bool(roles & HOLDERS), bool(roles & DECIDERS)
    hears = set() if holds and not decides else owners
    hears |= set() if decides and not holds else directors
    if asks:
        hears = who_is(RoleName.PERFORMANCE, held)
    hears |= {each.by_id for each in thread if each.by_id in held}
    answered = {each.by_id for each in thread if (each.at, each.pk) > (comment.at, comment.pk)}
    return hears - answered - {comment.by_id}


def _threads(submissions: Iterable[int]) -> dict[int, list[Comment]]:
    found: dict[int, list[Comment]] = {}
    for comment in Comment.objects.filter(submission__in=list(submissions)).defer("text"):
        found.setdefault(comment.submission_id, []).append(comment)
    return found


def _told(comments: Iterable[Comment], today: dt.date) -> set[tuple[int, int]]:
    """Return which comments stand in whose mail: what went out, and what is still to go out today."""
    mail = Notice.objects.filter(comments__in=list(comments), kind=NoticeKind.REMINDER)
    mail = mail.filter(Q(sent_at__isnull=False) | Q(day=today))
    return set(mail.values_list("comments", "recipient"))
