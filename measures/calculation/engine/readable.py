"""The readable rules over one whole series: the meaning that the engine's fast path has to equal, row by row.

Called by the engine for series that do not fit its integers, by pages that show one measure's chart, by
recalculation where sentences are wanted, and by the tests and the benchmark as the yardstick. Calls rag,
direction, due, targets and spc: no rule is written here but which months a chart is made of and when it has icons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measures.calculation.direction import Movement, direction_of_travel, previous_reported
from measures.calculation.due import is_due
from measures.calculation.engine.facts import MonthFacts, SeriesFacts
from measures.calculation.facts import FigureFacts
from measures.calculation.rag import Rating, rate_status
from measures.calculation.spc import Chart, xmr
from measures.calculation.targets import target_used
from measures.choices import Aim, Assurance, Basis, Variation

UNCHARTED = (Basis.ROLLING, Basis.YEAR_TO_DATE)
"""Months of these overlap: a control chart of them would find patterns that are only the overlap (section 5)."""

LOOK_BACK = (2, 13)
"""Months in which the previous reported figure mostly, and nearly always, lies: further back only when it does not."""


@dataclass(frozen=True, slots=True)
class Icons:
    """What a report may print of a series' control chart at its last month; None where there is no icon."""

    variation: Variation | None = None
    assurance: Assurance | None = None
    trial_limits: bool = True


def assess_months(series: SeriesFacts) -> Iterator[tuple[Rating, Movement]]:
    """Return the status and the direction of travel of every month, oldest first (sections 3 and 4)."""
    for place in range(len(series.months)):
        yield assess_month(series.months, place)


def assess_month(months: Sequence[MonthFacts], place: int) -> tuple[Rating, Movement]:
    """Return the status and the direction of travel of one month, from it and the months before it."""
    month, previous = months[place], None
    for since in (*(max(place - months_back, 0) for months_back in LOOK_BACK), 0):
        if previous is None and since < place:
            earlier = months[since:place]
            breaks = [other.figure.period for other in months[since : place + 1] if other.breaks_comparison]
            figures = [other.figure for other in earlier]
            previous = previous_reported(month.measure, figures, month.figure.period, breaks)
    return (
        rate_status(month.measure, month.figure, month.target),
        direction_of_travel(month.measure, month.figure, previous, month.target),
    )


def charted_months(series: SeriesFacts) -> list[MonthFacts]:
    """Return the months that a control chart has a position for: those with a figure due, from the first figure on."""
    due = [month for month in series.months if is_due(month.measure.frequency, month.figure.period)]
    first = next((place for place, month in enumerate(due) if charted_value(month.figure) is not None), len(due))
    return due[first:]


def control_chart(series: SeriesFacts) -> Chart | None:
    """Return the control chart of a series (section 5); None for a rolling or year-to-date one, or without a figure.

    Figures are charted unrounded; a provisional one counts as missing. The target is the one that the last month
    is compared with.
    """
    months = charted_months(series)
    if not months or months[-1].measure.basis in UNCHARTED:
        return None
    last = months[-1]
    used = target_used(last.measure, last.target, last.figure.period)
    target = None if used is None else used.high if last.measure.aim is Aim.LOWER else used.low
    return xmr(
        [charted_value(month.figure) for month in months],
        aim=last.measure.aim,
        target=target,
        rebase_at=_rebases(series, months),
        fix_after=series.fix_after,
        screen=series.screen,
    )


def charted_value(figure: FigureFacts) -> float | None:
    """Return a figure as it is charted; None where it is missing or provisional."""
    if not figure.reported or figure.provisional or figure.value is None:
        return None
    return float(figure.value)


def icons(chart: Chart | None) -> Icons:
    """Return the icons of a chart: none on trial limits, nor where the latest figure is missing (section 5)."""
    if chart is None:
        return Icons()
    if chart.trial_limits or chart.variation is None:
        return Icons(trial_limits=chart.trial_limits)
    return Icons(chart.variation, chart.assurance, chart.trial_limits)


def _rebases(series: SeriesFacts, months: list[MonthFacts]) -> list[int]:
    """Return the positions among the charted `months` at which a new group starts: the first from each date on."""
    dates = [month.figure.period for month in series.months if month.new_group]
    return [sum(month.figure.period < date for month in months) for date in dates]
