"""The change of the address that somebody signs in with: a link by mail to the new one, which works once."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.models.fields import person_field
from measures.models.invitation import make_nonce

HOLDS: Final = dt.timedelta(days=2)
"""How long the link to a new address works."""
SALT: Final = "measures.email_change"


class EmailChangeQuerySet(models.QuerySet["EmailChange"]):
    """Changes of addresses."""

    def unanswered(self) -> EmailChangeQuerySet:
        """Return those that were neither confirmed nor taken back, however old."""
        return self.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)

    def waiting(self, now: dt.datetime) -> EmailChangeQuerySet:
        """Return those whose link still works."""
        return self.unanswered().filter(expires_at__gt=now)

    def of_token(self, token: str) -> EmailChange | None:
        """Return the change whose link this is, whatever has become of it; None for a link of nobody's making."""
        try:
            pk, nonce = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return self.filter(pk=pk, nonce=nonce).select_related("person").first()

    def confirm(self, pk: int, *, now: dt.datetime) -> bool:
        """Use up the link; return whether it still was to be had. Exactly one wins."""
        return bool(self.waiting(now).filter(pk=pk).update(confirmed_at=now))


class EmailChange(models.Model):
    """One new address of one person, which holds once its link has been followed. The addresses stay out of events."""

    person = person_field(null=False, related_name="email_changes")
    old = models.EmailField("address before")
    new = models.EmailField("new address")
    nonce = models.CharField(max_length=64, unique=True, default=make_nonce)
    asked_by = person_field(null=False)
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="one_unanswered_email_change_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="email_change_confirmed_or_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"New address of {self.person}"

    @property
    def token(self) -> str:
        """Return what the link carries; only the new address is to have it."""
        return signing.dumps([self.pk, self.nonce], salt=SALT)

    @property
    def by_the_person(self) -> bool:
        """Return whether the person asked for it themselves: then they confirm it signed in."""
        return self.asked_by_id == self.person_id

    def works(self, now: dt.datetime) -> bool:
        """Return whether the link can still be used."""
        return self.confirmed_at is None and self.withdrawn_at is None and now < self.expires_at
