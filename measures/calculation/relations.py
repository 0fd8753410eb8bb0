"""The checks of a figure's counts against those that the catalogue ties them to (calculation rules, section 2).

A shared count is visible to the rows that declare it once it is submitted; until then the check waits. Called by
checks and by the actions that take parts of a figure. Calls findings, ties and rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from measures.calculation.findings import Entry, Finding, SharedCount, Surroundings, grouped, warning
from measures.calculation.rules import CLOSE_AT_LEAST, CLOSE_SHARE
from measures.calculation.ties import Relation, RelationKind, Tie, TieKind
from measures.choices import Rule


def check_relations(entry: Entry, around: Surroundings) -> tuple[list[Finding], list[str]]:
    """Find counts that disagree with those the catalogue ties them to; second, the ties that still wait."""
    found: list[Finding] = []
    waiting: list[str] = []
    if around.tie is not None and around.tie.kind is not TieKind.POPULATION and entry.denominator is not None:
        stated, waits = _visible(around, around.tie)
        waiting += [str(around.tie)] if waits else []
        found += _different_denominator(entry.denominator, around.tie, stated)
    if around.relation is not None and entry.numerator is not None:
        stated, waits = _visible(around, around.relation.tie)
        waiting += [str(around.relation.tie)] if waits else []
        found += _unlike(entry.numerator, around.relation, stated)
    return found, waiting


def check_parts(whole: Decimal, parts: Sequence[Decimal], what: str = "parts") -> list[Finding]:
    """Find parts, declared to make up the whole, that do not sum to it."""
    total = sum(parts, Decimal(0))
    if total == whole:
        return []
    return [warning(Rule.RELATION, f"The {what} come to {grouped(total)}, but the whole is {grouped(whole)}.")]


def _visible(around: Surroundings, tie: Tie) -> tuple[list[SharedCount], bool]:
    """Return the submitted counts of a tie, and whether one is still to come."""
    stated = around.shared.get(str(tie), ())
    visible = [shared for shared in stated if shared.submitted and shared.count is not None]
    return visible, not visible


def _different_denominator(denominator: Decimal, tie: Tie, stated: Sequence[SharedCount]) -> list[Finding]:
    """Find the first stated count of the same people that is another."""
    for shared in stated:
        if shared.count is not None and shared.count != denominator:
            who = f"for the same group ({tie.name})" if tie.kind is TieKind.GROUP else "for the same count"
            said = f"This figure is out of {grouped(denominator)}, but {shared.ref} says {grouped(shared.count)} {who}."
            return [warning(Rule.RELATION, said)]
    return []


def _unlike(numerator: Decimal, relation: Relation, stated: Sequence[SharedCount]) -> list[Finding]:
    """Find a numerator above, or not close to, the count that it is related to."""
    for shared in stated:
        if shared.count is None:
            continue
        ours, theirs = grouped(numerator), grouped(shared.count)
        if relation.kind is RelationKind.AT_MOST and numerator > shared.count:
            said = f"{ours} is counted here, but {shared.ref} counts {theirs}: this should be no more than that."
            return [warning(Rule.RELATION, said)]
        if relation.kind is RelationKind.CLOSE_TO and not _close(numerator, shared.count):
            said = f"{ours} is counted here, but {shared.ref} counts {theirs}: the two should be close."
            return [warning(Rule.RELATION, said)]
    return []


def _close(one: Decimal, other: Decimal) -> bool:
    """Return whether two counts are close: at most a fifth of the larger apart, or at most five."""
    return abs(one - other) <= max(CLOSE_AT_LEAST, CLOSE_SHARE * max(one, other))
