"""How many people rates are out of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from measures.models.fields import figure_field
from measures.models.inputs import CurrentQuerySet, Recorded


class Population(Recorded):
    """How many people a rate is out of: an age band of an area in a year, used from a month on."""

    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, related_name="populations")
    area = models.CharField(max_length=200)
    age_band = models.CharField(max_length=20)
    year = models.CharField(max_length=20, help_text="The year that the estimate is of.")
    figure = figure_field(null=False)
    source = models.CharField(max_length=300)
    assumed = models.BooleanField(default=False, help_text="Not a published estimate: an assumption, printed so.")
    holds_from = models.DateField(help_text="The first month whose rates use it.")

    objects = CurrentQuerySet["Population"].as_manager()

    class Meta:
        ordering = ("scorecard", "age_band", "holds_from", "recorded_at")
        constraints = [
            models.CheckConstraint(condition=Q(figure__gt=0), name="population_is_more_than_nobody"),
            models.CheckConstraint(condition=Q(holds_from__day=1), name="population_from_the_first_of_a_month"),
            models.UniqueConstraint(
                fields=("scorecard", "age_band", "holds_from"),
                condition=Q(superseded_at__isnull=True),
                name="one_current_population_from_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}, ages {self.age_band}, {self.year}"
