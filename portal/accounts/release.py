"""Who is locked out after too many wrong passwords, and letting them try again. Called by the administrator's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from measures.actions.outcome import Refused, insist, record
from measures.people_permissions import may_release
from measures.permissions import Standing
from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Lockout:
    """One email under which nobody may sign in for a while, whether or not it has an account."""

    email: str
    failures: int
    last: dt.datetime
    ends: dt.datetime


def lockout_rows(now: dt.datetime) -> QuerySet[AccessAttempt, Any]:
    """Return the emails under which too many wrong passwords were typed lately, the latest first."""
    since = now - settings.AXES_COOLOFF_TIME
    rows: QuerySet[AccessAttempt, Any] = (
        AccessAttempt.objects.filter(attempt_time__gte=since)
        .values("username")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last")
    )
    return rows


def lockouts(now: dt.datetime, rows: Iterable[Mapping[str, Any]] | None = None) -> list[Lockout]:
    """Return the emails that are locked out now, the latest first.

    `rows` are the `lockout_rows`, where they are read; else they are asked for (one query).
    """
    found = lockout_rows(now) if rows is None else rows
    return [
        Lockout(row["username"] or "", row["failures"], row["last"], row["last"] + settings.AXES_COOLOFF_TIME)
        for row in found
    ]


@transaction.atomic
def release(*, email: str, by: Any, now: dt.datetime | None = None) -> None:
    """Let an email that is locked out be tried again at once. Raises `Refused` for who may not, or where it is not."""
    now = now or timezone.now()
    insist(may_release(Standing.of(by, timezone.localdate(now))))
    email = email.strip().lower()
    if email not in {lockout.email for lockout in lockouts(now)}:
        raise Refused(f"{email or 'This address'} is not locked out any more.")
    reset(username=email)
    person = User.objects.filter(email__iexact=email).first()
    record("release_lockout", by=by, now=now, done_for=person)
