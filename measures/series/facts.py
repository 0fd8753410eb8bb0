"""Rows -> plain facts for the rules: what a definition, a target and a denominator say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from measures.calculation.facts import MeasureFacts, TargetFacts
from measures.calculation.rates import in_force
from measures.choices import (
    Aim,
    Basis,
    Counts,
    Frequency,
    TargetKind,
    Unit,
)
from measures.models import (
    Baseline,
    MeasureDefinition,
    Population,
    Target,
)


def measure_facts(definition: MeasureDefinition) -> MeasureFacts:
    """Return what a definition says, for the rules."""
    return MeasureFacts(
        unit=Unit(definition.unit),
        aim=Aim(definition.aim),
        basis=Basis(definition.basis),
        decimals=definition.decimals,
        frequency=Frequency(definition.frequency),
        counts=Counts(definition.counts),
        may_exceed_100=definition.may_exceed_100,
        tolerance=definition.movement_tolerance,
        maturity_lag=definition.maturity_lag,
        numerator_label=definition.numerator_label,
    )


def holding(definitions: Iterable[MeasureDefinition], month: dt.date) -> MeasureDefinition:
    """Return the definition that holds in a month: the first one in months before it began."""
    some = list(definitions)
    return in_force(some, month) or min(some, key=lambda definition: definition.holds_from)


def target_facts(target: Target, baseline: Baseline | None = None) -> TargetFacts:
    """Return what a target says, for the rules (its months must be prefetched)."""
    return TargetFacts(
        kind=TargetKind(target.kind),
        figure=target.figure,
        low=target.low,
        high=target.high,
        places=target.places,
        amber_width=target.amber_width,
        baseline=baseline.figure if baseline else None,
        profile={month.month: month.figure for month in target.months.all()}
        if target.kind == TargetKind.PROFILE
        else {},
        provisional=target.provisional,
    )


POPULATION: Final = "population:"
"""What a denominator's source begins with where it is the population of an age band."""


def is_rate(definition: MeasureDefinition) -> bool:
    """Return whether a figure is out of a population, not of a number that is typed."""
    return definition.denominator_source.startswith(POPULATION)


def denominator_for(
    definition: MeasureDefinition, month: dt.date, typed: Decimal | None, populations: Iterable[Population]
) -> Decimal | None:
    """Return what a figure is out of: the population in force for a rate, else the denominator typed."""
    if not is_rate(definition):
        return typed
    band = definition.denominator_source.removeprefix(POPULATION)
    held = in_force([p for p in populations if p.age_band == band], month)
    return held.figure if held else None
