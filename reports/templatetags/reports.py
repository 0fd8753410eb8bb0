"""Filters of the reports' templates: `{% load reports %}`. They read an edition's content and nothing else."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.safestring import SafeString, mark_safe

from measures.charts import control_chart
from reports.content.measure_model import MeasureContent
from reports.content.model import ComparatorColumn

register = template.Library()


@register.filter
def printed_in(measure: MeasureContent, month: dt.date) -> str:
    """Return a measure's figure of a month, as it is printed."""
    return measure.figure(month).printed


@register.filter
def compared_in(measure: MeasureContent, column: ComparatorColumn) -> str:
    """Return a comparator's figure for a measure, as it is printed."""
    found = measure.benchmark(column.comparator)
    return found.shown if found else ""


@register.filter
def chart(measure: MeasureContent) -> SafeString:
    """Return the control chart of a measure as SVG; nothing where it has none."""
    if measure.chart is None:
        return mark_safe("")
    return mark_safe(control_chart(measure.chart, uid=f"chart-{measure.measure}"))  # noqa: S308 - escaped where it is drawn
