"""What stands below a scorecard's table: footnotes, the key, the statistical neighbours. Called by `scorecard`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from measures.sheets.authorities import looks_cut_short
from measures.sheets.grid import GridRow
from measures.sheets.problems import Problems

NEIGHBOURS_OF_AN_AUTHORITY: Final = 10
"""How many the Department for Education's model names for every authority."""


@dataclass
class Below:
    """The texts below the table, in their order."""

    footnotes: list[str] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    neighbours: list[str] = field(default_factory=list)


def read_below(rows: Sequence[GridRow], *, compares_with_neighbours: bool, problems: Problems) -> Below:
    """Return the footnotes, the key and the neighbours.

    The key begins at 'Key to ...' and the neighbours at 'Statistical neighbours', one a line until a blank line. Where
    the scorecard compares with its neighbours, ten of them are named last: a file without them was cut short.
    """
    below = Below()
    part, named_at = "footnotes", 0
    for row in rows:
        text = _text_of(row)
        lowered = text.lower()
        if lowered.startswith("key to "):
            part = "key"
            below.key.append(text)
        elif lowered.startswith("statistical neighbours"):
            part = "neighbours"
        elif not text:
            part = "footnotes" if part == "neighbours" and below.neighbours else part
        elif part == "neighbours":
            _add_neighbour(text, row.line, below, problems)
            named_at = row.line
        else:
            (below.key if part == "key" else below.footnotes).append(text)
    if compares_with_neighbours:
        _check_neighbours(below.neighbours, named_at or (rows[-1].line if rows else 0), problems)
    return below


def _text_of(row: GridRow) -> str:
    """Return a line's text. A backslash before an asterisk is how Markdown writes a plain asterisk."""
    text = " ".join(cell.strip() for cell in row.cells if cell.strip())
    return text.removeprefix("\\")


def _add_neighbour(name: str, line: int, below: Below, problems: Problems) -> None:
    if name in below.neighbours:
        problems.add(line, 1, f"The neighbour {name} is named twice.")
    below.neighbours.append(name)


def _check_neighbours(names: Sequence[str], line: int, problems: Problems) -> None:
    if not names:
        problems.add(
            line or None,
            None,
            "The file is cut short: the statistical neighbours, which stand below the table, are missing.",
        )
    elif len(names) != NEIGHBOURS_OF_AN_AUTHORITY:
        problems.add(
            line,
            1,
            f"{len(names)} statistical neighbours are named where an authority has "
            f"{NEIGHBOURS_OF_AN_AUTHORITY}. The file may be cut short.",
        )
    elif looks_cut_short(names[-1]):
        problems.add(line, 1, f"The file is cut short: “{names[-1]}” is only the beginning of an authority's name.")
