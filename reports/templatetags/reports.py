"""Filters of the reports' templates: `{% load reports %}`. They read an edition's content and nothing else."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.safestring import SafeString, mark_safe

from measures.charts import control_chart
from reports.content.measure_model import MeasureContent
from reports.options import Extra
from reports.scorecard_tables import Column, spark_svg

register = template.Library()


@register.filter
def printed_in(measure: MeasureContent, month: dt.date) -> str:
    """Return a measure's figure of a month, as it is printed."""
    return measure.figure(month).printed


@register.filter
def compared_in(measure: MeasureContent, column: Column) -> str:
    """Return a comparator's figure for a measure, as it is printed."""
    found = measure.benchmark(column.comparator)
    return found.shown if found else ""


@register.filter
def extra(measure: MeasureContent, column: Extra) -> str:
    """Return a measure's figure over another span, as it is printed."""
    return column.of(measure)


@register.filter
def spark(measure: MeasureContent) -> SafeString:
    """Return the last 13 months of a measure as a small line; nothing where there are fewer than two figures."""
    return mark_safe(spark_svg(measure))  # noqa: S308 - escaped where it is drawn


@register.filter
def chart(measure: MeasureContent) -> SafeString:
    """Return the control chart of a measure as SVG; nothing where it has none."""
    if measure.chart is None:
        return mark_safe("")
    return mark_safe(control_chart(measure.chart, uid=f"chart-{measure.measure}"))  # noqa: S308 - escaped where it is drawn
