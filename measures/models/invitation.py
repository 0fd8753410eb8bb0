"""The invitation of somebody to the portal: a link by mail that works once, and not for ever."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.models.fields import person_field

HOLDS: Final = dt.timedelta(days=7)
"""How long the link of an invitation works."""
SALT: Final = "measures.invitation"


def make_nonce() -> str:
    """Return what tells the link of one invitation from any other."""
    return secrets.token_urlsafe(24)


def a_week_on() -> dt.datetime:
    """Return when an invitation made now stops working."""
    return timezone.now() + HOLDS


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def unanswered(self) -> InvitationQuerySet:
        """Return the invitations that were neither accepted nor taken back, however old."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def of_token(self, token: str) -> Invitation | None:
        """Return the invitation whose link this is, whatever has become of it; None for a link of nobody's making."""
        try:
            pk, nonce = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return self.filter(pk=pk, nonce=nonce).select_related("person").first()

    def accept(self, pk: int, *, now: dt.datetime) -> bool:
        """Use up an invitation; return whether it still was to be had. Exactly one wins."""
        return bool(self.unanswered().filter(pk=pk, expires_at__gt=now).update(accepted_at=now))


class Invitation(models.Model):
    """One link sent to one person, with which they choose a password."""

    person = person_field(null=False, related_name="invitations")
    scorecard = models.ForeignKey(
        "Scorecard", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    nonce = models.CharField(max_length=64, unique=True, default=make_nonce)
    invited_by = person_field(blank=True)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=a_week_on)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

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

    @property
    def token(self) -> str:
        """Return what the link carries; only its recipient is to have it."""
        return signing.dumps([self.pk, self.nonce], salt=SALT)

    def works(self, now: dt.datetime) -> bool:
        """Return whether the link can still be used."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at

    def stands(self, now: dt.datetime) -> str:
        """Return what has become of it: 'accepted', 'taken back', 'expired' or 'waiting'."""
        if self.accepted_at is not None:
            return "accepted"
        if self.withdrawn_at is not None:
            return "taken back"
        return "waiting" if self.works(now) else "expired"
