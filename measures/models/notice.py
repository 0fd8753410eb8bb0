"""Mail that the portal sent, or tried to send: one a person a day at most."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from measures.models.fields import person_field


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Recorded mail."""

    def unsent(self) -> NoticeQuerySet:
        """Return the mail that has not gone out."""
        return self.filter(sent_at__isnull=True)


class Notice(models.Model):
    """One day's mail to one person, as it was written."""

    recipient = person_field(null=False, related_name="notices")
    day = models.DateField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "recipient")
        constraints = [models.UniqueConstraint(fields=("recipient", "day"), name="one_notice_a_person_a_day")]

    def __str__(self) -> str:
        return self.subject
