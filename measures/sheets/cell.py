"""A cell of a file: what it said beside what it was read as. Imports nothing of the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell(Generic[T]):
    """What one cell said, where it stands, and what it was read as.

    Line and column count from 1; a column of 0 is one that the file does not have.
    """

    said: str
    line: int
    column: int
    reading: T
