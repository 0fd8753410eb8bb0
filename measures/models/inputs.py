"""What the dated inputs of the figures share: who recorded each, when, and until when it held.

Targets, outturns, baselines, populations, comparators. None is ever overwritten: a new row marks the older one
superseded, so that an old status still finds what it used.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.models.fields import person_field
from measures.models.quick import ReadQuickly

Row = TypeVar("Row", bound=models.Model)


class CurrentQuerySet(models.QuerySet[Row]):
    """Rows of which newer ones supersede older ones."""

    def current(self) -> CurrentQuerySet[Row]:
        """Return the rows that nothing has superseded."""
        return self.filter(superseded_at__isnull=True)

    def known_at(self, moment: dt.datetime) -> CurrentQuerySet[Row]:
        """Return the rows as they were known at a moment."""
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), recorded_at__lte=moment)

    def known(self, moment: dt.datetime | None) -> CurrentQuerySet[Row]:
        """Return the rows as they were known at a moment; None is now."""
        return self.current() if moment is None else self.known_at(moment)


class Recorded(ReadQuickly):
    """When a row was recorded, by whom, and when a newer one took its place."""

    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = person_field(blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=200, blank=True, help_text="What the cell or the form said.")
    load = models.ForeignKey("measures.Load", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def give_way(self, now: dt.datetime) -> bool:
        """Mark this row superseded if nothing has superseded it yet; return whether it was still the current one."""
        rows: models.QuerySet[Any] = CurrentQuerySet(type(self))
        return bool(rows.filter(pk=self.pk, superseded_at__isnull=True).update(superseded_at=now))
