"""What is checked, and what a check says: the entry, what surrounds it, and the finding.

Built by the actions, sheets and pages that have a figure checked; read by every check. Calls facts, ties and rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from measures.calculation.facts import FigureFacts
from measures.calculation.rules import places_of
from measures.calculation.ties import Relation, Tie
from measures.calculation.values import round_half_up
from measures.choices import Missing, Rule, Severity, Unit


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, in a sentence with both figures in it."""

    rule: Rule
    severity: Severity
    message: str
    box: str = ""
    """The field of the form that an error is about: "figure", "numerator", "denominator" or "parts"."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as it was entered: what was typed, and the counts beside it."""

    period: date
    typed: Decimal | None = None
    places: int | None = None
    """Decimal places as typed; None where the figure did not come as text."""
    percent_sign: bool | None = None
    """Whether a % sign was typed; None where the field or file has its sign elsewhere, so none is expected."""
    missing: Missing | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    """As entered, or taken from the shared count. Of a rate, the population in force."""

    @property
    def precision(self) -> int:
        """Return the decimal places of the typed figure, or as many as it needs."""
        return self.places if self.places is not None else places_of(self.typed or Decimal(0))


@dataclass(frozen=True, slots=True)
class SharedCount:
    """A count that another measure states, and whether its submission lets others see it."""

    ref: str
    """The reference of the measure that states it."""
    count: Decimal | None
    submitted: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an entry is checked against, beyond its own counts."""

    tie: Tie | None = None
    relation: Relation | None = None
    shared: Mapping[str, Sequence[SharedCount]] = field(default_factory=dict)
    """By tie ("count:1.0", "group:care leavers"): what other measures state for this period."""
    history: Sequence[FigureFacts] = ()
    breaks: Collection[date] = ()
    """Periods from which a changed definition or basis holds."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of an entry, and the ties whose counts are not submitted yet."""

    findings: tuple[Finding, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that stop a submission."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def warning(rule: Rule, message: str, box: str = "") -> Finding:
    """Return a finding that asks for an explanation."""
    return Finding(rule, Severity.WARNING, message, box)


def error(rule: Rule, message: str, box: str) -> Finding:
    """Return a finding that stops a submission."""
    return Finding(rule, Severity.ERROR, message, box)


def plain(number: Decimal | None) -> str:
    """Return a count as a sentence says it, with the decimals that it needs."""
    return "" if number is None else f"{round_half_up(number, places_of(number)):f}"


def counts_said(unit: Unit, numerator: Decimal | None, denominator: Decimal | None) -> str:
    """Return the counts behind a figure as a table prints them: "486 / 523", or the one of a count or a rate."""
    if numerator is None or denominator is None or unit in (Unit.RATE, Unit.COUNT):
        return plain(numerator)
    return f"{plain(numerator)} / {plain(denominator)}"


def grouped(number: Decimal | None) -> str:
    """Return a count as a sentence says it, its thousands apart: "146,880"."""
    return "" if number is None else f"{round_half_up(number, places_of(number)):,f}"
