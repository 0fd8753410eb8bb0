"""The numbers and the orders that give the rules their meaning: widths, tolerances, sizes, which rule comes first.

One place, read by the readable rules (rag, direction, checks, disclosure) and by the engine, so that the two
can not drift apart; and the same rules in plain words (`KEY`), as the report's key prints them.
Called by every module of the calculation. Imports nothing but the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

from measures.choices import Frequency, Unit

RULES_VERSION: Final = "2026.6"
"""The name of this version of the rules, stored with every status."""

# Values (calculation rules, section 1)
PER: Final = 10_000
MONTHS_IN_YEAR: Final = 12
YEAR_STARTS_IN: Final = 4
"""The month in which the performance year starts: April."""
DUE_MONTHS: Final[Mapping[Frequency, tuple[int, ...]]] = {
    Frequency.MONTHLY: tuple(range(1, 13)),
    Frequency.QUARTERLY: (3, 6, 9, 12),
    Frequency.ANNUAL: (3,),
}
"""The calendar months in which a figure is due: a quarter's at its end, a year's in March."""
MONTHS_COVERED: Final[Mapping[Frequency, int]] = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.ANNUAL: 12}
"""How many months one flow figure covers."""

# RAG (section 3)
PERCENT_WIDTH_POINTS: Final = Decimal(5)
PERCENT_WIDTH_SHARE: Final = Decimal("0.2")
OTHER_WIDTH_SHARE: Final = Decimal("0.1")
ASSUMED_RANGE_SHARE: Final = Decimal("0.05")

# Direction of travel (section 4)
PERCENT_TOLERANCE_POINTS: Final = Decimal(2)
OTHER_TOLERANCE_SHARE: Final = Decimal("0.05")
TOLERANCE_PEOPLE: Final = 2

# Checks (section 2)
UNUSUAL_AFTER_MOVES: Final = 12
CLOSE_SHARE: Final = Decimal("0.2")
CLOSE_AT_LEAST: Final = Decimal(5)
"""Two counts are close when they differ by at most a fifth of the larger, or by at most five."""

# Disclosure control (section 6)
SMALL_COUNT_FROM: Final = 1
SMALL_COUNT_TO: Final = 5
SMALL_GROUP_BELOW: Final = 10


class RagRule(StrEnum):
    """The rule that decided a status. The order is the order in which they are asked (section 3)."""

    NO_FIGURE = "no figure"
    SUPPRESSED = "suppressed"
    PROVISIONAL = "provisional figure"
    CONTEXT = "context measure"
    TO_BE_CONFIRMED = "target to be confirmed"
    NO_TARGET = "no target"
    NO_PROFILE = "year to date without a profile"
    NO_TARGET_THIS_MONTH = "no target for the month"
    SHORTFALL = "shortfall against the target"
    ASSUMED_RANGE = "shortfall against an assumed range"
    IMPOSSIBLE = "figure that can not be"
    """Of a draft only, before all others: an error of the checks stops its submission, so that no status is stored."""


class DirectionRule(StrEnum):
    """The rule that decided a direction of travel, in the order in which they are asked (section 4)."""

    PROVISIONAL = "provisional figure"
    NO_FIGURE = "no figure"
    NO_PREVIOUS = "no earlier figure to compare with"
    WITHIN_TOLERANCE = "within the movement tolerance"
    BARE_MOVE = "context measure or no target"
    AIM = "the way that the measure aims"
    INSIDE_RANGE = "inside the range both times"
    ENTERED_RANGE = "entered the range"
    LEFT_RANGE = "left the range"
    SAME_SIDE = "still outside the range"
    CROSSED_RANGE = "crossed the range"


def places_of(number: Decimal) -> int:
    """Return the decimal places that `number` needs: 0 for 90.00 and for 1E+2, 1 for 37.50."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def comparison_places(decimals: int, target_places: int) -> int:
    """Return the places at which a figure is compared: the finer of the measure's and the target's (section 3)."""
    return max(decimals, target_places)


def amber_width(unit: Unit, target: Decimal, width: Decimal | None = None) -> Decimal:
    """Return how far short of `target` is still amber, in the measure's unit (section 3).

    `width` is the one set for the measure and year, where there is one. `target` is the middle of a range.
    A target of zero has no amber: the width is 0.
    """
    if width is not None:
        return width
    if unit is Unit.PERCENT:
        return min(PERCENT_WIDTH_POINTS, abs(target) * PERCENT_WIDTH_SHARE)
    return abs(target) * OTHER_WIDTH_SHARE


