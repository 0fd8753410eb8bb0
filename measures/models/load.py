"""What came in from a file: the extract itself and what each of its cells said."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from measures.choices import RecordedDirection as Arrow
from measures.models.fields import person_field


class Load(models.Model):
    """One file that was read and applied. `by` is empty where it came in at the command line."""

    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, related_name="loads")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=300, blank=True, help_text="The system that the extract was taken from.")
    taken_on = models.DateField(null=True, blank=True, help_text="The day on which the extract was taken.")
    applied_at = models.DateTimeField(default=timezone.now)
    applied_by = person_field(blank=True)
    difference = models.JSONField(
        default=dict, blank=True, help_text="What it changed and what it left, line by line, as its page shows it."
    )

    class Meta:
        ordering = ("-applied_at", "-pk")
        indexes = [models.Index(fields=("scorecard", "sha256"), name="load_by_content")]

    def __str__(self) -> str:
        return self.file_name


class LoadedCell(models.Model):
    """What one cell of a load said, where it stood, and what it was read as."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="cells")
    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, null=True, related_name="+")
    heading = models.CharField(max_length=200)
    month = models.DateField(null=True, blank=True)
    line = models.PositiveIntegerField()
    column = models.PositiveIntegerField()
    said = models.TextField(blank=True)
    read_as = models.CharField(max_length=200)

    APPEND_ONLY = True

    class Meta:
        ordering = ("load", "line", "column")
        indexes = [models.Index(fields=("measure", "month"), name="cell_by_measure_and_month")]

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.said}"


class RecordedDirection(models.Model):
    """An arrow that an import carried. Kept beside ours, never used in its place."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="directions")
    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="recorded_directions")
    month = models.DateField()
    direction = models.CharField(max_length=5, choices=Arrow.choices())

    class Meta:
        ordering = ("measure", "month")
        constraints = [
            models.UniqueConstraint(fields=("measure", "month"), name="one_recorded_direction_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}: {self.direction}"
