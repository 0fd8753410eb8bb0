"""The trend of a whole scorecard as SVG: one column a month, in it how many measures are green, amber, red, not rated.

The counts stand in the columns and the words beside the last one with their shapes, so that it reads in black and
white. Called by the first page; calls nothing of the database.
"""

from __future__ import annotations

import math
from typing import Final

from django.utils.html import escape

from reports.trend import LOOKS, OTHERS, MonthCounts, Trend

WIDTH: Final = 380
HEIGHT: Final = 232
TOP: Final = 8
BOTTOM: Final = 192
LEFT: Final = 4
RIGHT: Final = 288
WIDEST: Final = 40.0
LABEL_STEP: Final = 18.0
MONTH_STEP: Final = 28.0
"""The least distance between two months that are named."""
LEAST_FOR_NUMBER: Final = 13.0
"""The least height of a piece of a column, in the drawing's units, in which its number is written."""
INK: Final = "#0b0c0c"
FONT: Final = 'font-family="Source Sans 3, Arial, sans-serif"'
FILLS: Final = {"Green": "#3ea36f", "Amber": "#f4b25f", "Red": "#c8240f", OTHERS: "#d3d9dc"}
"""Each is a different shade where there is no colour: printed in grey, the darker green was the red."""
NUMBERS: Final = {"Green": INK, "Amber": INK, "Red": "#ffffff", OTHERS: INK}


def describe(trend: Trend) -> str:
    """Return the chart in words: the first month and the last."""
    ends = [trend.months[0], trend.latest] if len(trend.months) > 1 else [trend.latest]
    return " ".join(
        f"{month.month:%B %Y}: {', '.join(f'{number} {word.lower()}' for word, number in month.pieces)}."
        for month in ends
    )


def trend_chart(trend: Trend, *, uid: str) -> str:
    """Return the drawing; `uid` makes the ids of its title and description the only ones on a page."""
    most = max(month.total for month in trend.months) or 1
    step = (RIGHT - LEFT) / len(trend.months)
    every = math.ceil(MONTH_STEP / step)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="app-trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{escape(uid)}-title {escape(uid)}-desc"><title id="{escape(uid)}-title">'
        f"{escape(trend.title)}: statuses by month</title>"
        f'<desc id="{escape(uid)}-desc">{escape(describe(trend))}</desc>'
    ]
    wide, year = min(step * 0.86, WIDEST), 0
    for i, month in enumerate(trend.months):
        x = RIGHT - step * (len(trend.months) - i - 0.5)
        parts.append(_column(month, x, wide, most))
        if (len(trend.months) - 1 - i) % every == 0:
            parts.append(text_at(x, BOTTOM + 18, f"{month.month:%b}", "middle"))
            if month.month.year != year:
                parts.append(text_at(x, BOTTOM + 34, f"{month.month:%Y}", "middle"))
            year = month.month.year
    parts.append(f'<path d="M{LEFT} {BOTTOM}H{RIGHT}" stroke="{INK}" stroke-width="1"/>')
    parts.append(_words(trend.latest, RIGHT - step / 2 + wide / 2, most))
    return "".join([*parts, "</svg>"])


def _heights(month: MonthCounts, most: int) -> list[tuple[str, int, float, float]]:
    """Return each piece that has measures: word, number, top and height."""
    found, bottom = [], float(BOTTOM)
    for word, number in month.pieces:
        height = (BOTTOM - TOP) * number / most
        bottom -= height
        if number:
            found.append((word, number, bottom, height))
    return found


def _column(month: MonthCounts, x: float, wide: float, most: int) -> str:
    parts = []
    for word, number, top, height in _heights(month, most):
        parts.append(
            f'<rect x="{x - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{height:.1f}" '
            f'fill="{FILLS[word]}" stroke="#ffffff" stroke-width="1.5"/>'
        )
        if height >= LEAST_FOR_NUMBER:
            parts.append(text_at(x, top + height / 2 + 4.5, str(number), "middle", NUMBERS[word], bold=True))
    return "".join(parts)


def _words(month: MonthCounts, x: float, most: int) -> str:
    """Write the words beside the last column, each at its piece, moved apart where they would overlap."""
    named = sorted((top + height / 2, word) for word, _, top, height in _heights(month, most))
    parts, above = [], TOP - LABEL_STEP / 2
    for middle, word in named:
        at = max(middle, above + LABEL_STEP)
        above = at
        parts.append(status_shape(LOOKS[word].shape, x + 14, at, FILLS[word]))
        parts.append(text_at(x + 25, at + 4.5, word, "start"))
    return "".join(parts)


def status_shape(shape: str, x: float, y: float, fill: str) -> str:
    """Return the mark of a status, its middle at the place given."""
    edge = f'fill="{fill}" stroke="{INK}" stroke-width="0.6"'
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {edge}/>'
    if shape == "triangle":
        return f'<path d="M{x:.1f} {y - 5.5:.1f}l5.8 10.4h-11.6z" {edge}/>'
    if shape == "diamond":
        return f'<path d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z" {edge}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" fill="#ffffff" stroke="{INK}" stroke-width="1.4"/>'


def text_at(x: float, y: float, text: str, anchor: str, fill: str = INK, *, bold: bool = False) -> str:
    """Return a text of the drawing, its anchor at the place given."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="13"{weight} {FONT} text-anchor="{anchor}" fill="{fill}">'
        f"{escape(text)}</text>"
    )
