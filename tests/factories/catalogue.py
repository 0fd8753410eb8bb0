"""Scorecards, sections and measures with their definitions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory

from measures.choices import Aim, Basis, Counts, Unit
from measures.models import Measure, MeasureDefinition, Scorecard, Section


class ScorecardFactory(factory.django.DjangoModelFactory[Scorecard]):
    """A service's scorecard."""

    class Meta:
        model = Scorecard

    slug = factory.Sequence(lambda n: f"scorecard-{n}")
    title = "Children's social care"
    organisation = "Sample council"
    area = "Sample area"


class SectionFactory(factory.django.DjangoModelFactory[Section]):
    """A group of measures."""

    class Meta:
        model = Section

    scorecard = factory.SubFactory(ScorecardFactory)
    title = factory.Sequence(lambda n: f"Section {n}")
    position = factory.Sequence(lambda n: n + 1)


class DefinitionFactory(factory.django.DjangoModelFactory[MeasureDefinition]):
    """A measure with its definition: a percentage of children, more is better, a figure at each month's end."""

    class Meta:
        model = MeasureDefinition
        skip_postgeneration_save = True

    section = factory.SubFactory(SectionFactory)
    measure = factory.LazyAttribute(lambda made: Measure.objects.create(scorecard=made.section.scorecard))
    holds_from = dt.date(2020, 4, 1)
    ref = factory.Sequence(lambda n: f"{n // 10 + 1}.{n % 10}")
    title = "% of children with an up to date visit"
    unit = Unit.PERCENT.value
    aim = Aim.HIGHER.value
    basis = Basis.SNAPSHOT.value
    counts = Counts.CHILDREN.value
    numerator_label = "Children with an up to date visit"
    denominator_label = "Children due a visit"

    @classmethod
    def _after_postgeneration(cls, instance: MeasureDefinition, create: bool, results: Any = None) -> None:  # noqa: ARG003
        """Make it the measure's newest definition."""
        if create:
            Measure.objects.filter(pk=instance.measure_id).update(definition=instance.pk)
            instance.measure.refresh_from_db()
