"""The inks, the text and the marks of a drawing: each mark is told by its shape as well as its colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.html import escape

from measures.choices import Variation

INK: Final = "#0b0c0c"
GREY: Final = "#505a5f"
PALE: Final = "#d3d9dc"
LEADER: Final = "#98a2a7"
"""What ties a label to its line."""
TARGET_INK: Final = "#0b5394"
MARKS: Final = {
    Variation.COMMON_CAUSE: GREY,
    Variation.IMPROVEMENT: "#1d70b8",
    Variation.CONCERN: "#b7410e",
    Variation.HIGH: "#54319f",
    Variation.LOW: "#54319f",
}
FONT: Final = 'font-family="Source Sans 3, Arial, sans-serif"'


def text_at(x: float, y: float, said: str, size: int = 13, anchor: str = "start", fill: str = GREY) -> str:
    """Return a text of the drawing, its anchor at the place given."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" {FONT} text-anchor="{anchor}" fill="{fill}">'
        f"{escape(said)}</text>"
    )


def shape(variation: Variation, x: float, y: float) -> str:
    """Return the mark of a variation, its middle at the place given."""
    fill = MARKS[variation]
    edge = f'fill="{fill}" stroke="#ffffff" stroke-width="1"'
    if variation is Variation.COMMON_CAUSE:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {edge}/>'
    if variation is Variation.IMPROVEMENT:
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" {edge}/>'
    if variation is Variation.CONCERN:
        return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z" {edge}/>'
    way = -1 if variation is Variation.HIGH else 1
    return f'<path d="M{x:.1f} {y + 7 * way:.1f}l6.5 {-12 * way}h-13z" {edge}/>'


def broken_line(places: Iterable[tuple[float, float] | None]) -> str:
    """Return the path through the places, broken where there is none."""
    path, pen = [], "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        path.append(f"{pen}{place[0]:.1f} {place[1]:.1f}")
        pen = "L"
    return "".join(path)
