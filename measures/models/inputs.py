"""Dated inputs of the figures: targets, baselines, populations, benchmarks, neighbours.

None is ever overwritten: a new row marks the older one superseded, so that an old status still finds what it used.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, Final, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from measures.choices import Comparator, Missing, TargetKind
from measures.models.fields import figure_field, person_field

Row = TypeVar("Row", bound=models.Model)

NOT_KNOWN: Final = "not known"
"""The period of a comparator whose heading named several years by the colour of the cell, which no file carries."""
YEAR: Final = re.compile(r"[0-9]{4}/[0-9]{2}")
COLOURS_OF_YEARS: Final = re.compile(r"(?:[A-Za-z]+ [0-9]{4}/[0-9]{2}\s*)+")


class CurrentQuerySet(models.QuerySet[Row]):
    """Rows of which newer ones supersede older ones."""

    def current(self) -> CurrentQuerySet[Row]:
        """Return the rows that nothing has superseded."""
        return self.filter(superseded_at__isnull=True)

    def known_at(self, moment: dt.datetime) -> CurrentQuerySet[Row]:
        """Return the rows as they were known at a moment."""
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), recorded_at__lte=moment)


class Recorded(models.Model):
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


class TargetMonth(models.Model):
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


class NeighbourSet(Recorded):
    """The authorities most like this one, in one edition of the list."""

    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, related_name="neighbour_sets")
    edition = models.CharField(max_length=100)
    source = models.CharField(max_length=300, blank=True)

    objects = CurrentQuerySet["NeighbourSet"].as_manager()

    class Meta:
        ordering = ("scorecard", "-recorded_at")

    def __str__(self) -> str:
        return self.edition


class Neighbour(models.Model):
    """One authority of a neighbour set."""

    neighbour_set = models.ForeignKey(NeighbourSet, on_delete=models.PROTECT, related_name="neighbours")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("neighbour_set", "position")
        constraints = [
            models.UniqueConstraint(fields=("neighbour_set", "position"), name="neighbour_position_once"),
            models.UniqueConstraint(fields=("neighbour_set", "name"), name="neighbour_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Benchmark(Recorded):
    """What a comparator's figure was, or why there is none."""

    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="benchmarks")
    comparator = models.CharField(max_length=40, choices=Comparator.choices())
    area = models.CharField(max_length=200, help_text="Whose figure it is, as its source names them.")
    period = models.CharField(max_length=60, help_text="What it covers: '2022/23', or 'not known'.")
    figure = figure_field()
    places = models.PositiveSmallIntegerField(default=0)
    missing = models.CharField(max_length=20, choices=Missing.choices(), blank=True)
    source = models.CharField(max_length=300)
    note = models.TextField(blank=True, help_text="How far it can be compared.")
    neighbour_set = models.ForeignKey(
        NeighbourSet, on_delete=models.PROTECT, null=True, blank=True, related_name="benchmarks"
    )
    release = models.CharField(max_length=60, blank=True, help_text="The release of the source it was read from.")

    objects = CurrentQuerySet["Benchmark"].as_manager()

    class Meta:
        ordering = ("measure", "comparator", "recorded_at")
        constraints = [
            models.CheckConstraint(
                condition=Q(figure__isnull=False) ^ ~Q(missing=""), name="benchmark_is_a_figure_or_a_reason"
            ),
            models.UniqueConstraint(
                fields=("measure", "comparator", "area", "period"),
                condition=Q(superseded_at__isnull=True),
                name="one_current_benchmark_of_an_area_and_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}, {self.period}: {self.said}"

    @property
    def covers(self) -> str:
        """Return what it covers, in words: where a heading named several years by the cells' colour, those years."""
        if self.period != NOT_KNOWN:
            return self.period
        years = YEAR.findall(self.note)
        return f"{' or '.join(years)}: the source does not say which" if years else "year not known"

    @property
    def remark(self) -> str:
        """Return how far it can be compared; a note that only names colours of cells says nothing and is left out."""
        return "" if COLOURS_OF_YEARS.fullmatch(self.note) else self.note

    @property
    def is_of_one_authority(self) -> bool:
        """Return whether this is a single neighbour's figure, and not that of the whole group."""
        return self.comparator == Comparator.STATISTICAL_NEIGHBOURS and "neighbour" not in self.area.lower()

    @property
    def year(self) -> int:
        """Return the year in which what it covers ends: 2023 of '2022/23' and of '2023'; 0 where it is not known."""
        found = re.search(r"([0-9]{4})(/)?", self.period)
        return int(found[1]) + bool(found[2]) if found else 0


def headlines(benchmarks: Iterable[Benchmark]) -> tuple[Benchmark, ...]:
    """Return what a scorecard shows of a measure's comparators: of each the newest year that has a figure.

    Single neighbours are for tables of their own. The order is that of the vocabulary.
    """
    newest: dict[str, Benchmark] = {}
    for row in benchmarks:
        held = newest.get(row.comparator)
        if not row.is_of_one_authority and (held is None or _weight(row) >= _weight(held)):
            newest[row.comparator] = row
    return tuple(newest[name.value] for name in Comparator if name.value in newest)


def _weight(row: Benchmark) -> tuple[bool, int, int]:
    return row.figure is not None, row.year, row.pk