def assumed_range(target: Decimal) -> tuple[Decimal, Decimal]:
    """Return the range of a near-target measure whose target is one figure: 5% of it to either side (section 3)."""
    reach = abs(target) * ASSUMED_RANGE_SHARE
    return target - reach, target + reach


def people_move(unit: Unit, denominators: tuple[Decimal | None, ...], months: int | None = None) -> Decimal:
    """Return how far two people move a figure, in its unit; 0 where the counts are not known (section 4).

    `denominators` are those of the two figures compared (a rate's is its population): the smaller one that is
    known counts, because there two people weigh more. `months` is what a rate's flow covers, None for a snapshot.
    """
    if unit is Unit.COUNT:
        return Decimal(TOLERANCE_PEOPLE)
    known = [denominator for denominator in denominators if denominator is not None and denominator > 0]
    if not known:
        return Decimal(0)
    if unit is Unit.PERCENT:
        return Decimal(100 * TOLERANCE_PEOPLE) / min(known)
    if unit is Unit.AVERAGE:
        return Decimal(TOLERANCE_PEOPLE) / min(known)
    return Decimal(TOLERANCE_PEOPLE * PER * MONTHS_IN_YEAR) / ((months or MONTHS_IN_YEAR) * min(known))


def movement_tolerance(
    unit: Unit, previous: Decimal, people: Decimal = Decimal(0), tolerance: Decimal | None = None
) -> Decimal:
    """Return the smallest move that counts, in the measure's unit (section 4).

    `previous` is the earlier figure at display precision; `people` comes from `people_move` and is a floor of
    the default only: a `tolerance` that the measure's owner has set stands as it is set.
    """
    if tolerance is not None:
        return tolerance
    default = PERCENT_TOLERANCE_POINTS if unit is Unit.PERCENT else abs(previous) * OTHER_TOLERANCE_SHARE
    return max(default, people)


KEY: Final[tuple[tuple[str, str], ...]] = (
    ("Green", "The figure meets its target, or lies within the target range."),
    (
        "Amber",
        "The figure misses its target, but not by much: a percentage by no more than 5 percentage points or one fifth "
        "of the target, whichever is less; any other figure by no more than 10% of the target. For some measures "
        "another limit is set.",
    ),
    ("Red", "The figure misses its target by more than that."),
    (
        "Near target",
        "For some measures neither more nor less is better: their figures are compared with a range. Until a range is "
        "set, it reaches 5% of the target to either side, and the status says “range assumed”.",
    ),
    (
        "Not rated",
        "A measure for context, or one without a target, has no colour. A figure that is missing, provisional or "
        "suppressed, or whose target is to be confirmed, has none either. None of these counts as green.",
    ),
    (
        "Target",
        "A figure is compared with the target for the end of the year, unless the measure has a target for each month. "
        "Both are compared as they are printed, and a figure equal to its target meets it.",
    ),
    (
        "Direction of travel",
        "↑ improving, → steady, ↓ worsening: how the figure has moved since the one reported before it. A percentage "
        "has to move by at least 2 points, any other figure by at least 5%, and neither by less than two people would "
        "move it; a smaller move is steady. For some measures another limit is set. Figures for the year to date are "
        "compared with the same month last year.",
    ),
    (
        "Rose, unchanged, fell",
        "▴ rose, = unchanged, ▾ fell: which way the figure has moved where that is neither good nor bad in itself, as "
        "with measures for context. A move that would be steady is unchanged.",
    ),
    (
        "Variation",
        "A control chart tells ordinary variation from month to month from a real change, which is marked as a signal: "
        "a figure outside the limits, seven in a row on one side of the mean, seven rising or falling, or two of three "
        "close to a limit. On charts a square is a change for the better, a diamond one for the worse, a triangle one "
        "that is neither. A chart of fewer than 13 months has trial limits and marks no change.",
    ),
    (
        "Assurance",
        "Whether the target lies outside the limits of the control chart, which are worked out from many months. If it "
        "does, the measure, as it ran in those months, consistently meets or consistently misses it, whatever its "
        "latest figure; if not, it hits it in some months and misses it in others by chance.",
    ),
    ("Rounding", "Halves are rounded up: 16.25 is printed as 16.3."),
)
"""The rules in plain words, in the order in which the report's key prints them: (word, sentence)."""
