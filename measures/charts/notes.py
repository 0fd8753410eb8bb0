"""What is said of a chart's months: notes, each with its letter, and where the limits start anew. Drawn by `control`.

The letters are those of the list beside the chart, and of its table; they run from the oldest month drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from django.utils.html import escape

NOTE_INK: Final = "#54319f"
BASE_INK: Final = "#505a5f"


class Noted(Protocol):
    """A month of a chart, as far as its notes go."""

    @property
    def month(self) -> dt.date:
        """Return the month."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Return the notes on it."""

    @property
    def new_base(self) -> bool:
        """Return whether the mean and the limits start anew with it."""


class Letter(NamedTuple):
    """One note with the letter that stands for it."""

    letter: str
    month: dt.date
    text: str


def lettered(points: Sequence[Noted]) -> list[Letter]:
    """Return the notes of a chart in order of month: A, B, ... Z, AA, AB, ..."""
    said = [(point.month, text) for point in points for text in point.notes]
    return [Letter(letter_at(place), month, text) for place, (month, text) in enumerate(said)]


def letter_at(place: int) -> str:
    """Return the letter of a place: 0 is A, 26 is AA."""
    first, last = divmod(place, 26)
    return (letter_at(first - 1) if first else "") + chr(ord("A") + last)


def told(points: Sequence[Noted]) -> str:
    """Return the notes and new bases in words; empty where there is none."""
    parts = [f"Limits start anew in {point.month:%b-%y}." for point in points if point.new_base]
    parts += [f"Note {note.letter}, {note.month:%b-%y}: {note.text}" for note in lettered(points)]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def drawn(points: Sequence[Noted], xs: Sequence[float], top: float, bottom: float, font: str) -> str:
    """Draw a line down each month that has notes with their letters above it, and one where the limits start anew."""
    letters: dict[dt.date, list[str]] = {}
    for note in lettered(points):
        letters.setdefault(note.month, []).append(note.letter)
    half = (xs[1] - xs[0]) / 2 if len(xs) > 1 else 0.0
    parts = []
    for point, x in zip(points, xs, strict=True):
        if point.new_base:
            parts.append(
                f'<path d="M{x - half:.1f} {top:.1f}V{bottom:.1f}" stroke="{BASE_INK}" stroke-width="1.4" '
                f'stroke-dasharray="2 3" fill="none"/><text x="{x - half + 4:.1f}" y="{bottom - 5:.1f}" '
                f'font-size="12" {font} fill="{BASE_INK}">limits start anew</text>'
            )
        if point.month in letters:
            said = escape(",".join(letters[point.month]))
            parts.append(
                f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{NOTE_INK}" stroke-width="1" '
                f'stroke-dasharray="1 3" fill="none"/><text x="{x:.1f}" y="{top - 4:.1f}" font-size="12" '
                f'font-weight="700" {font} text-anchor="middle" fill="{NOTE_INK}">{said}</text>'
            )
    return "".join(parts)
