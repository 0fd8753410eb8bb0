"""What a control chart says of its last figure and of the target, in words (calculation rules, sections 4 and 5).

Called by courses, when a status is read or stored, and by whoever prints a chart. Calls figures and the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from measures.calculation.facts import MeasureFacts, TargetUsed
from measures.calculation.figures import with_unit
from measures.calculation.spc import Signal
from measures.choices import Aim, Assurance, Variation

SIGNAL_WORDS: Final[Mapping[Signal, str]] = {
    Signal.OUTSIDE: "outside the limits",
    Signal.TREND: "seven in a row moving one way",
    Signal.TWO_IN_THREE: "two of three near a limit",
    Signal.SHIFT: "seven in a row on one side of the mean",
}
"""Why a figure is special cause."""

_SPECIAL: Final[Mapping[Variation, str]] = {
    Variation.IMPROVEMENT: "better than its normal variation",
    Variation.CONCERN: "worse than its normal variation",
    Variation.HIGH: "higher than its normal variation",
    Variation.LOW: "lower than its normal variation",
}


def variation_words(variation: Variation | None, signal: Signal | None) -> str:
    """Return the variation of a last figure, to follow a move: "within normal variation"; empty without an icon."""
    if variation is None:
        return ""
    if variation is Variation.COMMON_CAUSE or signal is None:
        return "within normal variation"
    return f"{_SPECIAL[variation]} ({SIGNAL_WORDS[signal]})"


def variation_sentence(variation: Variation | None, signal: Signal | None) -> str:
    """Return the variation of a last figure as a sentence of its own; empty without an icon."""
    words = variation_words(variation, signal)
    return f"{variation.label}: {words}." if variation and words else ""


def assurance_sentence(
    assurance: Assurance | None,
    measure: MeasureFacts,
    used: TargetUsed | None,
    lower: float | None,
    upper: float | None,
    met: bool | None = None,
) -> str:
    """Return what the limits say of the target, with both in it; empty without an icon.

    The limits are worked out from many months, whatever its last figure: `met` is whether that one meets the
    target, and where it stands against the limits the sentence says so.
    """
    if assurance is None or used is None or lower is None or upper is None:
        return ""
    places = max(measure.decimals, 1)
    low, high = (with_unit(measure, Decimal(str(limit)), places) for limit in (lower, upper))
    target = with_unit(measure, (used.high if measure.aim is Aim.LOWER else used.low) or used.centre, used.precision)
    where = f"the target of {target} lies"
    if assurance is Assurance.HIT_AND_MISS:
        return f"Hit and miss: {where} within the limits, {low} to {high}, so it is met or missed by chance."
    sure = "Consistently meets" if assurance is Assurance.MEETS else "Consistently misses"
    meets = assurance is Assurance.MEETS
    not_so = (
        "" if met is None or met is meets else f" The latest figure {'meets' if met else 'misses'} it all the same."
    )
    return (
        f"{sure}: {where} outside the limits, {low} to {high}: as the process ran in the months behind them, it would "
        f"{'reliably' if meets else 'not reliably'} be met.{not_so}"
    )
