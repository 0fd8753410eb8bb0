"""The checks of a commentary: figures quoted in it that are none of the measure's, and such as have been revised since.

The first is a hint beside the text, never a gate (calculation rules, section 2); the second asks for an explanation:
what the text says is not so any more. Called by the actions and pages that take a commentary, and after a load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from measures.calculation.findings import Finding, warning
from measures.calculation.quoting import numbers_in
from measures.calculation.rules import places_of
from measures.calculation.values import round_half_up
from measures.choices import Rule, Severity

_QUOTED: Final = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,6})?)\s?"
    r"(?P<unit>%|per\s?cent\b|per\s10,?000\b)",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Superseded:
    """A figure of an earlier month that a later extract has otherwise; both as they are printed."""

    month: date
    number: Decimal
    """What it was, with as many decimals as it is printed."""
    was: str
    now: str

    @property
    def is_share(self) -> bool:
        """Return whether it is printed with a sign after it: its bare number means something else."""
        return not self.was[-1:].isdigit()


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


def check_superseded(commentary: str, revised: Iterable[Superseded], known: Iterable[Decimal | None]) -> list[Finding]:
    """Find quoted figures that were those of earlier months until a later extract revised them.

    A figure that is among the `known` as they are now is right as it stands.
    """
    shares = {number for _, number, _ in quoted_figures(commentary)}
    numbers = numbers_in(commentary)
    kept = [figure for figure in known if figure is not None]
    return [
        warning(
            Rule.COMMENTARY_FIGURE,
            f"The commentary says {each.was}, which was the figure of {each.month:%B %Y} until a later extract "
            f"revised it to {each.now or 'no figure'}. Correct the text, or explain why it stands.",
        )
        for each in revised
        if each.number in (shares if each.is_share else numbers)
        and not any(_is_quoted(figure, each.number, places_of(each.number)) for figure in kept)
    ]


def _is_quoted(figure: Decimal, number: Decimal, places: int) -> bool:
    """Return whether `number`, written with `places` decimals, is the figure at that precision."""
    return round_half_up(figure, places) == number
