"""Months as headings write them. A month is the date of its first day. Imports nothing of the project."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_NAMES: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

_NAMED = re.compile(r"([A-Za-z]{3,9})[-\s/]?([0-9]{4}|[0-9]{2})")
_NUMBERED = re.compile(r"([0-9]{4})-([0-9]{2})(?:-01)?")
_FIRST_DAY = re.compile(r"0?1/([0-9]{1,2})/([0-9]{4})")
_DAY_AND_MONTH = re.compile(r"[0-9]{1,2}[-\s][A-Za-z]{3}")


class BadMonth(ValueError):
    """A text is no month; the message says why, for the person who sent it."""


def read_month(text: str) -> dt.date:
    """Return the first day of the month that a text names.

    Takes 'Nov-23', 'Nov 2023', 'November 2023', '2023-11' and the first of a month as '2023-11-01' or '01/11/2023'
    (day first). Raises `BadMonth`.
    """
    said = text.strip()
    if match := _NAMED.fullmatch(said):
        number, year = _month_number(match[1]), int(match[2])
        if number is not None:
            return dt.date(year if year > 99 else 2000 + year, number, 1)
    elif match := _NUMBERED.fullmatch(said):
        return _month_of(int(match[1]), int(match[2]), said)
    elif match := _FIRST_DAY.fullmatch(said):
        return _month_of(int(match[2]), int(match[1]), said)
    elif _DAY_AND_MONTH.fullmatch(said):
        raise BadMonth(
            f"“{said}” is a day and a month, not a month and a year. A spreadsheet may have taken a month such as "
            "May-23 for 23 May. Type the heading as text, for example May-23."
        )
    raise BadMonth(f"“{said}” is not a month. Write it as Nov-23 or 2023-11.")


def month_label(month: dt.date) -> str:
    """Return a month as the scorecard heads its columns: 'Nov-23'."""
    return f"{NAMES[month.month - 1]}-{month:%y}"


def month_after(month: dt.date) -> dt.date:
    """Return the first day of the next month."""
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _month_number(name: str) -> int | None:
    """Return 1 to 12 for an English month's name, whole or its first three letters (or 'Sept')."""
    lowered = name.lower()
    for number, long_name in enumerate(LONG_NAMES, start=1):
        if lowered in (long_name, long_name[:3]) or (lowered == "sept" and number == 9):
            return number
    return None


def _month_of(year: int, number: int, said: str) -> dt.date:
    try:
        return dt.date(year, number, 1)
    except ValueError:
        raise BadMonth(f"“{said}” is not a month. Write it as Nov-23 or 2023-11.") from None
