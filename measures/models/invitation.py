"""The invitation of somebody to the portal: a link by mail that works once, and not for ever."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.models.fields import person_field
from measures.models.mailed_link import MailedLink, MailedLinkQuerySet

HOLDS: Final = dt.timedelta(days=7)
"""How long the link of an invitation works."""


def a_week_on() -> dt.datetime:
    """Return when an invitation made now stops working."""
    return timezone.now() + HOLDS


class Invitation(MailedLink):
    """One link sent to one person, with which they choose a password."""

    SALT = "measures.invitation"
    FOLLOWED = "accepted_at"

    person = person_field(null=False, related_name="invitations")
    scorecard = models.ForeignKey(
        "Scorecard", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    invited_by = person_field(blank=True)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=a_week_on)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = MailedLinkQuerySet["Invitation"].as_manager()

    class Meta:
        ordering = ("-invited_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_unanswered_invitation_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.person}"

    def stands(self, now: dt.datetime) -> str:
        """Return what has become of it: 'accepted', 'taken back', 'expired' or 'waiting'."""
        if self.accepted_at is not None:
            return "accepted"
        if self.withdrawn_at is not None:
            return "taken back"
        return "waiting" if self.works(now) else "expired"
