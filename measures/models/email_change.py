"""The change of the address that somebody signs in with: a link by mail to the new one, which works once."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.models.fields import person_field
from measures.models.mailed_link import MailedLink, MailedLinkQuerySet

HOLDS: Final = dt.timedelta(days=2)
"""How long the link to a new address works."""


class EmailChange(MailedLink):
    """One new address of one person, which holds once its link has been followed. The addresses stay out of events."""

    SALT = "measures.email_change"
    FOLLOWED = "confirmed_at"

    person = person_field(null=False, related_name="email_changes")
    old = models.EmailField("address before")
    new = models.EmailField("new address")
    asked_by = person_field(null=False)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = MailedLinkQuerySet["EmailChange"].as_manager()

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
    def by_the_person(self) -> bool:
        """Return whether the person asked for it themselves: then they confirm it signed in."""
        return self.asked_by_id == self.person_id
