"""Disclosure control of public editions: what may not be printed, and why (calculation rules, section 6).

`suppress` takes every cell of an edition with the sums that tie them together, months and breakdowns alike, and
returns the decision log: first small numbers (`small_numbers`), then what is out of a suppressed number, then second
cells until no suppressed number can be worked out (`derivable`). Called by the reports' public edition. Knows
nothing of editions or rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from measures.calculation.derivable import UNBOUNDED, Equation, Interval, connected, given_away
from measures.calculation.rules import SMALL_COUNT_FROM, SMALL_COUNT_TO
from measures.calculation.small_numbers import Cell, Reason, numerator_bounds, small_number
from measures.choices import Unit


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and the parts that make it up: numbers counted, not percentages. A key without a cell is unknown."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the decision log. The cell and all that is derived from it are replaced by `c`."""

    key: str
    label: str
    reason: Reason
    protects: str | None = None
    """The label of the cell that a secondary suppression protects."""
    already_public: bool = False
    """An earlier public edition has printed it: suppressed here, but no longer secret."""

    @property
    def sentence(self) -> str:
        """Return the decision in words."""
        because = f" (it protects {self.protects})" if self.protects else ""
        late = " An earlier public edition has printed it." if self.already_public else ""
        return f"{self.label} is suppressed: {self.reason.value}{because}.{late}"


def suppress(cells: Sequence[Cell], sums: Iterable[Sum] = ()) -> tuple[Decision, ...]:
    """Return what is suppressed, each with its reason: small numbers first, then what would give them away.

    After it no suppressed number is pinned by what remains printed, as far as `derivable` can tell: neither by any
    chain of the sums, nor by the least and most that the others can be. Raises ValueError for a key that two cells
    have.
    """
    by_key = {cell.key: cell for cell in cells}
    if len(by_key) != len(cells):
        raise ValueError("Two cells have the same key")
    decided = {cell.key: _decision(cell, reason) for cell in cells if (reason := small_number(cell)) is not None}
    groups = connected([_equation(tied) for tied in sums])
    settled = -1
    while settled != len(decided):
        settled = len(decided)
        _follow_denominators(cells, decided)
        for equations in groups:
            _add_second_cells(by_key, equations, decided)
    return tuple(decision for key, decision in decided.items() if by_key[key].printed)


def remainder(total: Cell, parts: Sequence[Cell], key: str, label: str) -> tuple[Cell, Sum]:
    """Return the rest of a total that its printed parts leave, as a cell to protect, with the sum that gives it away.

    Care leavers over 21 are what 17 to 18 and 19 to 21 leave of all. All numbers must be recorded; where one is not,
    the rest is as unknown to a reader as to us, and protects nothing.
    """
    numerator = _rest(total.numerator, [part.numerator for part in parts])
    denominator = _rest(total.denominator, [part.denominator for part in parts])
    if total.unit not in (Unit.PERCENT, Unit.AVERAGE):
        denominator = total.denominator
    rest = Cell(
        key,
        label,
        total.unit,
        total.controlled,
        numerator=numerator,
        denominator=denominator,
        months=total.months,
        printed=False,
    )
    return rest, Sum(total.key, (*(part.key for part in parts), key))


def _follow_denominators(cells: Sequence[Cell], decided: dict[str, Decision]) -> None:
    """Suppress what is out of a suppressed number: its percentage and count would give the number back."""
    known = {cell.key: cell for cell in cells}
    found = True
    while found:
        found = False
        for cell in cells:
            source = cell.denominator_key
            if cell.key not in decided and source in decided and cell.printed:
                decided[cell.key] = _decision(cell, Reason.DENOMINATOR, known[source].label)
                found = True


def _add_second_cells(cells: Mapping[str, Cell], equations: Sequence[Equation], decided: dict[str, Decision]) -> None:
    """Suppress second cells of one group of sums, one at a time, until nothing is given away."""
    while (leak := _leak(cells, equations, decided)) is not None:
        second, protected = leak
        decided[second.key] = _decision(second, Reason.SECONDARY, protected.label)


def _leak(
    cells: Mapping[str, Cell], equations: Sequence[Equation], decided: Mapping[str, Decision]
) -> tuple[Cell, Cell] | None:
    """Return a cell to suppress next and the one it protects, or None where nothing is given away, or no cell is left.

    The smallest number that is not zero is taken, a part before a total: the least is lost with it.
    """
    names = {name for equation in equations for name in equation.terms if name in cells}
    open_cells = {key for key in names if cells[key].already_public or (cells[key].printed and key not in decided)}
    numbers = {key: cells[key].numerator for key in open_cells}
    known = {key: number for key, number in numbers.items() if number is not None}
    hidden = {key: _reader_knows(cells[key], decided) for key in names if key not in known}
    for key in given_away(equations, known, hidden, hidden.keys() & decided.keys()):
        near = [equation for equation in equations if key in equation.terms]
        for tied in (near, equations):
            near_by = {name for equation in tied for name in equation.terms} & open_cells
            spare = [cells[name] for name in near_by if not cells[name].already_public]
            if spare:
                totals = {equation.total for equation in tied}
                return min(spare, key=lambda cell: _loss(cell, totals)), cells[key]
    return None


def _loss(cell: Cell, totals: Collection[str]) -> tuple[bool, bool, Decimal, str]:
    """Return what the second cells are chosen by, the least first: zeros and totals are kept where they can be."""
    number = UNBOUNDED if cell.numerator is None else cell.numerator
    return cell.numerator == 0, cell.key in totals, number, cell.key


def _reader_knows(cell: Cell, decided: Mapping[str, Decision]) -> Interval:
    """Return the least and most that a reader who knows these rules can be sure of for a hidden number.

    The worst case: that it was suppressed tells a small number (1 to 5) and that a shown zero would not have been.
    """
    decision = decided.get(cell.key)
    if decision is None and cell.printed:
        bounds = numerator_bounds(cell)
        return _interval(bounds) if bounds else Interval(Decimal(0), UNBOUNDED)
    least = min(Decimal(SMALL_COUNT_FROM), cell.numerator) if decision and cell.numerator is not None else Decimal(0)
    if decision is not None and decision.reason is Reason.SMALL_NUMBER:
        return Interval(least, Decimal(SMALL_COUNT_TO))
    return Interval(least, UNBOUNDED)


def _equation(tied: Sum) -> Equation:
    """Return a sum as the equation total - parts = 0."""
    return Equation(tied.total, {tied.total: 1, **dict.fromkeys(tied.parts, -1)})


def _decision(cell: Cell, reason: Reason, protects: str | None = None) -> Decision:
    """Return the log's line for a cell."""
    return Decision(cell.key, cell.label, reason, protects, cell.already_public)


def _rest(total: Decimal | None, parts: Sequence[Decimal | None]) -> Decimal | None:
    """Return a total less its parts, or None where one of them is not known."""
    known = [part for part in parts if part is not None]
    return None if total is None or len(known) < len(parts) else total - sum(known, Decimal(0))


def _interval(bounds: tuple[Decimal, Decimal | None]) -> Interval:
    """Return what a reader can be sure of for a number that its printed figure bounds."""
    return Interval(bounds[0], UNBOUNDED if bounds[1] is None else bounds[1])
