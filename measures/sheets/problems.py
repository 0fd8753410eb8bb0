"""What is wrong with a file, said once for every reader: where, and in words its sender can act on.

Every reader of this package raises `SheetRefused` and nothing else. Imports nothing of the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

MOST_PROBLEMS: Final = 50
"""How many problems of one file are listed; beyond that only their number is told."""


def column_letters(column: int) -> str:
    """Return a column's letters as a spreadsheet heads it: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file. `line` and `column` count from 1; None where it concerns the whole file or line."""

    line: int | None
    column: int | None
    message: str

    @property
    def where(self) -> str:
        """Return the place in words, or an empty text: 'line 5, column 3 (C)'."""
        if self.line is None:
            return ""
        if self.column is None:
            return f"line {self.line}"
        return f"line {self.line}, column {self.column} ({column_letters(self.column)})"

    def __str__(self) -> str:
        return f"{self.where[:1].upper()}{self.where[1:]}: {self.message}" if self.where else self.message


class SheetRefused(Exception):
    """A file was refused whole; nothing of it was kept. Carries its problems, at most `MOST_PROBLEMS`."""

    def __init__(self, problems: list[Problem], more: int = 0, found: Sequence[str] = ()) -> None:
        self.problems = problems
        self.more = more
        """How many problems were found beyond those listed."""
        self.found = list(found)
        """What the checks find of the figures that can be read: no reason to refuse the file, but to be mended too."""
        super().__init__(problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if self.more:
            lines.append(f"And {self.more} more problems.")
        lines += [f"The checks find, too: {said}" for said in self.found]
        return "\n".join(lines)


def refused(message: str, line: int | None = None, column: int | None = None) -> SheetRefused:
    """Return the refusal of a file for one problem, after which reading on makes no sense."""
    return SheetRefused([Problem(line, column, message)])


@dataclass
class Problems:
    """The problems of one file as they are found, so that a sender sees all of them at once."""

    found: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, line: int | None, column: int | None, message: str) -> None:
        """Note one problem."""
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(Problem(line, column, message))
        else:
            self.more += 1

    def refuse_if_any(self) -> None:
        """Raise `SheetRefused` with every problem found, in the order of the file."""
        if self.found:
            raise SheetRefused(sorted(self.found, key=_place), self.more)


def _place(problem: Problem) -> tuple[int, int]:
    return (problem.line or 0, problem.column or 0)
