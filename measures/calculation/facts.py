"""What the rules are given: plain, frozen facts about a measure, a figure and a target.

Built by whoever holds the rows (models, series, sheets); read by every rule. Imports nothing but the vocabulary
and the rules' numbers. A period is the first day of its month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from measures.calculation.rules import places_of
from measures.choices import Aim, Basis, Counts, Frequency, Missing, TargetKind, Unit


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What a measure means in the period looked at."""

    unit: Unit
    aim: Aim
    basis: Basis = Basis.MONTH
    decimals: int = 0
    """Decimal places at which the figure is printed."""
    frequency: Frequency = Frequency.MONTHLY
    counts: Counts = Counts.CHILDREN
    may_exceed_100: bool = False
    tolerance: Decimal | None = None
    """The smallest move that counts, in the measure's unit; None for the default of the unit."""
    maturity_lag: int = 0
    """Months until a period's cohort is complete."""
    numerator_label: str = ""
    """What is counted: "Care leavers in touch"."""


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """The figure of one measure in one period. `value` is unrounded, in the measure's unit."""

    period: date
    value: Decimal | None
    missing: Missing | None = None
    """Why there is no value. Where it is set, the value counts for nothing."""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    """Of a rate, the population."""
    provisional: bool = False
    """The cohort is not complete (see `due.is_provisional`)."""
    revised: bool = False
    """A later extract changed it; printed with `r`, and rated like any other."""

    @property
    def reported(self) -> bool:
        """Return whether there is a figure to show."""
        return self.value is not None and self.missing is None


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """What a measure is to reach in a year."""

    kind: TargetKind
    figure: Decimal | None = None
    """The end-of-year target, of every kind but a range."""
    low: Decimal | None = None
    high: Decimal | None = None
    places: int | None = None
    """Decimal places as it was set; None for as many as the figures need."""
    amber_width: Decimal | None = None
    baseline: Decimal | None = None
    """Where a linear profile starts: the figure when the year began."""
    profile: Mapping[date, Decimal] = field(default_factory=dict)
    """A monthly profile's figures, by period."""
    provisional: bool = False
    """Last year's target, until this year's is confirmed."""

    @property
    def precision(self) -> int:
        """Return the decimal places of the target: as it was set, or as many as its figures need."""
        if self.places is not None:
            return self.places
        numbers = [self.figure, self.low, self.high, *self.profile.values()]
        return max([0, *(places_of(number) for number in numbers if number is not None)])


@dataclass(frozen=True, slots=True)
class TargetUsed:
    """The target that one period's figure is compared with."""

    low: Decimal | None
    """The figure may not lie below it; None where lower is better."""
    high: Decimal | None
    """The figure may not lie above it; None where higher is better."""
    centre: Decimal
    """What the amber width is worked out from: the figure, or the middle of the range."""
    precision: int
    basis: str
    """Which target it is: one of the `*_TARGET` names of `targets`. Stored with the status and printed."""
    assumed: bool = False
    """The range is an assumption: 5% to either side of a single figure."""
    provisional: bool = False
    amber_width: Decimal | None = None
    """The width that was set, if one was."""
