"""The rule on small numbers: which figure may not be printed for its own sake (calculation rules, section 6).

A number from 1 to 5, or its complement, or a group under 10; where the number is not recorded, whether it could be.
An average over a small group tells of each one in it, as a percentage does.
Called by disclosure. Calls rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

from measures.calculation.rules import MONTHS_IN_YEAR, PER, SMALL_COUNT_FROM, SMALL_COUNT_TO, SMALL_GROUP_BELOW
from measures.choices import Unit

OF_A_GROUP: Final = (Unit.PERCENT, Unit.AVERAGE)
"""What a figure of a group says of each one in it, so that the group must not be small."""


class Reason(StrEnum):
    """Why a cell is suppressed, as the decision log says it."""

    SMALL_NUMBER = "the number counted is from 1 to 5"
    SMALL_COMPLEMENT = "the number not counted is from 1 to 5"
    SMALL_GROUP = "the group is smaller than 10"
    COULD_BE_SMALL = "the number counted is not recorded and could be from 1 to 5"
    COMPLEMENT_COULD_BE_SMALL = "a count is not recorded, and the number not counted could be from 1 to 5"
    GROUP_COULD_BE_SMALL = "the size of the group is not recorded and could be smaller than 10"
    DENOMINATOR = "the number that it is out of is suppressed"
    SECONDARY = "with it another suppressed number could be worked out"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one measure, period and breakdown, as an edition would print it."""

    key: str
    """What the sums and the decisions call it; unique in an edition."""
    label: str
    """What the decision log calls it: "5.1 November 2023"."""
    unit: Unit
    controlled: bool = True
    """Whether it counts children or young people."""
    value: Decimal | None = None
    """As it would be printed, rounded to `places`."""
    places: int = 0
    numerator: Decimal | None = None
    """Where it is not recorded, it is bounded from the value's rounding and what the value is out of."""
    denominator: Decimal | None = None
    """Of a rate, the population."""
    denominator_bounds: tuple[Decimal, Decimal] | None = None
    """The least and most that the denominator can be, where it is not recorded."""
    months: int | None = None
    """What a rate's count covers, as in `rates.rate_per_10000`."""
    denominator_key: str | None = None
    """The cell whose number is this one's denominator, where it is printed too."""
    printed: bool = True
    """False for a number that no page prints but a reader could work out: the rest of a total, a month's increase of
    a year-to-date figure. It is protected, but can not be suppressed."""
    already_public: bool = False
    """An earlier public edition printed this very figure. Nothing that rests on hiding it would work."""


def small_number(cell: Cell) -> Reason | None:
    """Return why a cell is suppressed for its own number's sake, or None where it is not."""
    if not cell.controlled or (cell.value is None and cell.numerator is None):
        return None
    if cell.denominator == 0:
        return None
    if cell.numerator is not None:
        return _small_recorded(cell, cell.numerator)
    return _small_bounded(cell)


def numerator_bounds(cell: Cell) -> tuple[Decimal, Decimal | None] | None:
    """Return the least and most whole number that prints as the cell's value; most None where it is not bounded.

    None where nothing can be said: a percentage or rate of a group whose size is not known. (5.1's 1% of some 550
    is 3 to 8 children.)
    """
    if cell.value is None:
        return None
    half = Decimal("0.5").scaleb(-cell.places)
    least, most = max(cell.value - half, Decimal(0)), cell.value + half
    if cell.unit is Unit.COUNT:
        return _ceiling(least), _below(most)
    per = _per_unit(cell)
    if cell.denominator is not None:
        out_of = (cell.denominator, cell.denominator)
    elif cell.denominator_bounds is not None:
        out_of = cell.denominator_bounds
    elif cell.unit is Unit.AVERAGE:
        return _ceiling(least), None  # taken over one or more
    else:
        return None
    highest = _below(most * out_of[1] / per)
    if cell.unit is Unit.PERCENT:
        highest = min(highest, _floor(out_of[1]))
    return _ceiling(least * out_of[0] / per), highest


