"""A series as plain facts: every month of one measure, with what it meant and aimed at in each.

Called by whoever assesses a few series at a time, by the readable path and by the frames. Calls the rules' facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from measures.calculation.due import months_later
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """One month of a series: the figure, and the definition and target in force."""

    figure: FigureFacts
    measure: MeasureFacts
    target: TargetFacts | None = None
    breaks_comparison: bool = False
    """The definition or basis changed here: nothing before is compared with."""
    new_group: bool = False
    """The control chart starts again here: an approved rebase date."""


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """All months of one measure from its first to its last, oldest first, none left out.

    A month without a figure is there with its reason. `fix_after` and `screen` are the control chart's.
    """

    months: Sequence[MonthFacts]
    fix_after: int | None = None
    screen: bool = True

    def __post_init__(self) -> None:
        """Refuse a series without months or with a gap: a gap would silently join what a missing month parts."""
        periods = [month.figure.period for month in self.months]
        if not periods:
            raise ValueError("A series has at least one month.")
        for place, period in enumerate(periods):
            if period != months_later(periods[0], place):
                raise ValueError(f"A series holds every month once, in order: {period:%Y-%m} is out of place.")
