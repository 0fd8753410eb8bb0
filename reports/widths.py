"""How many lines a text takes in the report's own font: what decides how high a row is, and so what a page holds.

Called by `scorecard_tables`. Measures as the layout does but for kerning; imports nothing of the project.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

Run = tuple[str, int]
"""Words, and the weight of their letters."""
FONTS: Final = Path(__file__).resolve().parent / "assets" / "fonts"
POINT: Final = 25.4 / 72
"""A point in millimetres."""
_PIECES: Final = re.compile(r"[^\s-]*-|[^\s-]+|\s+")
"""Where a line may end: at a space, and after a hyphen."""


@cache
def _advances(weight: int) -> dict[str, float]:
    """Return how wide each character of a weight of the font is, in parts of its size."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy, and only who prints a report needs it

    with TTFont(FONTS / f"source-sans-3-{weight}.ttf", lazy=True) as font:
        per_em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {chr(code): metrics[name][0] / per_em for code, name in font.getBestCmap().items()}


def width(text: str, size: float, weight: int = 400) -> float:
    """Return how wide a text of a size in points is, in millimetres; a letter of another font counts as a wide one."""
    advances = _advances(weight)
    return sum(advances.get(character, 0.9) for character in text) * size * POINT


def lines(text: str, room: float, size: float, weight: int = 400) -> int:
    """Return how many lines a text takes in a column of so many millimetres: one, where there is no text."""
    return lines_of(((text, weight),), room, size)


def lines_of(runs: Iterable[Run], room: float, size: float) -> int:
    """Return the same of a text of several weights."""
    count, used = 1, 0.0
    for piece, weight in ((piece, weight) for text, weight in runs for piece in _PIECES.findall(text)):
        wide = width(piece, size, weight)
        if piece.isspace():
            used += wide if used else 0.0
            continue
        if used and used + wide > room:
            count, used = count + 1, 0.0
        used += wide
        if used > room:  # a word that is wider than its column is broken
            count, used = count + math.ceil(used / room) - 1, used % room
    return count
