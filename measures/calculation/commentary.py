"""The check of a commentary: figures quoted in it that are none of the measure's (calculation rules, section 2).

A hint beside the text, never a gate. Called by the actions and pages that take a commentary. Calls findings and values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from measures.calculation.findings import Finding
from measures.calculation.values import round_half_up
from measures.choices import Rule, Severity

_QUOTED: Final = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,6})?)\s?"
    r"(?P<unit>%|per\s?cent\b|per\s10,?000\b)",
    re.ASCII | re.IGNORECASE,
)


def quoted_figures(commentary: str) -> list[tuple[str, Decimal, int]]:
    """Return the percentages and rates quoted in a text: as written, as a number, and its decimal places."""
    return [
        (match[0], Decimal(match["number"].replace(",", "")), len(match["number"].partition(".")[2]))
        for match in _QUOTED.finditer(commentary)
    ]


def check_commentary(commentary: str, known: Iterable[Decimal | None]) -> list[Finding]:
    """Find quoted percentages and rates that are none of the `known` figures, at the precision quoted.

    `known` are the current, previous, target and benchmark figures. Each quotation is reported once.
    """
    figures = [figure for figure in known if figure is not None]
    found: dict[str, Finding] = {}
    for said, number, places in quoted_figures(commentary):
        if not any(_is_quoted(figure, number, places) for figure in figures):
            message = (
                f"The commentary says {said}, which is none of this measure's current, previous, target or "
                "benchmark figures. Check that it is right."
            )
            found.setdefault(said, Finding(Rule.COMMENTARY_FIGURE, Severity.INFORMATION, message))
    return list(found.values())


def _is_quoted(figure: Decimal, number: Decimal, places: int) -> bool:
    """Return whether `number`, written with `places` decimals, is the figure at that precision."""
    return round_half_up(figure, places) == number
