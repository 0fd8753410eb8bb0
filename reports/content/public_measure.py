"""A measure of an edition without its suppressed figures, what is derived from them, and what was said inside.

Called by `public`, which knows what is suppressed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from measures.calculation.due import previous_due
from measures.charts import ChartData, ChartPoint
from measures.choices import Aim, Direction, Frequency, Missing, Rag
from reports.content.measure_model import Commentary, MeasureContent, MonthFigure, PrintedFigure
from reports.content.public_cells import BASELINE, OF_NO_MONTH

LEFT_OUT: Final = "Left out of this edition"
SUPPRESSED_SENTENCE: Final = "Suppressed: the figure is not shown because it rests on small numbers."
NO_DIRECTION: Final = "No comparison: a figure that it would rest on is suppressed."


def without(measure: MeasureContent, places: AbstractSet[str], *, climbs: bool = False) -> MeasureContent:
    """Return a measure as the public may see it. `places` are what is suppressed: months as "2023-11-01", or others.

    `climbs`: its target of a month lies on a straight line from the baseline.
    """
    quiet = _without_what_was_said(measure)
    if not places:
        return quiet
    quiet = _without_figures(quiet, places)
    if climbs and BASELINE in places:
        quiet = _without_monthly_target(quiet)
    if quiet.shown_month is not None and quiet.shown_month.isoformat() in places:
        return _without_status(quiet, before=_status_before(quiet, quiet.shown_month, places))
    return _without_comparisons(quiet, {dt.date.fromisoformat(place) for place in places - set(OF_NO_MONTH)})


def _without_what_was_said(measure: MeasureContent) -> MeasureContent:
    """Return a measure without what was said of it inside, and by whom."""
    return replace(
        measure,
        commentary=Commentary(),
        findings=(),
        found_contradicted=measure.contradicted,
        actions=(),
        parts=(),
        approval=None,
        owner="",
        left_out=LEFT_OUT if measure.left_out else "",
        chart=_without_notes(measure.chart),
    )


def _without_figures(measure: MeasureContent, places: AbstractSet[str]) -> MeasureContent:
    """Return a measure without its suppressed figures, and without what several months' figures make."""
    return replace(
        measure,
        direction_reason=measure.movement,
        series=tuple(
            MonthFigure(figure.month, missing=Missing.SUPPRESSED) if figure.month.isoformat() in places else figure
            for figure in measure.series
        ),
        variation=None,
        assurance=None,
        recorded_direction="",
        same_month_last_year="",
        last_outturn="",
        outturn=None,
        year_to_date="",
        quarter="",
        baseline=PrintedFigure(shown="c") if BASELINE in places else measure.baseline,
        chart=_bare_chart(measure, places),
    )


def _status_before(measure: MeasureContent, shown: dt.date, places: AbstractSet[str]) -> Rag | None:
    """Return the status of the month before of a measure whose own figure is suppressed; None unless that month is
    printed.

    The figure of a quarter or a year may have been that month's as well, so its status is not said.
    """
    since = previous_due(measure.frequency, shown)
    printed = measure.frequency is Frequency.MONTHLY and since.isoformat() not in places
    return measure.previous_rag if printed else None


def _without_status(measure: MeasureContent, *, before: Rag | None) -> MeasureContent:
    """Return a measure whose own figure is suppressed: how far it is from its target would tell it.

    `before` is its status of the month before, where that is public.
    """
    return replace(
        measure,
        rag=Rag.SUPPRESSED,
        rag_reason=SUPPRESSED_SENTENCE,
        rule=Rag.SUPPRESSED.value,
        gap="",
        shortfall=None,
        found_contradicted=False,
        previous_rag=before,
        direction=Direction.NO_COMPARISON,
        direction_reason=NO_DIRECTION,
        compared_month=None,
        movement="",
    )


def _without_comparisons(measure: MeasureContent, hidden: AbstractSet[dt.date]) -> MeasureContent:
    """Return a measure whose own figure is shown without what would tell a figure of a hidden month.

    The status before is that of the month before, or of the figure that was due last then.
    """
    if measure.shown_month is not None and hidden:
        since = previous_due(measure.frequency, measure.shown_month)
        if any(month >= since for month in hidden):
            measure = replace(measure, previous_rag=Rag.SUPPRESSED)
    if measure.compared_month not in hidden:
        return measure
    return replace(
        measure,
        rag_reason=f"{measure.rag_reason.split(';')[0].rstrip('.')}.",
        direction=Direction.NO_COMPARISON,
        direction_reason=NO_DIRECTION,
        compared_month=None,
        movement="",
    )


def _without_monthly_target(measure: MeasureContent) -> MeasureContent:
    """Return a measure without the targets of its months: with the year's own they would tell the baseline."""
    rated = measure.rag in (Rag.GREEN, Rag.AMBER, Rag.RED)
    said = f"Not rated: {measure.current.shown}; the target of the month would give a suppressed figure away."
    judged = measure.aim is Aim.NEAR_TARGET
    return replace(
        measure,
        rag=Rag.NOT_RATED if rated else measure.rag,
        rag_reason=said if rated else measure.rag_reason,
        target_used="",
        gap="",
        shortfall=None,
        assurance=None,
        previous_rag=None,
        direction=Direction.NO_COMPARISON if judged else measure.direction,
        direction_reason=NO_DIRECTION if judged else measure.direction_reason,
        compared_month=None if judged else measure.compared_month,
        movement="" if judged else measure.movement,
        chart=measure.chart and replace(measure.chart, target=None, targets=()),
    )


def _without_notes(chart: ChartData | None) -> ChartData | None:
    """Return the chart without what was noted of its months: that was said inside."""
    return chart and replace(chart, points=tuple(replace(point, notes=()) for point in chart.points))


def _bare_chart(measure: MeasureContent, places: AbstractSet[str]) -> ChartData | None:
    """Return the chart without the suppressed figures, and without the lines that rest on them."""
    if measure.chart is None or not places - set(OF_NO_MONTH):
        return measure.chart
    points = tuple(
        ChartPoint(point.month, None)
        if point.month.isoformat() in places
        else ChartPoint(point.month, point.value, point.shown)
        for point in measure.chart.points
    )
    return replace(measure.chart, points=points) if any(point.value is not None for point in points) else None
