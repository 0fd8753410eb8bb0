"""How the measures of an edition stand, and stood the month before, as SVG: a bar each, divided by status.

Each piece has its number and the shape of its status, so that it reads in black and white; the table of counts that
stands above it on the cover has the words. Called by `paper`; made from the content alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.html import escape

from measures.choices import Rag
from reports.content.model import EditionContent
from reports.trend import OTHERS
from reports.trend_chart import FILLS, NUMBERS, status_shape, text_at

WIDTH: Final = 1032
"""As many units as the printed page is wide in CSS pixels."""
NOW: Final = 34.0
BEFORE: Final = 20.0
GAP: Final = 8.0
NAME: Final = 118.0
"""Where the bars begin: their months stand before them."""
LEAST_FOR_NUMBER: Final = 22.0
LEAST_FOR_SHAPE: Final = 46.0


def describe(content: EditionContent) -> str:
    """Return both bars in words."""
    return " ".join(
        f"{name}: {', '.join(f'{count} {rag.label.lower()}' for rag, count in pieces if count)}."
        for name, pieces in _bars(content)
    )


def height(content: EditionContent) -> float:
    """Return how high the drawing is, in its units."""
    return NOW if len(_bars(content)) == 1 else NOW + GAP + BEFORE


def status_bars(content: EditionContent) -> str:
    """Return the drawing; nothing where the edition has no measures."""
    bars = _bars(content)
    most = max(sum(count for _, count in pieces) for _, pieces in bars)
    if not content.measures:
        return ""
    parts, top = [], 0.0
    for (name, pieces), height in zip(bars, (NOW, BEFORE), strict=False):
        latest = height == NOW
        parts.append(text_at(0, top + height / 2 + 4.5, name, "start", bold=latest))
        parts.append(_bar(pieces, top, height, most))
        top += height + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top - GAP:.0f}" role="img" '
        f'aria-labelledby="bars-title bars-desc"><title id="bars-title">Measures by status</title>'
        f'<desc id="bars-desc">{escape(describe(content))}</desc>{"".join(parts)}</svg>'
    )


def _bars(content: EditionContent) -> list[tuple[str, list[tuple[Rag, int]]]]:
    """Return (month, its counts by status): this month's, and those before where they are known."""
    counts = content.status_counts
    bars = [(content.period, [(count.rag, count.now) for count in counts])]
    if any(count.before for count in counts):
        month = content.compared_with.partition(" of ")[2] or "Month before"
        bars.append((month, [(count.rag, count.before or 0) for count in counts]))
    return bars


def _bar(pieces: Sequence[tuple[Rag, int]], top: float, height: float, most: int) -> str:
    x, parts = NAME, []
    for rag, count in pieces:
        wide = (WIDTH - NAME) * count / most
        if count:
            parts.append(_piece(rag, count, x, wide, top, height))
        x += wide
    return "".join(parts)


def _piece(rag: Rag, count: int, x: float, wide: float, top: float, height: float) -> str:
    """Draw one status: its colour, and as far as there is room its number and its shape."""
    word = rag.label if rag.label in FILLS else OTHERS
    middle, y = x + wide / 2, top + height / 2
    parts = [
        f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{height:.1f}" fill="{FILLS[word]}" '
        'stroke="#ffffff" stroke-width="2"/>'
    ]
    if wide >= LEAST_FOR_NUMBER:
        beside = 9.0 if wide >= LEAST_FOR_SHAPE else 0.0
        parts.append(text_at(middle + beside, y + 4.5, str(count), "middle", NUMBERS[word], bold=True))
        if beside:
            parts.append(status_shape(rag.shape, middle - beside, y, "#ffffff"))
    return "".join(parts)
