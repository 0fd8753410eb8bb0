"""Mail to people: written and recorded in one transaction, then sent; at most one a person a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from measures.choices import NoticeKind
from measures.models import Notice
from measures.models.notice import LINK
from measures.notices.asked import asked_by_person, without_twice
from measures.notices.comments import comments_by_person
from measures.notices.corrected import corrected_by_person
from measures.notices.delegated import delegated_by_person
from measures.notices.early import early_by_person
from measures.notices.editions import editions_by_person
from measures.notices.late_actions import late_actions_by_person
from measures.notices.reminders import Line, lines_by_person
from measures.notices.returned import returned_by_person
from measures.notices.revised import revised_by_person

NEWS_FROM: Final = 7
"""The hour from which news is told of by a mail of its own: the morning's mail goes out first."""
GATHERED: Final = dt.timedelta(minutes=30)
"""How long a comment, a return or a correction waits for others, because there is only one mail a day."""

log = structlog.get_logger(__name__)


def send_reminders(*, now: dt.datetime | None = None) -> int:
    """Write the day's mail for everyone who has something to do, and send it; return how many went out.

    Running it again on the same day sends nothing twice; what failed to go out is tried again.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    asked, returned = asked_by_person(now), returned_by_person(now)
    lines = without_twice(lines_by_person(today), _together(asked, returned))
    told = (asked, returned, lines, late_actions_by_person(today), *_news(now, done_before=now))
    return _write_and_send(_together(*told), now)


def goes_out_at_once(now: dt.datetime) -> bool:
    """Return whether what is new is told at once: not in the night, when it waits for the morning's mail."""
    return timezone.localtime(now).hour >= NEWS_FROM


def send_news(*, now: dt.datetime | None = None) -> int:
    """Tell of what is new those who have had no mail today; return how many went out.

    Of reminders by hand, what came back and all that is done once. Whoever has had the day's mail hears of them in that
    of the next working day. What did not go out is tried again. May run as often as one likes.
    """
    now = now or timezone.now()
    if not goes_out_at_once(now):
        return 0
    before = now - GATHERED
    returned = returned_by_person(now, done_before=before)
    return _write_and_send(_together(asked_by_person(now), returned, *_news(now, done_before=before)), now)


def _news(now: dt.datetime, *, done_before: dt.datetime) -> tuple[dict[int, list[Line]], ...]:
    """Return what each person is told that is done once: what people may yet add to until `done_before` alone."""
    return (
        delegated_by_person(now),
        corrected_by_person(now, done_before=done_before),
        revised_by_person(now),
        editions_by_person(now),
        early_by_person(now),
        comments_by_person(now, written_before=done_before),
    )


def _together(*told: dict[int, list[Line]]) -> dict[int, list[Line]]:
    """Return all that each person is told."""
    found: dict[int, list[Line]] = {}
    for lines in told:
        for person_id, own in lines.items():
            found.setdefault(person_id, []).extend(own)
    return found


def _write_and_send(lines: dict[int, list[Line]], now: dt.datetime) -> int:
    today = timezone.localdate(now)
    had = Notice.objects.filter(day=today, kind=NoticeKind.REMINDER).values("recipient")
    for person in get_user_model().objects.filter(pk__in=lines, is_active=True).exclude(pk__in=had).order_by("pk"):
        write_notice(person, lines[person.pk], today, now=now)
    waiting = Notice.objects.unsent().filter(day=today, kind=NoticeKind.REMINDER)
    return sum(send(notice) for notice in waiting.select_related("recipient"))


@dataclass(frozen=True, slots=True)
class Group:
    """What a mail says under one heading."""

    heading: str
    note: str
    lines: list[Line]


def groups_of(lines: Iterable[Line]) -> list[Group]:
    """Return the lines under their headings: each heading once, where it first comes, its lines in their order."""
    found: dict[str, Group] = {}
    for line in lines:
        found.setdefault(line.heading, Group(line.heading, line.note, [])).lines.append(line)
    return list(found.values())


@transaction.atomic
def write_notice(person: Any, lines: list[Line], day: dt.date, *, now: dt.datetime) -> Notice:
    """Record the day's mail to a person; the one that is already recorded is left as it is."""
    groups = groups_of(lines)
    service, count = settings.PORTAL_SERVICE_NAME, len(lines)
    about = {"person": person, "groups": groups, "address": settings.PORTAL_ADDRESS, "service": service}
    subject = groups[0].heading if len(groups) == 1 else f"{count} things wait for you in the {service}"
    notice, new = Notice.objects.get_or_create(
        recipient=person,
        day=day,
        kind=NoticeKind.REMINDER,
        defaults={
            "subject": subject[:200],
            "text": render_to_string("measures/mail/reminder.txt", about),
            "html": render_to_string("measures/mail/reminder.html", about),
            "made_at": now,
        },
    )
    if new:
        notice.scorecards.set({line.scorecard_id for line in lines})
        notice.events.set({line.event_id for line in lines if line.event_id is not None})
        notice.comments.set({line.comment_id for line in lines if line.comment_id is not None})
    return notice


def send(notice: Notice, *, link: str = "") -> bool:
    """Send one notice; return whether it went out. It is marked first, so that two workers never send it twice.

    `link` is one that stands in no row, so that it can not be found again.
    """
    now = timezone.now()
    if not Notice.objects.unsent().filter(pk=notice.pk).update(sent_at=now, error=""):
        return False
    to = f"{notice.recipient.get_full_name()} <{notice.address}>"
    message = EmailMultiAlternatives(subject=notice.subject, body=with_link(notice, notice.text, link), to=[to])
    message.attach_alternative(with_link(notice, notice.html, link), "text/html")
    try:
        message.send()
    except OSError as error:
        Notice.objects.filter(pk=notice.pk).update(sent_at=None, error=str(error))
        log.warning("notice_not_sent", notice=notice.pk, error=str(error))
        return False
    return True


def with_link(notice: Notice, text: str, link: str = "") -> str:
    """Return the text of a notice with the link that only its recipient is to have."""
    if notice.invitation is not None:
        link = settings.PORTAL_ADDRESS + reverse("account_invitation", args=[notice.invitation.token])
    elif notice.email_change is not None:
        link = settings.PORTAL_ADDRESS + reverse("account_new_email_confirm", args=[notice.email_change.token])
    return text.replace(LINK, link) if link else text
