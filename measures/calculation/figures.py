"""The published figure of a measure and period: what was typed, or what its counts give.

Called by the actions, sheets, series and pages, before any rule is asked. Calls rates and values.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from measures.calculation.facts import FigureFacts, MeasureFacts
from measures.calculation.rates import WorkedOut, work_out
from measures.calculation.rules import places_of
from measures.calculation.values import display, round_half_up
from measures.choices import Missing, Unit


def agrees(typed: Decimal, places: int, worked_out: Decimal) -> bool:
    """Return whether a typed figure is what its counts give, at the precision typed (section 2, reconcile)."""
    return round_half_up(worked_out, places) == round_half_up(typed, places)


def published(
    measure: MeasureFacts,
    period: date,
    *,
    typed: Decimal | None = None,
    typed_places: int | None = None,
    missing: Missing | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    provisional: bool = False,
    revised: bool = False,
) -> FigureFacts:
    """Return the figure that is published, unrounded.

    A reason for having none wins. A typed figure that its counts agree with is published unrounded, from the counts;
    one that they contradict is published as typed, and `reconcile` says so. With no typed figure the counts give it:
    0/0 is not applicable, and counts that give nothing (n/0, negative ones) leave no figure, which `range` reports.
    A rate's denominator is the population in force.
    """
    value = typed
    if missing is None:
        worked_out = _worked_out(measure, period, numerator, denominator)
        if typed is None:
            value, missing = worked_out.value, worked_out.missing
        elif worked_out.value is not None:
            places = places_of(typed) if typed_places is None else typed_places
            value = worked_out.value if agrees(typed, places, worked_out.value) else typed
    return FigureFacts(
        period, None if missing else value, missing, numerator, denominator, provisional=provisional, revised=revised
    )


def part_value(
    measure: MeasureFacts, period: date, typed: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> Decimal | None:
    """Return the figure of one part, unrounded: what was typed, or what its counts give, as it is for the whole.

    A part of a rate is out of what was entered for it: the populations in force are those of the whole.
    """
    return published(measure, period, typed=typed, numerator=numerator, denominator=denominator).value


def shown(measure: MeasureFacts, value: Decimal) -> str:
    """Return the figure as the measure prints it: "79%"."""
    return display(value, measure.unit, measure.decimals)


def with_unit(measure: MeasureFacts, value: Decimal, places: int) -> str:
    """Return a figure as a sentence says it, at the given places: "79%", "459 per 10,000", "17.1", "9"."""
    printed = display(value, measure.unit, places)
    return f"{printed} per 10,000" if measure.unit is Unit.RATE else printed


def _worked_out(
    measure: MeasureFacts, period: date, numerator: Decimal | None, denominator: Decimal | None
) -> WorkedOut:
    """Return what the counts give, with nothing where they are not known or can not be right."""
    try:
        return work_out(measure, period, numerator, denominator) or WorkedOut()
    except ValueError:
        return WorkedOut()
