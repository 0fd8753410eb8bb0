"""Figures -> SVG, made by the server: the control chart of a measure, and the small line of a table.

The same drawing serves the page and the PDF. Called by views and reports; calls the vocabulary and nothing of the
database. Every mark is told by its shape as well as its colour, so that a chart reads in black and white; how it looks
is in presentation attributes, because the pages allow no style of their own. The small charts of a page of many are
of pages alone, and their looks are in the pages' styles.
"""

from __future__ import annotations

from measures.charts.control import control_chart
from measures.charts.data import ChartData, ChartPoint, Level, month_label
from measures.charts.notes import Letter, lettered
from measures.charts.scale import BOTTOM, HEIGHT, LABEL_STEP, TOP, spread
from measures.charts.small import SPARKLINE_MONTHS, small_chart, sparkline
from measures.charts.words import describe

__all__ = [
    "BOTTOM",
    "HEIGHT",
    "LABEL_STEP",
    "SPARKLINE_MONTHS",
    "TOP",
    "ChartData",
    "ChartPoint",
    "Letter",
    "Level",
    "control_chart",
    "describe",
    "lettered",
    "month_label",
    "small_chart",
    "sparkline",
    "spread",
]
