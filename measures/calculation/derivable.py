"""Which hidden numbers a reader can work out from sums (calculation rules, section 6: secondary suppression).

Two ways are looked for, together: elimination through any chain of the sums, and the least and most that each hidden
number can be, given the others. Exact, in whole numbers. Called by disclosure alone. Imports nothing of the project.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

UNBOUNDED: Final = Decimal("Infinity")
ROUNDS: Final = 50
"""How often the bounds are narrowed; two or three times settle them, and fewer only find less."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and most that a hidden number can be."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum of numbers, each times its factor, that comes to 0; `total` is the one that the others make up."""

    total: str
    terms: Mapping[str, int]


@dataclass(slots=True)
class _Row:
    """What is left of an equation once the known numbers are moved over: factors times unknowns = constant."""

    factors: dict[str, Fraction]
    constant: Fraction


_Bounds = dict[str, tuple[Fraction, Fraction | None]]


def connected(equations: Sequence[Equation]) -> list[list[Equation]]:
    """Return the equations in groups that have no number in common, so that each can be looked at by itself."""
    groups: list[tuple[set[str], list[Equation]]] = []
    for equation in equations:
        names, together = set(equation.terms), [equation]
        apart = []
        for other_names, others in groups:
            if names.isdisjoint(other_names):
                apart.append((other_names, others))
            else:
                names, together = names | other_names, others + together
        groups = [*apart, (names, together)]
    return [together for _, together in groups]


def given_away(
    equations: Sequence[Equation],
    known: Mapping[str, Decimal],
    hidden: Mapping[str, Interval],
    protected: Collection[str],
) -> list[str]:
    """Return the protected numbers that have one possible value only, in order of their keys.

    `known` are the numbers that a reader sees, `hidden` what a reader can be sure of for others; a number of the
    equations that is in neither can be anything from 0 up. Sums that contradict each other give away what they touch.
    """
    rows = [_without_known(equation, known) for equation in equations]
    rows = [row for row in rows if row.factors]
    bounds = _first_bounds(rows, hidden)
    _narrow([*rows, *_eliminated(rows)], bounds)
    return sorted(key for key in protected if key in bounds and _pinned(*bounds[key]))


def _pinned(low: Fraction, high: Fraction | None) -> bool:
    """Return whether no two values are left."""
    return high is not None and low >= high


def _without_known(equation: Equation, known: Mapping[str, Decimal]) -> _Row:
    """Return an equation with what the reader sees moved to the constant."""
    factors = {name: Fraction(factor) for name, factor in equation.terms.items() if name not in known}
    constant = -sum(
        (factor * Fraction(known[name]) for name, factor in equation.terms.items() if name in known), Fraction(0)
    )
    return _Row(factors, constant)


def _first_bounds(rows: Sequence[_Row], hidden: Mapping[str, Interval]) -> _Bounds:
    """Return the bounds of every unknown before any sum is looked at."""
    bounds: _Bounds = {}
    for name in sorted({name for row in rows for name in row.factors}):
        interval = hidden.get(name)
        low = Fraction(interval.low) if interval else Fraction(0)
        high = Fraction(interval.high) if interval and interval.high.is_finite() else None
        bounds[name] = low, high
    return bounds


def _eliminated(rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows solved for one unknown each, which no other row then has (Gauss and Jordan)."""
    solved: dict[str, _Row] = {}
    for row in rows:
        left = _Row(dict(row.factors), row.constant)
        for pivot, other in solved.items():
            _subtract(left, other, pivot)
        if not left.factors:
            continue
        pivot = min(left.factors)
        factor = left.factors[pivot]
        left = _Row({name: value / factor for name, value in left.factors.items()}, left.constant / factor)
        for other in solved.values():
            _subtract(other, left, pivot)
        solved[pivot] = left
    return list(solved.values())


def _subtract(row: _Row, other: _Row, pivot: str) -> None:
    """Take `other`, whose factor of `pivot` is 1, from `row` as often as removes `pivot`."""
    times = row.factors.get(pivot)
    if times is None:
        return
    row.constant -= times * other.constant
    for name, factor in other.factors.items():
        rest = row.factors.get(name, Fraction(0)) - times * factor
        if rest:
            row.factors[name] = rest
        else:
            row.factors.pop(name, None)


def _narrow(rows: Sequence[_Row], bounds: _Bounds) -> None:
    """Narrow the bounds by what each row leaves to each unknown, until nothing changes."""
    for _ in range(ROUNDS):
        changed = False
        for row in rows:
            for name in row.factors:
                narrower = _left_to(name, row, bounds)
                if narrower != bounds[name]:
                    bounds[name] = narrower
                    changed = True
        if not changed:
            return


def _left_to(name: str, row: _Row, bounds: _Bounds) -> tuple[Fraction, Fraction | None]:
    """Return the bounds of one unknown, given those of the others in the row; whole numbers."""
    low, high = bounds[name]
    factor = row.factors[name]
    least, most = _others(name, row, bounds)
    ends = (
        None if most is None else (row.constant - most) / factor,
        None if least is None else (row.constant - least) / factor,
    )
    lower, upper = ends if factor > 0 else (ends[1], ends[0])
    if lower is not None:
        low = max(low, Fraction(ceil(lower)))
    if upper is not None:
        whole = Fraction(floor(upper))
        high = whole if high is None else min(high, whole)
    return low, high


def _others(name: str, row: _Row, bounds: _Bounds) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and most that the row's other terms come to; None where that is not bounded."""
    least: Fraction | None = Fraction(0)
    most: Fraction | None = Fraction(0)
    for other, factor in row.factors.items():
        if other == name:
            continue
        low, high = bounds[other]
        ends = (factor * low, None if high is None else factor * high)
        small, large = ends if factor > 0 else (ends[1], ends[0])
        least = None if least is None or small is None else least + small
        most = None if most is None or large is None else most + large
    return least, most
