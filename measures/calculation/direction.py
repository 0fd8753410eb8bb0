"""Direction of travel: a figure against the one reported before it (calculation rules, section 4).

Called by the actions that store statuses, by pages that show a draft's, and by the tests that hold the engine to it.
Calls targets, rules, rates and sentences. Uses no figure of a later period.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from measures.calculation import sentences
from measures.calculation.due import is_due, year_before
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts, TargetUsed
from measures.calculation.rates import months_covered
from measures.calculation.rules import DirectionRule, movement_tolerance, people_move
from measures.calculation.targets import target_used
from measures.calculation.values import round_half_up
from measures.choices import Aim, Basis, Direction


@dataclass(frozen=True, slots=True)
class Movement:
    """A direction of travel, with what it was worked out from. The sentence is made when it is read."""

    measure: MeasureFacts
    figure: FigureFacts
    direction: Direction
    rule: DirectionRule
    previous: FigureFacts | None = None
    change: Decimal | None = None
    """This figure less the earlier one, both at display precision."""
    tolerance: Decimal | None = None
    """The smallest move that counts."""
    target: TargetUsed | None = None
    """The range that a near-target measure was compared with, both times."""

    @property
    def size(self) -> Decimal:
        """Return how far the figure moved either way, as a multiple of the smallest move that counts."""
        return abs(self.change or Decimal(0)) / (self.tolerance or Decimal(1))

    @property
    def phrase(self) -> str:
        """Return the move in words, with no capital or full stop: "down 1 point on October"."""
        return sentences.movement_phrase(self)

    @property
    def sentence(self) -> str:
        """Return the direction as a sentence: "Steady: down 1 point on October, less than the 2 points ..."."""
        return sentences.movement_sentence(self)


def comparable(
    measure: MeasureFacts, figures: Iterable[FigureFacts], period: date, breaks: Collection[date] = ()
) -> list[FigureFacts]:
    """Return the earlier figures that `period`'s can be compared with, oldest first.

    They were due, are reported and are not provisional. `breaks` are the periods from which a changed definition or
    basis holds: nothing from before the latest break up to `period` is compared with.
    """
    return sorted(_comparable(measure, figures, period, breaks), key=lambda figure: figure.period)


def _comparable(
    measure: MeasureFacts, figures: Iterable[FigureFacts], period: date, breaks: Collection[date]
) -> Iterator[FigureFacts]:
    """Yield what `comparable` returns, in the order of `figures`."""
    since = max((broken for broken in breaks if broken <= period), default=date.min)
    for figure in figures:
        if (
            since <= figure.period < period
            and figure.reported
            and not figure.provisional
            and is_due(measure.frequency, figure.period)
        ):
            yield figure


def previous_reported(
    measure: MeasureFacts, figures: Iterable[FigureFacts], period: date, breaks: Collection[date] = ()
) -> FigureFacts | None:
    """Return the figure that `period`'s is compared with, or None where there is none.

    It is the latest that is comparable; for a year-to-date measure only that of the same month last year.
    """
    if measure.basis is Basis.YEAR_TO_DATE:
        return same_month_last_year(measure, figures, period, breaks)
    return max(_comparable(measure, figures, period, breaks), key=lambda figure: figure.period, default=None)


def same_month_last_year(
    measure: MeasureFacts, figures: Iterable[FigureFacts], period: date, breaks: Collection[date] = ()
) -> FigureFacts | None:
    """Return the comparable figure of the same month a year before, or None where there is none."""
    wanted = year_before(period)
    return next((figure for figure in comparable(measure, figures, period, breaks) if figure.period == wanted), None)


def direction_of_travel(
    measure: MeasureFacts, figure: FigureFacts, previous: FigureFacts | None, target: TargetFacts | None = None
) -> Movement:
    """Return the direction of travel between two figures, compared at display precision.

    A provisional or missing figure has no comparison. A move smaller than the tolerance is steady (unchanged where
    no judgement is made); one equal to it counts; no change is never improving. A near-target measure is compared
    with this period's range both times.
    """
    if figure.provisional and figure.reported:
        return Movement(measure, figure, Direction.NO_COMPARISON, DirectionRule.PROVISIONAL)
    if not figure.reported or figure.value is None:
        return Movement(measure, figure, Direction.NO_COMPARISON, DirectionRule.NO_FIGURE)
    if previous is None or previous.value is None:
        return Movement(measure, figure, Direction.NO_COMPARISON, DirectionRule.NO_PREVIOUS)
    now, then = (round_half_up(value, measure.decimals) for value in (figure.value, previous.value))
    people = people_move(measure.unit, _denominators(figure, previous), months_covered(measure, figure.period))
    tolerance = movement_tolerance(measure.unit, then, people, measure.tolerance)
    used = target_used(measure, target, figure.period) if measure.aim is Aim.NEAR_TARGET else None
    direction, rule = judge(measure.aim, then, now, tolerance, used)
    return Movement(measure, figure, direction, rule, previous, now - then, tolerance, used)


def judge(
    aim: Aim, then: Decimal, now: Decimal, tolerance: Decimal, target: TargetUsed | None
) -> tuple[Direction, DirectionRule]:
    """Return what a move from `then` to `now` is called, and by which rule. Both are at display precision.

    `target` matters to a near-target measure only.
    """
    judged = aim in (Aim.HIGHER, Aim.LOWER) or (aim is Aim.NEAR_TARGET and target is not None)
    if now == then or abs(now - then) < tolerance:
        return (Direction.STEADY if judged else Direction.UNCHANGED), DirectionRule.WITHIN_TOLERANCE
    bare = Direction.ROSE if now > then else Direction.FELL
    if not judged:
        return bare, DirectionRule.BARE_MOVE
    if aim is Aim.NEAR_TARGET and target is not None:
        return _near_target(then, now, bare, target)
    better = (now > then) is (aim is Aim.HIGHER)
    return (Direction.IMPROVING if better else Direction.WORSENING), DirectionRule.AIM


def _near_target(then: Decimal, now: Decimal, bare: Direction, target: TargetUsed) -> tuple[Direction, DirectionRule]:
    """Return what a move of a near-target measure is called: what counts is the way to the range."""
    side_then, side_now = _side(then, target), _side(now, target)
    if side_then == side_now == 0:
        return Direction.STEADY, DirectionRule.INSIDE_RANGE
    if side_now == 0:
        return Direction.IMPROVING, DirectionRule.ENTERED_RANGE
    if side_then == 0:
        return Direction.WORSENING, DirectionRule.LEFT_RANGE
    if side_then != side_now:
        return bare, DirectionRule.CROSSED_RANGE
    nearer = (now > then) is (side_now < 0)
    return (Direction.IMPROVING if nearer else Direction.WORSENING), DirectionRule.SAME_SIDE


def _side(value: Decimal, target: TargetUsed) -> int:
    """Return -1 below the range, 0 inside it (its ends included), 1 above."""
    if target.low is not None and value < target.low:
        return -1
    return 1 if target.high is not None and value > target.high else 0


def _denominators(figure: FigureFacts, previous: FigureFacts) -> tuple[Decimal | None, Decimal | None]:
    """Return both figures' denominators, each None where it is not known."""
    return figure.denominator, previous.denominator
