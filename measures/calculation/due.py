"""When a figure is due, when it is late, and when its cohort is complete: pure functions on months.

Called by direction, checks, the actions and pages. Calls rules. Knows no clock: "today" is always given.
"""

from __future__ import annotations

from datetime import date

from measures.calculation.rules import DUE_MONTHS, MONTHS_IN_YEAR, YEAR_STARTS_IN
from measures.choices import Frequency


def months_later(period: date, months: int) -> date:
    """Return the first day of the month `months` after `period`'s (before it, where negative)."""
    position = period.year * MONTHS_IN_YEAR + period.month - 1 + months
    return date(position // MONTHS_IN_YEAR, position % MONTHS_IN_YEAR + 1, 1)


def months_between(earlier: date, later: date) -> int:
    """Return how many months `later`'s month lies after `earlier`'s."""
    return (later.year - earlier.year) * MONTHS_IN_YEAR + later.month - earlier.month


def year_before(period: date) -> date:
    """Return the same month of the year before."""
    return months_later(period, -MONTHS_IN_YEAR)


def month_of_year(period: date) -> int:
    """Return how far the year has come at the end of the period's month: April 1, March 12."""
    return (period.month - YEAR_STARTS_IN) % MONTHS_IN_YEAR + 1


def is_due(frequency: Frequency, period: date) -> bool:
    """Return whether a measure of this frequency reports a figure for the period."""
    return period.month in DUE_MONTHS[frequency]


def latest_due(frequency: Frequency, period: date) -> date:
    """Return the latest period up to `period` for which a figure is due; its own where it is due.

    A quarterly or annual measure that is not due shows this period's figure and status, with its date (section 3).
    """
    return next(
        candidate
        for candidate in (months_later(period, -back) for back in range(MONTHS_IN_YEAR))
        if is_due(frequency, candidate)
    )


def previous_due(frequency: Frequency, period: date) -> date:
    """Return the latest period before `period` for which a figure is due."""
    return latest_due(frequency, months_later(period, -1))


def complete_from(period: date, maturity_lag: int) -> date:
    """Return the first month in which the period's cohort is complete: `maturity_lag` months after it."""
    return months_later(period, maturity_lag)


def is_provisional(period: date, maturity_lag: int, known_at: date) -> bool:
    """Return whether the period's cohort is not yet complete in the month of `known_at` (section 1).

    `known_at` is the period being reported, not today: recalculating an old month later must not change it.
    """
    return months_between(period, known_at) < maturity_lag