def _small_recorded(cell: Cell, numerator: Decimal) -> Reason | None:
    """Return why a recorded number is too small to print."""
    if SMALL_COUNT_FROM <= numerator <= SMALL_COUNT_TO:
        return Reason.SMALL_NUMBER
    if cell.unit not in OF_A_GROUP:
        return None
    least, most = _denominator_range(cell)
    if least is None:
        return Reason.GROUP_COULD_BE_SMALL
    if cell.unit is Unit.PERCENT and _meets_small(least - numerator, None if most is None else most - numerator):
        return Reason.SMALL_COMPLEMENT if least == most else Reason.COMPLEMENT_COULD_BE_SMALL
    return _small_group(least, most)


def _small_bounded(cell: Cell) -> Reason | None:
    """Return why a number that is not recorded could be too small to print."""
    bounds = numerator_bounds(cell)
    if bounds is None:
        return Reason.GROUP_COULD_BE_SMALL
    low, high = bounds
    if _meets_small(low, high):
        return Reason.COULD_BE_SMALL
    least, most = _denominator_range(cell)
    if cell.unit is Unit.AVERAGE:
        return Reason.GROUP_COULD_BE_SMALL if least is None else _small_group(least, most)
    if cell.unit is not Unit.PERCENT or least is None or most is None or high is None or cell.value is None:
        return None
    half = Decimal("0.5").scaleb(-cell.places)
    rest = max(100 - cell.value - half, Decimal(0)), 100 - cell.value + half
    if _meets_small(_ceiling(rest[0] * least / 100), _floor(rest[1] * most / 100)):
        return Reason.COMPLEMENT_COULD_BE_SMALL
    return _small_group(least, most)


def _small_group(least: Decimal, most: Decimal | None) -> Reason | None:
    """Return why a group of `least` to `most` is too small; None where it is large enough for certain."""
    if least >= SMALL_GROUP_BELOW:
        return None
    return Reason.SMALL_GROUP if most is not None and most < SMALL_GROUP_BELOW else Reason.GROUP_COULD_BE_SMALL


def _denominator_range(cell: Cell) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and most that a percentage's or an average's denominator can be; None for what is not known.

    Where only the number counted is recorded, the value's rounding bounds what it is out of.
    """
    if cell.denominator is not None:
        return cell.denominator, cell.denominator
    if cell.denominator_bounds is None and cell.numerator and cell.value is not None:
        half, times = Decimal("0.5").scaleb(-cell.places), _per_unit(cell) * cell.numerator
        most = times / (cell.value - half) if cell.value > half else None
        return _ceiling(times / (cell.value + half)), None if most is None else _floor(most)
    return cell.denominator_bounds or (None, None)


def _meets_small(low: Decimal, high: Decimal | None) -> bool:
    """Return whether a whole number from `low` to `high` could be from 1 to 5."""
    return low <= SMALL_COUNT_TO and (high is None or high >= SMALL_COUNT_FROM) and (high is None or low <= high)


def _per_unit(cell: Cell) -> Decimal:
    """Return what numerator / denominator is multiplied by to give the cell's value."""
    if cell.unit is Unit.RATE:
        return Decimal(PER * MONTHS_IN_YEAR) / (cell.months or MONTHS_IN_YEAR)
    return Decimal(100) if cell.unit is Unit.PERCENT else Decimal(1)


def _ceiling(number: Decimal) -> Decimal:
    """Return the least whole number not below."""
    return number.to_integral_value(ROUND_CEILING)


def _floor(number: Decimal) -> Decimal:
    """Return the greatest whole number not above."""
    return number.to_integral_value(ROUND_FLOOR)


def _below(number: Decimal) -> Decimal:
    """Return the greatest whole number below: half up, the upper end rounds to the next figure."""
    return _ceiling(number) - 1
