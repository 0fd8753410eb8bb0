"""What a measure is to reach in a financial year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from measures.calculation.values import display
from measures.choices import TargetKind, Unit
from measures.models.fields import figure_field
from measures.models.inputs import CurrentQuerySet, Recorded
from measures.models.quick import ReadQuickly


class Target(Recorded):
    """What a measure is to reach in a financial year."""

    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField(help_text="The calendar year in which the financial year begins.")
    kind = models.CharField(max_length=20, choices=TargetKind.choices())
    figure = figure_field()
    low = figure_field()
    high = figure_field()
    places = models.PositiveSmallIntegerField(default=0, help_text="Decimal places as it was set.")
    amber_width = figure_field(help_text="How far short is still amber; empty means the rule's default.")
    provisional = models.BooleanField(default=False, help_text="Last year's, until this year's is confirmed.")
    why = models.TextField(blank=True)

    objects = CurrentQuerySet["Target"].as_manager()

    class Meta:
        ordering = ("measure", "year", "recorded_at")
        constraints = [
            models.UniqueConstraint(
                fields=("measure", "year"), condition=Q(superseded_at__isnull=True), name="one_current_target_a_year"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[TargetKind.FIGURE.value, TargetKind.LINEAR.value], figure__isnull=False)
                | Q(kind=TargetKind.RANGE.value, low__isnull=False, high__gte=F("low"))
                | Q(kind=TargetKind.PROFILE.value, figure__isnull=False)
                | Q(
                    kind__in=[TargetKind.TO_BE_CONFIRMED.value, TargetKind.NONE.value],
                    figure__isnull=True,
                    low__isnull=True,
                    high__isnull=True,
                ),
                name="target_has_what_its_kind_needs",
            ),
            models.CheckConstraint(
                condition=Q(amber_width__isnull=True) | Q(amber_width__gte=0), name="target_amber_width_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.said or TargetKind(self.kind).label

    @property
    def is_by_month(self) -> bool:
        """Return whether each month is compared with a figure of its own."""
        return self.kind in (TargetKind.PROFILE, TargetKind.LINEAR)

    def printed(self, unit: Unit) -> str:
        """Return it as scorecards print it: "90%", "450 to 500", "TBC", nothing. A profile's months must be prefetched.

        Where each month has a figure of its own it is "90% by March": 82% may be on target in November.
        """
        said = self._in_one(unit)
        if not self.is_by_month:
            return said
        months = list(self.months.all()) if self.kind == TargetKind.PROFILE else []
        ends_early = bool(months) and months[-1].figure == self.figure
        return f"{said} by {months[-1].month:%B}" if ends_early else f"{said} by March"

    def in_words(self, unit: Unit) -> str:
        """Return it as its box says it: "90%", "450 to 500", "TBC", nothing; a profile by its last figure."""
        how = {TargetKind.PROFILE.value: ", by month", TargetKind.LINEAR.value: ", in a line"}
        return f"{self._in_one(unit)}{how.get(self.kind, '')}"

    def _in_one(self, unit: Unit) -> str:
        """Return what is to be reached by the end of the year."""
        if self.kind == TargetKind.NONE:
            return ""
        if self.kind == TargetKind.TO_BE_CONFIRMED:
            return "TBC"
        if self.low is not None and self.high is not None:
            return f"{display(self.low, unit, self.places)} to {display(self.high, unit, self.places)}"
        return display(self.figure, unit, self.places) if self.figure is not None else self.said


class TargetMonth(ReadQuickly):
    """One month's figure of a monthly profile."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="months")
    month = models.DateField()
    figure = figure_field(null=False)

    class Meta:
        ordering = ("target", "month")
        constraints = [
            models.UniqueConstraint(fields=("target", "month"), name="one_profile_figure_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="profile_month_is_the_first_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}: {self.figure}"
