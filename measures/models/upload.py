"""A file that somebody has sent and not applied yet, so that nothing has to be sent or typed twice.

It is short-lived: applied or forgotten, it is gone after a day. What came of it is a `Load`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import models
from django.utils import timezone

from measures.choices import UploadKind
from measures.models.fields import person_field

KEPT_FOR: Final = dt.timedelta(days=1)


class UploadQuerySet(models.QuerySet["Upload"]):
    """Files that wait."""

    def waiting_for(self, person: Any, now: dt.datetime) -> UploadQuerySet:
        """Return the files that a person has sent and can still apply."""
        return self.filter(by=person, at__gt=now - KEPT_FOR)

    def expired(self, now: dt.datetime) -> UploadQuerySet:
        """Return the files that have waited too long."""
        return self.filter(at__lte=now - KEPT_FOR)

    def take(self, pk: int) -> bool:
        """Remove a file because it is being applied; return False if somebody has done so before."""
        return bool(self.filter(pk=pk).delete()[0])


class Upload(models.Model):
    """One file that was read without a problem, with the difference that it would make as it was then."""

    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, related_name="uploads")
    period = models.ForeignKey("Period", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30, choices=UploadKind.choices())
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    options = models.JSONField(default=dict, blank=True, help_text="What was chosen with the file.")
    difference = models.JSONField(default=dict, blank=True, help_text="What the page shows before it is applied.")
    at = models.DateTimeField(default=timezone.now)
    by = person_field(null=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """What the headings of a scorecard's files mean, as somebody has said: asked once, used with every later file."""

    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, related_name="column_mappings")
    kind = models.CharField(max_length=30, choices=UploadKind.choices())
    columns = models.JSONField(default=dict, help_text="The field of each heading, or 'leave out'.")
    at = models.DateTimeField(default=timezone.now)
    by = person_field()

    class Meta:
        ordering = ("scorecard", "kind")
        constraints = [
            models.UniqueConstraint(fields=("scorecard", "kind"), name="one_column_mapping_of_a_kind_of_file"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {len(self.columns)} headings"
