"""The day on which an extract was taken, as a cell of a file says it. Called by the readers of this package."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from django.utils import timezone

DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")


class BadDay(ValueError):
    """Text that is not a day on which something was taken. The message is the sentence that the person is shown."""


def read_past_day(said: str) -> dt.date:
    """Return the day that a cell names: 2023-12-04, 4/12/2023 or 4.12.2023. Raises BadDay; for a day to come too."""
    day_first = DAY_FIRST.fullmatch(said)
    try:
        if day_first:
            of_month, month, year = (int(part) for part in day_first.groups())
            day = dt.date(year, month, of_month)
        else:
            day = dt.date.fromisoformat(said)
    except ValueError:
        raise BadDay(f"“{said}” is not a date. Write it as 2023-12-04 or 04/12/2023.") from None
    if day > (today := timezone.localdate()):
        raise BadDay(f"“{said}” is still to come. Enter a date up to today, {today:%-d %B %Y}.")
    return day
