"""What a revised month changes: its own status and direction, and those of later months that are compared with it.

Works on lines that were read, at the size of one line. Called by the load, whose preview says it, and by the queries of
those who approve. Calls the assessment and asks the database nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from measures.assessment import assess_briefly
from measures.calculation.courses import Judgement
from measures.choices import Direction, Missing
from measures.series import Line, Slot


@dataclass(frozen=True)
class Moved:
    """One month whose status or direction is another one because of a revised month."""

    month: dt.date
    revised: dt.date
    """The month whose revision does it: the month itself, or the last one revised before it."""
    was: Judgement
    now: Judgement

    @property
    def words(self) -> str:
        """Return the change: "red (was amber) and worsening (was steady)"."""
        pairs = (
            (self.now.rag.value, self.was.rag.value),
            (_course(self.now.movement.direction), _course(self.was.movement.direction)),
        )
        return " and ".join(f"{now} (was {was})" for now, was in pairs if now != was)

    @property
    def sentence(self) -> str:
        """Return the change with its month: "November 2023 becomes worsening (was steady)."."""
        return f"{self.month:%B %Y} becomes {self.words}."

    @property
    def because(self) -> str:
        """Return the change with the month that makes it: "It becomes ..., because October 2023 is revised."."""
        return f"It becomes {self.words}, because {self.revised:%B %Y} is revised."


def _course(direction: Direction) -> str:
    """Return a direction as what a month becomes, or was."""
    said = {Direction.ROSE: "rising", Direction.FELL: "falling", Direction.NO_COMPARISON: "without a comparison"}
    return said.get(direction, direction.value)


def moved_by(
    line: Line, former: Mapping[dt.date, Slot], *, screening: bool, last: dt.date | None = None
) -> list[Moved]:
    """Return the months that are judged otherwise than with the `former` slots of the revised ones, oldest first.

    `line` has the figures as they are now; `last` is the last month looked at, None for all of them.
    """
    before = replace(line, slots={**line.slots, **former})
    found = []
    for month in sorted(_touched(line, former, last)):
        now, was = (assess_briefly(each, month, screening=screening) for each in (line, before))
        if (now.rag, now.movement.direction) != (was.rag, was.movement.direction):
            found.append(Moved(month, max(each for each in former if each <= month), was, now))
    return found


def _touched(line: Line, former: Iterable[dt.date], last: dt.date | None) -> list[dt.date]:
    """Return the months with a figure from the first revised one on."""
    first = min(former, default=dt.date.max)
    return [
        month
        for month, slot in line.slots.items()
        if first <= month <= (last or month)
        and slot.facts.missing is not Missing.NOT_DUE
        and (slot.facts.reported or slot.facts.missing is not None)
    ]
