"""What was sent by mail, as far as somebody keeps those who got it; and what one got oneself."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from measures.choices import RoleName
from measures.models import Notice, Scorecard
from measures.models.notice import NoticeQuerySet
from measures.permissions import Standing


def sent_mail(standing: Standing) -> NoticeQuerySet:
    """Return the mail that the person may look through, newest first.

    An administrator sees to whom and whether it went out; the team what tells of its scorecards. `is_open` says whether
    they may read the text: the team where it tells of no other scorecard, an administrator of no figures at all.
    """
    kept = standing.scorecards_as(RoleName.PERFORMANCE)
    of_notice = Scorecard.objects.filter(notices=OuterRef("pk"))
    notices = Notice.objects.select_related("recipient", "email_change").order_by("-made_at", "-pk")
    if not standing.is_administrator:
        notices = notices.filter(Exists(of_notice.filter(pk__in=kept)))
    readable = Exists(of_notice.filter(pk__in=kept)) & ~Exists(of_notice.exclude(pk__in=kept))
    return notices.annotate(is_open=readable)


def mail_to(person: Any) -> NoticeQuerySet:
    """Return the mail that a person got, newest first."""
    return Notice.objects.filter(recipient=person, sent_at__isnull=False).order_by("-made_at", "-pk")
