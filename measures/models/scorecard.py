"""The catalogue: scorecards, their sections, their measures and what each measure means from a month on."""

from __future__ import annotations

import datetime as dt

from django.apps import apps
from django.db import models
from django.utils import timezone

from measures.choices import Aim, Basis, Counts, Frequency, PeriodState, Unit
from measures.models.fields import ReferenceKeyField, figure_field, person_field
from measures.models.quick import ReadQuickly


class Scorecard(models.Model):
    """A set of measures that a service reports together every month."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=200, blank=True, help_text="The area whose population the rates use.")
    screening = models.BooleanField(
        default=True, help_text="Leave out extreme moving ranges, once, when limits are worked out."
    )
    opens_by_rule = models.BooleanField(default=False, help_text="The scheduler opens each month.")
    opens_on = models.PositiveSmallIntegerField(default=1, help_text="The working day after the month's end.")
    due_on = models.PositiveSmallIntegerField(default=7, help_text="The working day by which owners submit.")
    approve_by = models.PositiveSmallIntegerField(default=12, help_text="The working day by which directors approve.")
    remind_from = models.PositiveSmallIntegerField(
        default=3, help_text="Working days before the due date on which owners are first reminded."
    )
    deputies_from = models.PositiveSmallIntegerField(
        default=1, help_text="Working days after the due date from which deputies are reminded too."
    )
    directors_from = models.PositiveSmallIntegerField(
        default=3, help_text="Working days after the due date from which the section’s director is told too."
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_on__gte=1, due_on__gte=models.F("opens_on"))
                & models.Q(approve_by__gte=models.F("due_on")),
                name="scorecard_opens_then_due_then_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(deputies_from__gte=1, directors_from__gte=models.F("deputies_from")),
                name="scorecard_reminds_deputies_then_directors",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SectionQuerySet(models.QuerySet["Section"]):
    """Groups of measures."""

    def in_use(self) -> SectionQuerySet:
        """Return the sections that measures can be put in."""
        return self.filter(retired_at__isnull=True)


def scorecard_order(definition: str = "definition") -> tuple[str, str]:
    """Return what rows are ordered by to stand section by section, and in a section by reference.

    `definition` leads from a row to the definition of its measure.
    """
    return f"{definition}__section__position", f"{definition}__ref_key"


class Section(models.Model):
    """A group of measures that one director answers for."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="sections")
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="No measure is put in it any more.")

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ("scorecard", "position")
        constraints = [
            models.UniqueConstraint(fields=("scorecard", "title"), name="section_title_once_in_a_scorecard"),
            models.UniqueConstraint(fields=("scorecard", "position"), name="section_position_once_in_a_scorecard"),
        ]

    def __str__(self) -> str:
        return self.title


class MeasureQuerySet(models.QuerySet["Measure"]):
    """What is measured."""

    def in_use(self) -> MeasureQuerySet:
        """Return the measures that the scorecard's months at work have: not retired, or retired from a later month."""
        begun = (
            apps.get_model("measures", "Period")
            .objects.filter(scorecard=models.OuterRef("scorecard"))
            .exclude(state=PeriodState.PLANNED)
            .order_by("-month")
        )
        latest = models.Subquery(begun.values("month")[:1])
        return self.filter(models.Q(retired_from__isnull=True) | models.Q(retired_from__gt=latest))

    def in_use_in(self, year: int) -> MeasureQuerySet:
        """Return the measures in use that a financial year has: not those retired by its first month."""
        return self.in_use().exclude(retired_from__lte=dt.date(year, 4, 1))


class Measure(ReadQuickly):
    """What stays the same of a measure when its reference, title or definition changes."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="measures")
    definition = models.ForeignKey(
        "MeasureDefinition",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="The newest definition; a month uses the one its submission names.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    retired_from = models.DateField(null=True, blank=True, help_text="The first month without this measure.")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("definition__ref_key", "pk")

    def __str__(self) -> str:
        return str(self.definition) if self.definition else f"Measure {self.pk}"

    def goes_on_in(self, year: int) -> bool:
        """Return whether a financial year has this measure: it is not retired by its first month."""
        return self.retired_from is None or self.retired_from > dt.date(year, 4, 1)


class MeasureDefinition(ReadQuickly):
    """What a measure means from a month on. A change is a new row; the old one still explains the old months."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="definitions")
    holds_from = models.DateField(help_text="The first month that uses it.")
    ref = models.CharField("reference", max_length=20, help_text="Text: 7.10 is not 7.1 and comes after 7.9.")
    ref_key = ReferenceKeyField()
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="definitions")
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=20, choices=Unit.choices())
    aim = models.CharField(max_length=20, choices=Aim.choices())
    basis = models.CharField(max_length=20, choices=Basis.choices())
    decimals = models.PositiveSmallIntegerField(default=0)
    frequency = models.CharField(max_length=20, choices=Frequency.choices(), default=Frequency.MONTHLY)
    counts = models.CharField(max_length=20, choices=Counts.choices())
    may_exceed_100 = models.BooleanField("may exceed 100%", default=False)
    numerator_label = models.CharField("what is counted", max_length=300)
    denominator_label = models.CharField("out of", max_length=300, blank=True)
    denominator_source = models.CharField(
        max_length=60,
        blank=True,
        help_text="'count:1.0' (the count of another measure), 'population:0-17' or 'group:care leavers'.",
    )
    relation = models.CharField(
        max_length=200, blank=True, help_text="'numerator at most count:1.3' or 'numerator close to count:3.2'."
    )
    definition = models.TextField(blank=True)
    maturity_lag = models.PositiveSmallIntegerField(default=0, help_text="Months until the cohort is complete.")
    movement_tolerance = figure_field(help_text="A smaller move is steady; empty means the default of the unit.")
    limits_fixed_after = models.PositiveSmallIntegerField(null=True, blank=True)
    breaks_comparison = models.BooleanField(
        default=False, help_text="Figures from this month on can not be compared with those before."
    )
    rebased_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was approved that the control chart starts anew from this month."
    )
    rebased_by = person_field(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = person_field(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("ref_key", "holds_from")
        constraints = [
            models.UniqueConstraint(fields=("measure", "holds_from"), name="one_definition_of_a_measure_from_a_month"),
            models.CheckConstraint(condition=models.Q(holds_from__day=1), name="definition_from_the_first_of_a_month"),
            models.CheckConstraint(condition=models.Q(decimals__lte=6), name="definition_at_most_six_decimals"),
            models.CheckConstraint(
                condition=models.Q(limits_fixed_after__isnull=True) | models.Q(limits_fixed_after__gte=12),
                name="limits_fixed_after_at_least_twelve_points",
            ),
            models.CheckConstraint(
                condition=models.Q(rebased_at__isnull=True, rebased_by__isnull=True)
                | models.Q(rebased_at__isnull=False, rebased_by__isnull=False, breaks_comparison=True),
                name="definition_rebased_at_and_by_together_at_a_break",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def waits_for_rebase(self) -> bool:
        """Return whether its figures can not be compared with earlier ones, but the chart has not started anew yet."""
        return self.breaks_comparison and self.rebased_at is None

    @property
    def place(self) -> tuple[int, str]:
        """Return where it stands in the scorecard: its section's place, then its reference's."""
        return self.section.position, self.ref_key

    @property
    def needs_disclosure_control(self) -> bool:
        """Return whether small numbers of this measure could point at a child or young person."""
        return Counts(self.counts).needs_disclosure_control
