"""What was worked out of a figure, and with what."""

from __future__ import annotations

import json
from collections.abc import Iterable
from operator import attrgetter

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from measures.choices import Assurance, Direction, Rag, Variation


class StatusQuerySet(models.QuerySet["Status"]):
    """Results of the rules."""

    def current(self) -> StatusQuerySet:
        """Return the newest result of each revision."""
        return self.filter(current=True)

    def store(self, rows: Iterable[Status]) -> None:
        """Store new rows. On PostgreSQL by COPY: an INSERT of many rows costs several times as much there."""
        if connection.vendor != "postgresql":
            self.bulk_create(rows)
            return
        meta = Status._meta  # noqa: SLF001 - Django's own way to a model's columns
        fields = [field for field in meta.concrete_fields if not field.primary_key]
        values = attrgetter(*(field.attname for field in fields))
        columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        command = f"COPY {connection.ops.quote_name(meta.db_table)} ({columns}) FROM STDIN"
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(command) as copy:
            for row in rows:
                copy.write_row([json.dumps(value) if isinstance(value, dict) else value for value in values(row)])


class Status(models.Model):
    """The result of the rules for one revision. A new result makes the older one no longer current."""

    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="statuses")
    current = models.BooleanField(default=True)
    rag = models.CharField(max_length=25, choices=Rag.choices())
    rag_reason = models.TextField()
    direction = models.CharField(max_length=20, choices=Direction.choices())
    direction_reason = models.TextField()
    variation = models.CharField(max_length=20, choices=Variation.choices(), blank=True)
    variation_reason = models.TextField(blank=True)
    assurance = models.CharField(max_length=20, choices=Assurance.choices(), blank=True)
    assurance_reason = models.TextField(blank=True)
    trial_limits = models.BooleanField(default=False)
    gap = models.TextField(blank=True, help_text="People behind the gap, as a sentence.")
    rule = models.CharField(max_length=60, help_text="The rule that decided the status.")
    rules_version = models.CharField(max_length=20)
    target = models.ForeignKey("Target", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    inputs = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64)
    computed_at = models.DateTimeField(default=timezone.now)

    objects = StatusQuerySet.as_manager()

    class Meta:
        ordering = ("revision", "-computed_at")
        constraints = [
            models.UniqueConstraint(fields=("revision",), condition=Q(current=True), name="one_current_status"),
        ]

    def __str__(self) -> str:
        return f"{Rag(self.rag).label}: {self.revision}"
