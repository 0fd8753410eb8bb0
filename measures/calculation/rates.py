"""How a figure is worked out from its counts (calculation rules, section 1).

Decimal in, Decimal out, unrounded: 28 significant digits, where the quotient does not end sooner. Called by checks,
gap, direction, figures, the actions and sheets. Calls facts, due and rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from measures.calculation.due import month_of_year
from measures.calculation.facts import MeasureFacts
from measures.calculation.rules import MONTHS_COVERED, MONTHS_IN_YEAR, PER
from measures.choices import Basis, Missing, Unit


class NotApplicable(ValueError):
    """Nothing out of nothing (0/0): there is no figure, and that is legitimate. Missing as `not applicable`."""


class NoDenominator(ValueError):
    """Something out of nothing (n/0): one of the two counts is wrong."""


class Dated(Protocol):
    """Something used from a period on, until a later one takes its place: a population, a definition."""

    @property
    def holds_from(self) -> date:
        """Return the first period that uses it."""


DatedRow = TypeVar("DatedRow", bound=Dated)


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A figure worked out from its counts: a value, or why there is none."""

    value: Decimal | None = None
    missing: Missing | None = None


def percent(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return 100 · n / d, in percent. Raises NotApplicable for 0/0 and NoDenominator for n/0."""
    return _quotient(100 * numerator, denominator)


def average(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return n / d: cases for each case holder. Raises NotApplicable for 0/0 and NoDenominator for n/0."""
    return _quotient(numerator, denominator)


def rate_per_10000(numerator: Decimal, population: Decimal, months: int | None = None) -> Decimal:
    """Return the rate for every 10,000 of the population.

    `months` is how many months the count covers, and the rate is then for a year: n · 10,000 · (12 / k) / P.
    None is a snapshot: n · 10,000 / P. Raises ValueError for fewer than one month, NotApplicable for 0/0 and
    NoDenominator for n/0.
    """
    if months is None:
        return _quotient(numerator * PER, population)
    if months < 1:
        raise ValueError(f"A flow covers one month or more, not {months}")
    return _quotient(numerator * PER * MONTHS_IN_YEAR, population * months)


def months_covered(measure: MeasureFacts, period: date) -> int | None:
    """Return how many months a rate's count covers, None where the rate is not for a year.

    A snapshot and a plain month are not made yearly; a rolling year covers 12; the year to date, as many as have
    passed; a month-annualised figure one month, or the quarter or year that it is reported for.
    """
    if measure.basis is Basis.MONTH_ANNUALISED:
        return MONTHS_COVERED[measure.frequency]
    if measure.basis is Basis.ROLLING:
        return MONTHS_IN_YEAR
    return month_of_year(period) if measure.basis is Basis.YEAR_TO_DATE else None


def work_out(
    measure: MeasureFacts, period: date, numerator: Decimal | None, denominator: Decimal | None
) -> WorkedOut | None:
    """Return the figure that the counts give, or None where a count that it needs is not known.

    A rate's denominator is the population in force. 0/0 is `not applicable`. Raises NoDenominator for n/0.
    """
    if numerator is None:
        return None
    if measure.unit is Unit.COUNT:
        return WorkedOut(numerator)
    if denominator is None:
        return None
    try:
        if measure.unit is Unit.PERCENT:
            return WorkedOut(percent(numerator, denominator))
        if measure.unit is Unit.AVERAGE:
            return WorkedOut(average(numerator, denominator))
        return WorkedOut(rate_per_10000(numerator, denominator, months_covered(measure, period)))
    except NotApplicable:
        return WorkedOut(missing=Missing.NOT_APPLICABLE)


def in_force(rows: Iterable[DatedRow], period: date) -> DatedRow | None:
    """Return the row that holds in the period: the latest of those that begin in it or before; None if none does."""
    begun = [row for row in rows if row.holds_from <= period]
    return max(begun, key=lambda row: row.holds_from, default=None)


def _quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return numerator / denominator. Raises ValueError for what is not a count, and as its callers say."""
    if not (numerator.is_finite() and denominator.is_finite()) or numerator < 0 or denominator < 0:
        raise ValueError(f"Counts are zero or more: {numerator} out of {denominator}")
    if denominator == 0:
        if numerator == 0:
            raise NotApplicable("0 out of 0 has no figure")
        raise NoDenominator(f"{numerator} out of 0 has no figure")
    return numerator / denominator
