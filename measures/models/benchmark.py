"""Who a measure is compared with, and what their figures were."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.db import models
from django.db.models import Q

from measures.choices import Comparator, Missing
from measures.models.fields import figure_field
from measures.models.inputs import CurrentQuerySet, Recorded

NOT_KNOWN: Final = "not known"
"""The period of a comparator whose heading named several years by the colour of the cell, which no file carries."""
YEAR: Final = re.compile(r"[0-9]{4}/[0-9]{2}")
COLOURS_OF_YEARS: Final = re.compile(r"(?:[A-Za-z]+ [0-9]{4}/[0-9]{2}\s*)+")


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
