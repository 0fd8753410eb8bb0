"""Text -> text that the report's own fonts can print, so that no page shows an empty box and every letter is tagged.

Called by `pdf` on the finished HTML. Marks that can not be seen or that turn the direction of what follows are left
out; a picture sign is written as its name in brackets; a letter of a script that the fonts do not have is a
replacement sign. An apostrophe inside a word is printed as one, however it was typed. Imports fontTools and nothing of
the project.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).resolve().parent / "assets" / "fonts"
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_KEPT: Final = frozenset("\n\t")
_TURNS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the direction of the text after them: the words alone decide."""

_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])(?:'|&#x27;)(?=[^\W\d_])")
"""A straight one between two letters, as it is or as templates escape it; quotation marks stay as they were typed."""


@cache
def covered() -> frozenset[int]:
    """Return the characters that the widest of the report's fonts can print."""
    with TTFont(FONTS / "DejaVuSans.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """Return the text with every character that can not be printed replaced or left out, and its apostrophes set."""
    text = _APOSTROPHE.sub("’", text)
    fonts = covered()
    odd = {c for c in set(text) if c not in _KEPT and (ord(c) not in fonts or _unseen(c))}
    return text.translate({ord(c): _instead_of(c) for c in odd}) if odd else text


def _unseen(character: str) -> bool:
    return character in _TURNS or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _instead_of(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\r\u2028\u2029":
        return "\n"
    if character in "\u00ad\ufeff" or category in {"Cc", "Cf", "Mn", "Me"} or character in _TURNS:
        return ""
    if category.startswith("Z"):
        return " "
    if category in {"So", "Sk", "Sm"}:
        name = unicodedata.name(character, "")
        return f"[{name.lower()}]" if name else REPLACEMENT
    return REPLACEMENT
