"""How large a file may be before it is refused unread. Imports nothing of the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Limits:
    """Caps that keep a hostile or mistaken file from taking the machine's memory or time.

    Sizes are in bytes. `tags` counts the opening angle brackets of a workbook's XML, whatever its namespaces: it is
    what the memory of the XML parser grows with.
    """

    size: int
    rows: int
    columns: int
    cells: int
    unpacked: int
    tags: int
    cell_length: int = 32_767
    parts: int = 500
    ratio: int = 300


SCORECARD: Final = Limits(size=5_000_000, rows=5_000, columns=100, cells=500_000, unpacked=20_000_000, tags=500_000)
"""For scorecards, catalogues and monthly extracts: a hundred times what a large council's needs."""

PUBLISHED: Final = Limits(
    size=100_000_000, rows=1_000_000, columns=60, cells=20_000_000, unpacked=200_000_000, tags=20_000_000
)
"""For the long files of published statistics, which the performance team fetches itself."""
