"""Targets, comparators and populations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory

from measures.choices import Comparator, TargetKind
from measures.models import Baseline, Benchmark, Population, Target

from .catalogue import ScorecardFactory


class TargetFactory(factory.django.DjangoModelFactory[Target]):
    """90 in 2023/24; give the measure."""

    class Meta:
        model = Target

    year = 2023
    kind = TargetKind.FIGURE.value
    figure = Decimal(90)


class BaselineFactory(factory.django.DjangoModelFactory[Baseline]):
    """85 when 2023/24 began; give the measure."""

    class Meta:
        model = Baseline

    year = 2023
    figure = Decimal(85)


class BenchmarkFactory(factory.django.DjangoModelFactory[Benchmark]):
    """The national figure of 2021/22; give the measure."""

    class Meta:
        model = Benchmark

    comparator = Comparator.NATIONAL.value
    area = "National"
    period = "2021/22"
    figure = Decimal("80.9")
    places = 1
    source = "South West benchmarking report"


class PopulationFactory(factory.django.DjangoModelFactory[Population]):
    """The children of an area."""

    class Meta:
        model = Population

    scorecard = factory.SubFactory(ScorecardFactory)
    area = "Sample area"
    age_band = "0-17"
    year = "2022"
    figure = Decimal(146880)
    source = "Mid-year estimate"
    holds_from = dt.date(2020, 4, 1)
