"""Reminding by hand: the performance team asks for the figures that are not in yet.

Writes the events; `measures.notices.asked` reads them, and the mail that tells of them is written at once for whoever
has had none that day, and with the next working day's mail for whoever has. Called by the page of the board.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from measures.actions import hints
from measures.actions.outcome import Refused, insist, name_of, record
from measures.choices import NoticeKind, RoleName, SubmissionState
from measures.models import Event, Notice, Period, Role, Submission
from measures.permissions import Standing, may_remind
from measures.working_days import is_working_day, working_day_from

REMIND: Final = "remind"
"""What the event is called."""
WAITS_IN: Final = (SubmissionState.NOT_STARTED, SubmissionState.DRAFT, SubmissionState.RETURNED)


@dataclass
class Reminded:
    """What came of it."""

    submissions: list[Submission] = field(default_factory=list)
    people: dict[Any, dt.date] = field(default_factory=dict)
    """Who is told, and on which day their mail goes out."""
    refused: list[str] = field(default_factory=list)
    """What nobody is reminded of, each with its sentence."""


@transaction.atomic
def remind(*, period: Period, submissions: Iterable[Submission], by: Any, now: dt.datetime | None = None) -> Reminded:
    """Remind those who have these figures of a month. What needs no reminder is told, and the rest goes on.

    A figure is reminded of once a day. Raises `Refused` for whoever does not keep the scorecard, and for no figures.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    insist(may_remind(Standing.of(by, today), period))
    Period.objects.select_for_update().get(pk=period.pk)  # of two who send at the same time, the second sees the first
    wanted = [each.pk for each in submissions]
    rows = Submission.objects.filter(period=period, pk__in=wanted).select_related("definition", "measure", "period")
    found = list(rows.in_order())
    if not found:
        raise Refused("Nobody was reminded.", {"figure": "Select the figures to remind people of."})
    told, earlier = told_of(found, today), reminded_on(found, now)
    done = Reminded()
    people: dict[int, Any] = {}
    for row in found:
        if sentence := _why_not(row, told.get(row.pk, []), earlier.get(row.pk)):
            done.refused.append(sentence)
            continue
        record(REMIND, by=by, now=now, submission=row)
        done.submissions.append(row)
        people |= {person.pk: person for person in told[row.pk]}
    days = days_of_mail(people, now)
    done.people = {person: days[pk] for pk, person in people.items()}
    if done.submissions:
        hints.tell()
    return done


def _why_not(row: Submission, told: list[Any], earlier: Event | None) -> str:
    """Return why nobody is reminded of a figure; empty where somebody is."""
    ref = row.definition.ref
    if row.state not in WAITS_IN or not row.takes_changes():
        return f"Nobody was reminded of {ref}: it is {row.state} now, so it does not wait for its owner."
    if not told:
        return f"Nobody was reminded of {ref}: it has no owner or deputy who can sign in."
    if earlier is not None:
        when = timezone.localtime(earlier.at)
        return f"Nobody was reminded of {ref} again: {name_of(earlier.by)} did so today at {when:%H:%M}."
    return ""


def told_of(submissions: Iterable[Submission], today: dt.date) -> dict[int, list[Any]]:
    """Return who is reminded of each figure: its owner; its deputies too once it is late, or where it has no owner.

    By the submission's id, people by name; one query.
    """
    rows = list(submissions)
    roles = Role.objects.current(today).filter(
        measure__in={row.measure_id for row in rows},
        role__in=[RoleName.OWNER, RoleName.DEPUTY],
        person__is_active=True,
    )
    held: dict[int, dict[RoleName, dict[int, Any]]] = {}
    for role in roles.select_related("person").order_by("starts", "pk"):
        by_role = held.setdefault(role.measure_id or 0, {RoleName.OWNER: {}, RoleName.DEPUTY: {}})
        by_role[RoleName(role.role)][role.person_id] = role.person
    found: dict[int, list[Any]] = {}
    for row in rows:
        own = held.get(row.measure_id, {})
        people = dict(own.get(RoleName.OWNER, {}))
        if not people or row.is_late_on(today):
            people |= own.get(RoleName.DEPUTY, {})
        found[row.pk] = sorted(people.values(), key=name_of)
    return found


def reminded_on(submissions: Iterable[Submission], now: dt.datetime) -> Mapping[int, Event]:
    """Return who reminded of each figure on the day, the last of them, by the submission's id (one query)."""
    begins = timezone.make_aware(dt.datetime.combine(timezone.localdate(now), dt.time()))
    events = Event.objects.filter(
        what=REMIND, submission__in=list(submissions), at__gte=begins, at__lt=begins + dt.timedelta(days=1)
    )
    return {event.submission_id or 0: event for event in events.select_related("by").order_by("pk")}


def days_of_mail(people: Iterable[int], now: dt.datetime) -> dict[int, dt.date]:
    """Return the day on which each person's next mail goes out, by their id: one a day, none when nobody works.

    One query.
    """
    today = timezone.localdate(now)
    following = working_day_from(today + dt.timedelta(days=1), 1)
    if not is_working_day(today):
        return dict.fromkeys(people, following)
    ids = list(people)
    had = set(
        Notice.objects.filter(day=today, kind=NoticeKind.REMINDER, recipient__in=ids).values_list(
            "recipient", flat=True
        )
    )
    return {pk: following if pk in had else today for pk in ids}
