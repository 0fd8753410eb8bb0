"""What the printed report shows of a measure, and how it writes times, drawings and watermarks.

Called by `document` and by what it is made of.
"""

from __future__ import annotations

import base64
import datetime as dt
from typing import Final

from django.utils import timezone
from django.utils.html import escape

from measures.charts import SPARKLINE_MONTHS
from measures.choices import Aim, Comparator
from reports.content.measure_model import BenchmarkContent, MeasureContent, MonthFigure
from reports.content.model import EditionContent
from reports.content.sources import UNKNOWN, year_of
from reports.fitting import chunks, cut

LONGEST_NOTE: Final = 300
LONGEST_OWNER: Final = 60
LONGEST_TITLE: Final = 160


def moment(at: dt.datetime) -> str:
    """Return a time as the report prints it, in the council's own time: "12 December 2023 at 10:04"."""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"


def image(svg: str) -> str:
    """Return a drawing of the charts as the source of an image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def watermark_source(text: str) -> str:
    """Return the words across a page as the source of its background."""
    shown = cut(text, 80)[0]
    size = min(34, 900 / max(len(shown), 1))
    words = (
        f'<text x="280" y="200" font-size="{size:.1f}" text-anchor="middle" fill="#d9dee1" '
        f'font-family="Source Sans 3, sans-serif" font-weight="700">{escape(shown)}</text>'
    )
    opening = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 380"><g transform="rotate(-24 280 190)">'
    return image(f"{opening}{words}</g></svg>")


def facts(content: EditionContent, measure: MeasureContent) -> list[tuple[str, str]]:
    """Return what one measure is and is compared with, as (name, words)."""
    aims = {
        Aim.HIGHER: "Higher is better",
        Aim.LOWER: "Lower is better",
        Aim.NEAR_TARGET: "Near the target is best",
        Aim.CONTEXT: "For context: neither more nor less is better",
    }
    rows = [
        ("Unit", measure.unit.label),
        ("Which way is better", aims[measure.aim]),
        ("What a figure covers", measure.basis.label),
        ("Reported", measure.frequency.label),
        ("What is counted", measure.numerator_label),
        ("Out of", measure.denominator_label),
        ("Number behind the figure", measure.number),
        ("Baseline", measure.baseline.shown),
        ("Target", measure.target.shown if measure.target.high is not None else _target_words(measure)),
        ("Same month last year", measure.same_month_last_year),
        ("Last outturn", measure.outturn.sentence if measure.outturn else measure.last_outturn),
        ("Quarter so far", measure.quarter),
        ("Year to date", measure.year_to_date),
        ("Owner", measure.owner),
        ("Definition", measure.definition),
    ]
    years = {column.comparator: year_of(column, content) for column in content.comparators}
    rows += [
        (f"{_named(mark)}, {years[mark.comparator] if mark.period == UNKNOWN else mark.period}", mark.shown)
        for mark in measure.benchmarks
    ]
    return [(name, cut(words, LONGEST_NOTE)[0]) for name, words in rows if words]


def _named(mark: BenchmarkContent) -> str:
    """Return whose figure it is; the sheet that is read calls good and better authorities "Good+"."""
    return mark.comparator.label if mark.comparator is Comparator.GOOD else mark.area


def _target_words(measure: MeasureContent) -> str:
    """Return the target; with the range that is assumed around it, where the figure is compared with that."""
    near = measure.aim is Aim.NEAR_TARGET and measure.target_used
    return f"{measure.target.shown}: {measure.target_used}" if near else measure.target.shown


def history(measure: MeasureContent) -> list[tuple[tuple[MonthFigure, str], ...]]:
    """Return the latest figures of a measure with the counts behind them, oldest first, in tables of a page at most."""
    latest = measure.series[-2 * SPARKLINE_MONTHS :]
    return chunks(((figure, measure.number_behind(figure)) for figure in latest), SPARKLINE_MONTHS)
