"""Mail that the portal sent, or tried to send: of reminders, one a person a day at most."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.choices import NoticeKind
from measures.models.fields import person_field

LINK: Final = "LINK-OF-THE-INVITATION"
"""What stands in a recorded mail where the mail itself has a link that only its reader is to have."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Recorded mail."""

    def unsent(self) -> NoticeQuerySet:
        """Return the mail that has not gone out."""
        return self.filter(sent_at__isnull=True)


class Notice(models.Model):
    """One mail to one person, as it was written. A link that signs somebody in is left out of what is kept."""

    recipient = person_field(null=False, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices(), default=NoticeKind.REMINDER)
    day = models.DateField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    scorecards: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Scorecard", related_name="notices", blank=True, help_text="Whose figures or roles it tells of."
    )
    invitation = models.ForeignKey(
        "Invitation", on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    email_change = models.ForeignKey(
        "EmailChange", on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    comments: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Comment", related_name="notices", blank=True, help_text="Of which its recipient is told."
    )
    events: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Event", related_name="notices", blank=True, help_text="The publications of which its recipient is told."
    )
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "recipient")
        constraints = [
            models.UniqueConstraint(
                fields=("recipient", "day"),
                condition=Q(kind=NoticeKind.REMINDER.value),
                name="one_reminder_a_person_a_day",
            ),
            models.UniqueConstraint(
                fields=("invitation",), condition=Q(invitation__isnull=False), name="one_notice_of_an_invitation"
            ),
            models.UniqueConstraint(
                fields=("email_change", "kind"),
                condition=Q(email_change__isnull=False),
                name="one_notice_of_each_kind_of_an_email_change",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def address(self) -> str:
        """Return where it is sent: to the person, but for a change of the address to the one that it is about."""
        if self.email_change is None:
            return str(self.recipient.email)
        return self.email_change.new if self.kind == NoticeKind.NEW_ADDRESS else self.email_change.old

    @property
    def readable(self) -> str:
        """Return the text as pages show it."""
        return self.text.replace(LINK, "[a link, which is kept in the mail alone]")
