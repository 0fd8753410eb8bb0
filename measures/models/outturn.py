"""Where a measure ended a financial year, as its return was validated, and where it stood when the next one began."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from measures.choices import Missing
from measures.models.fields import figure_field
from measures.models.inputs import CurrentQuerySet, Recorded


class Outturn(Recorded):
    """A financial year's figure of a measure as the validated statutory return has it.

    It stands beside March's figure, which is provisional until then, and never in its place.
    """

    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="outturns")
    year = models.PositiveSmallIntegerField(help_text="The calendar year in which the financial year begins.")
    figure = figure_field(null=False)
    places = models.PositiveSmallIntegerField(default=0, help_text="Decimal places as it was entered.")
    source = models.CharField(max_length=300, help_text="The return, as it is named: 'SSDA903 return 2023/24'.")
    validated_on = models.DateField(help_text="The day on which the return was validated.")

    objects = CurrentQuerySet["Outturn"].as_manager()

    class Meta:
        ordering = ("measure", "year", "recorded_at")
        constraints = [
            models.UniqueConstraint(
                fields=("measure", "year"), condition=Q(superseded_at__isnull=True), name="one_current_outturn_a_year"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="outturn_names_its_return"),
        ]

    def __str__(self) -> str:
        return self.said


class Baseline(Recorded):
    """Where a measure stood when the financial year began."""

    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="baselines")
    year = models.PositiveSmallIntegerField()
    outturn = models.ForeignKey(
        Outturn,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="baselines",
        help_text="The validated outturn of the year before, where it was taken from one.",
    )
    figure = figure_field()
    places = models.PositiveSmallIntegerField(default=0)
    missing = models.CharField(max_length=20, choices=Missing.choices(), blank=True)

    objects = CurrentQuerySet["Baseline"].as_manager()

    class Meta:
        ordering = ("measure", "year")
        constraints = [
            models.UniqueConstraint(
                fields=("measure", "year"), condition=Q(superseded_at__isnull=True), name="one_current_baseline_a_year"
            ),
            models.CheckConstraint(
                condition=Q(figure__isnull=False) ^ ~Q(missing=""), name="baseline_is_a_figure_or_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.said
