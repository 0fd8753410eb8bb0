"""Mail with a link that only its reader is to have, and what belongs to it: an invitation, a new address.

It does not wait for the day's one mail: without the link nobody can sign in. Written, recorded, sent. The rows are what
is to be told; what has been written once is not written again, what did not go out is tried again. The link to a new
password is in no row: it is sent when it is asked for, by `portal.accounts`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from measures.choices import NoticeKind
from measures.models import EmailChange, Invitation, Notice, Role
from measures.models.notice import LINK
from measures.notices.mail import send

TRIED_FOR: Final = dt.timedelta(days=2)
"""How long mail that can not go out is tried again."""

NOT_TRIED_HERE: Final = (NoticeKind.REMINDER, NoticeKind.NEW_PASSWORD)
"""The day's mail is tried again by itself; the link to a new password is asked for again."""


def send_letters(*, now: dt.datetime | None = None) -> int:
    """Write and send what waits; return how many went out. May run as often as one likes."""
    now = now or timezone.now()
    for invitation in Invitation.objects.waiting(now).filter(notices__isnull=True):
        write_invitation(invitation, now=now)
    for change in EmailChange.objects.waiting(now).filter(notices__isnull=True):
        write_email_change(change, NoticeKind.NEW_ADDRESS, now=now)
    changed = EmailChange.objects.filter(confirmed_at__gt=now - TRIED_FOR)
    for change in changed.exclude(notices__kind=NoticeKind.OLD_ADDRESS):
        write_email_change(change, NoticeKind.OLD_ADDRESS, now=now)
    waiting = Notice.objects.unsent().exclude(kind__in=NOT_TRIED_HERE).filter(made_at__gt=now - TRIED_FOR)
    sent = 0
    for notice in waiting.select_related("recipient", "invitation", "email_change").order_by("pk"):
        if _still_holds(notice, now):
            sent += send(notice)
    return sent


def _still_holds(notice: Notice, now: dt.datetime) -> bool:
    """Return whether what a mail says still is so: a link that works no more is not sent."""
    if notice.invitation is not None:
        return notice.invitation.works(now)
    if notice.email_change is not None and notice.kind == NoticeKind.NEW_ADDRESS:
        return notice.email_change.works(now)
    return True


@transaction.atomic
def write_invitation(invitation: Invitation, *, now: dt.datetime) -> Notice:
    """Record the mail of an invitation; its link is left out of what is kept."""
    about = {
        "person": invitation.person,
        "invitation": invitation,
        "by": invitation.invited_by,
        "scorecard": invitation.scorecard,
        "roles": Role.objects.of(invitation.person).not_over(timezone.localdate(now)).with_scope().order_by("pk"),
        "link": LINK,
        "service": settings.PORTAL_SERVICE_NAME,
    }
    notice, new = Notice.objects.get_or_create(
        invitation=invitation,
        defaults={
            "recipient": invitation.person,
            "kind": NoticeKind.INVITATION,
            "day": timezone.localdate(now),
            "subject": _subject("You are invited to the {}"),
            "text": render_to_string("measures/mail/invitation.txt", about),
            "html": render_to_string("measures/mail/invitation.html", about),
            "made_at": now,
        },
    )
    if new and invitation.scorecard_id is not None:
        notice.scorecards.add(invitation.scorecard_id)
    return notice


SUBJECTS: Final = {
    NoticeKind.NEW_ADDRESS: "Confirm your new email address for the {}",
    NoticeKind.OLD_ADDRESS: "Your email address for the {} was changed",
}
"""What a mail about an address is headed, with the name of the portal."""


def _subject(said: str) -> str:
    """Return the subject of a mail with the name of the portal, as long as the row of a mail holds it."""
    return said.format(settings.PORTAL_SERVICE_NAME)[:200]


@transaction.atomic
def write_email_change(change: EmailChange, kind: NoticeKind, *, now: dt.datetime) -> Notice:
    """Record the mail about a new address: to it, with the link that is left out of what is kept; or to the old one."""
    about = {"change": change, "person": change.person, "link": LINK, "service": settings.PORTAL_SERVICE_NAME}
    name = "new_address" if kind is NoticeKind.NEW_ADDRESS else "old_address"
    notice, _ = Notice.objects.get_or_create(
        email_change=change,
        kind=kind,
        defaults={
            "recipient": change.person,
            "day": timezone.localdate(now),
            "subject": _subject(SUBJECTS[kind]),
            "text": render_to_string(f"measures/mail/{name}.txt", about),
            "html": render_to_string(f"measures/mail/{name}.html", about),
            "made_at": now,
        },
    )
    return notice


def send_password_link(person: Any, *, link: str, now: dt.datetime | None = None) -> bool:
    """Record the mail with the link to a new password, without the link, and send it; return whether it went out."""
    now = now or timezone.now()
    about = {"person": person, "link": LINK, "service": settings.PORTAL_SERVICE_NAME}
    notice = Notice.objects.create(
        recipient=person,
        kind=NoticeKind.NEW_PASSWORD,
        day=timezone.localdate(now),
        subject=_subject("Set a new password for the {}"),
        text=render_to_string("measures/mail/new_password.txt", about),
        html=render_to_string("measures/mail/new_password.html", about),
        made_at=now,
    )
    return send(notice, link=link)
