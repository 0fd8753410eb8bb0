"""Which target a period's figure is compared with: the end-of-year one, or that of a monthly profile.

Called by rag, direction, gap and the engine. Calls rules, facts, due and values.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from measures.calculation.due import month_of_year
from measures.calculation.facts import MeasureFacts, TargetFacts, TargetUsed
from measures.calculation.rules import MONTHS_IN_YEAR, assumed_range, comparison_places
from measures.calculation.values import round_half_up
from measures.choices import Aim, Basis, TargetKind, Unit

END_OF_YEAR_TARGET: Final = "end-of-year target"
MONTHLY_TARGET: Final = "monthly profile"
LINEAR_TARGET: Final = "linear profile"


def needs_profile(measure: MeasureFacts) -> bool:
    """Return whether only a profile can rate the measure: a count of the year so far (section 3)."""
    return measure.basis is Basis.YEAR_TO_DATE and measure.unit is Unit.COUNT


def linear_figure(measure: MeasureFacts, target: TargetFacts, period: date) -> Decimal | None:
    """Return the figure of a straight line from the baseline (the end of last March) to the target (next March).

    Rounded half up at the finer of the measure's and the target's precision, because it is printed and compared so.
    """
    if target.figure is None or target.baseline is None:
        return None
    climb = (target.figure - target.baseline) * month_of_year(period) / MONTHS_IN_YEAR
    return round_half_up(target.baseline + climb, comparison_places(measure.decimals, target.precision))


def target_used(measure: MeasureFacts, target: TargetFacts | None, period: date) -> TargetUsed | None:
    """Return what the period's figure is compared with, or None where there is nothing to compare with.

    None stands for no target, one to be confirmed, a profile with no figure for the month, and the end-of-year
    target of a year-to-date count. (Calculation rules, section 3.)
    """
    if target is None or target.kind in (TargetKind.NONE, TargetKind.TO_BE_CONFIRMED):
        return None
    if target.kind is TargetKind.PROFILE:
        return _around(measure, target, target.profile.get(period), MONTHLY_TARGET)
    if target.kind is TargetKind.LINEAR:
        used = _around(measure, target, linear_figure(measure, target, period), LINEAR_TARGET)
        # Printed as finely as it is worked out and compared: 87.6% is not to be read as 88%.
        return replace(used, precision=comparison_places(measure.decimals, target.precision)) if used else None
    if needs_profile(measure):
        return None
    if target.kind is TargetKind.RANGE:
        return _between(measure, target)
    return _around(measure, target, target.figure, END_OF_YEAR_TARGET)


def _around(measure: MeasureFacts, target: TargetFacts, figure: Decimal | None, basis: str) -> TargetUsed | None:
    """Return the bounds that one figure makes: a floor, a ceiling or, near target, the assumed range."""
    if figure is None or measure.aim is Aim.CONTEXT:
        return None
    near = measure.aim is Aim.NEAR_TARGET
    low, high = assumed_range(figure) if near else (figure, figure)
    return TargetUsed(
        low=None if measure.aim is Aim.LOWER else low,
        high=None if measure.aim is Aim.HIGHER else high,
        centre=figure,
        precision=target.precision,
        basis=basis,
        assumed=near,
        provisional=target.provisional,
        amber_width=target.amber_width,
    )


def _between(measure: MeasureFacts, target: TargetFacts) -> TargetUsed | None:
    """Return the bounds that a range makes: both near target; only the one that can be missed otherwise."""
    if target.low is None or target.high is None or measure.aim is Aim.CONTEXT:
        return None
    centres = {Aim.HIGHER: target.low, Aim.LOWER: target.high}
    return TargetUsed(
        low=None if measure.aim is Aim.LOWER else target.low,
        high=None if measure.aim is Aim.HIGHER else target.high,
        centre=centres.get(measure.aim, (target.low + target.high) / 2),
        precision=target.precision,
        basis=END_OF_YEAR_TARGET,
        provisional=target.provisional,
        amber_width=target.amber_width,
    )
