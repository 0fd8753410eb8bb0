"""A cell of a file: what it said beside what it was read as; what a reference is. Imports nothing of the project."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_NO_MONTH: Final = r"(?!(?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[ -]?[0-9])"
REFERENCE: Final = re.compile(rf"{_NO_MONTH}(?:[A-Za-z]{{1,4}}[ -]?)?[0-9]{{1,3}}(\.[0-9]{{1,3}}){{0,3}}")
"""A reference is text: 7.10 is not 7.1. Some councils put letters before the numbers: A1, NI 59. Nov-23 is a month."""
REFERENCE_WITHIN: Final = 4
"""The first columns of a file, one of which has the references."""


@dataclass(frozen=True, slots=True)
class Cell(Generic[T]):
    """What one cell said, where it stands, and what it was read as.

    Line and column count from 1; a column of 0 is one that the file does not have.
    """

    said: str
    line: int
    column: int
    reading: T
