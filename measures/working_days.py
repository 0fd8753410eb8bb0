"""Working days of England: Monday to Friday, bank holidays left out.

Pure reads of a calendar that ships with the `holidays` package; knows no clock and no database.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from holidays import country_holidays


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: dt.date) -> bool:
    """Return whether the council works on a day."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_day_of_month(month: dt.date, number: int) -> dt.date:
    """Return the working day of that number (1 is the first) counted from the first of a month, on into the next."""
    return working_day_from(month.replace(day=1), number)


def working_day_from(start: dt.date, number: int) -> dt.date:
    """Return the working day of that number counted from a day on, which is the first if it is one."""
    if number < 1:
        raise ValueError("Working days are counted from 1.")
    day = start
    while True:
        if is_working_day(day):
            number -= 1
            if number == 0:
                return day
        day += dt.timedelta(days=1)


def working_days_after(start: dt.date, end: dt.date) -> int:
    """Return how many working days lie after `start` up to and with `end`; negative where `end` comes first."""
    if end < start:
        return -working_days_after(end, start)
    days = ((start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


def last_working_day_before(day: dt.date) -> dt.date:
    """Return the working day before a day."""
    day -= dt.timedelta(days=1)
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day
