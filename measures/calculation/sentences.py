"""What a status says, in words that a board member can read (calculation rules, section 4).

Made where they are read, apart from the rules, because a million sentences cost more than a million statuses.
Called by rag, direction and whoever prints a status. Calls figures and rules.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from measures.calculation.due import complete_from, months_between, year_before
from measures.calculation.figures import with_unit
from measures.calculation.rules import DirectionRule, RagRule, comparison_places
from measures.calculation.targets import END_OF_YEAR_TARGET
from measures.calculation.values import display, round_half_up
from measures.choices import Aim, Basis, Frequency, Missing, Rag, Unit

if TYPE_CHECKING:
    from measures.calculation.direction import Movement
    from measures.calculation.facts import MeasureFacts, TargetUsed
    from measures.calculation.rag import Rating


_UNRATED: Final = {
    RagRule.CONTEXT: ", shown for context",
    RagRule.IMPOSSIBLE: ", and the figure or its counts can not be right",
    RagRule.NO_TARGET: ", no target is set",
    RagRule.NO_PROFILE: ", a year-to-date count can not be rated without a target for each month",
}
"""Why a figure has no colour, where no month has to be named."""


def month_name(period: date, seen_from: date) -> str:
    """Return a month as a sentence names it: "October", or "October 2022" where it is a year or more away."""
    return f"{period:%B}" if abs(months_between(period, seen_from)) < 12 else f"{period:%B %Y}"


def amount(measure: MeasureFacts, quantity: Decimal) -> str:
    """Return a difference in the measure's unit: "1 point", "2.5 points", "55". No more digits than it needs."""
    number = f"{round_half_up(quantity, 2).normalize():f}"
    if measure.unit is Unit.PERCENT:
        return f"{number} point" if number == "1" else f"{number} points"
    return number


def status_sentence(rating: Rating, movement: Movement | None = None, *notes: str) -> str:
    """Return the sentence of a whole status.

    "Red: 79% against a target of 90%, more than 5 points short; down 1 point on October." `notes` are added at the
    end, as "within normal variation" or "the latest quarterly figure due, September 2023".
    """
    parts = [rating.phrase]
    if movement is not None and movement.previous is not None:
        parts.append(movement.phrase)
    return "; ".join([*parts, *(note for note in notes if note)]) + "."


def standing_note(frequency: Frequency, due: date) -> str:
    """Return which month's figure stands, where it is an earlier one: "the latest quarterly figure due, June 2023"."""
    return f"the latest {frequency.value} figure due, {due:%B %Y}"


def rating_phrase(rating: Rating) -> str:
    """Return a status in words, with no full stop and no direction of travel."""
    measure, figure, label = rating.measure, rating.figure, rating.rag.label
    if rating.rule is RagRule.NO_FIGURE:
        why = f" ({figure.missing.value})" if figure.missing else ""
        return f"{label}: there is no figure for {figure.period:%B %Y}{why}"
    if rating.rule is RagRule.SUPPRESSED or figure.value is None:
        return f"{label}: the figure for {figure.period:%B %Y} is not shown because it rests on small numbers"
    printed = shown_in_words(measure, figure.value)
    if rating.target is None or rating.compared is None:
        return f"{label}: {printed}{_why_not_rated(rating)}"
    if rating.compared != round_half_up(figure.value, measure.decimals):
        finer = comparison_places(measure.decimals, rating.target.precision)
        printed = with_unit(measure, rating.compared, finer)
    return f"{label}: {printed} against {target_words(measure, rating.target, figure.period)}{_missed(rating)}"


def shown_in_words(measure: MeasureFacts, value: Decimal) -> str:
    """Return the figure as the measure prints it, with its unit: "459 per 10,000"."""
    return with_unit(measure, value, measure.decimals)


def target_words(measure: MeasureFacts, used: TargetUsed, period: date) -> str:
    """Return the target that was used, in words: "a target of 90%", "a provisional November target of 88%"."""
    kind = "provisional " if used.provisional else ""
    monthly = "" if used.basis == END_OF_YEAR_TARGET else f"{period:%B} "
    article = "an" if (kind + monthly)[:1] in ("A", "O") else "a"
    if used.low is None or used.high is None:
        return f"{article} {kind}{monthly}target of {with_unit(measure, used.centre, used.precision)}"
    low, high = (bound_words(measure.unit, bound) for bound in (used.low, used.high))
    words = f"{article} {kind}{monthly}target range of {low} to {high}"
    if used.assumed:
        words += f" (range assumed: 5% either side of {display(used.centre, measure.unit, used.precision)})"
    return words


def bound_words(unit: Unit, bound: Decimal) -> str:
    """Return an end of a range with the digits that it needs, as figures are compared with it: "33.25%"."""
    number = f"{bound.normalize():f}"
    return f"{number}%" if unit is Unit.PERCENT else number


def _range(unit: Unit, used: TargetUsed | None) -> str:
    """Return which range it is, to follow the word: " of 33.25% to 36.75%"; empty where there is none."""
    if used is None or used.low is None or used.high is None:
        return ""
    return f" of {bound_words(unit, used.low)} to {bound_words(unit, used.high)}"


def movement_phrase(movement: Movement) -> str:
    """Return a move in words: "down 1 point on October", "the same as in October", "no comparison"."""
    if movement.previous is None or movement.change is None:
        return movement.direction.value
    since = month_name(movement.previous.period, movement.figure.period)
    if movement.change == 0:
        return f"the same as in {since}"
    way = "up" if movement.change > 0 else "down"
    return f"{way} {amount(movement.measure, abs(movement.change))} on {since}"


def movement_sentence(movement: Movement) -> str:
    """Return a direction of travel as a sentence of its own."""
    label = movement.direction.label
    if movement.previous is None:
        return f"{label}: {_why_not_compared(movement)}."
    if movement.rule is DirectionRule.WITHIN_TOLERANCE and movement.change and movement.tolerance:
        least = amount(movement.measure, movement.tolerance)
        return f"{label}: {movement.phrase}; a move of less than {least} is not counted."
    if movement.measure.aim is Aim.NEAR_TARGET and movement.rule is not DirectionRule.BARE_MOVE and movement.change:
        which = f"the range{_range(movement.measure.unit, movement.target)}"
        return f"{label}: {movement.phrase}, {movement.rule.value.replace('the range', which)}."
    return f"{label}: {movement.phrase}."


def _why_not_compared(movement: Movement) -> str:
    """Return why a figure is compared with none: it is the month's own that is missing, or the earlier one."""
    period = movement.figure.period
    if movement.rule is DirectionRule.NO_FIGURE:
        if movement.figure.missing is Missing.SUPPRESSED:
            return f"the figure for {period:%B %Y} is not shown"
        return f"there is no figure for {period:%B %Y}"
    if movement.rule is DirectionRule.NO_PREVIOUS and movement.measure.basis is Basis.YEAR_TO_DATE:
        return f"no figure for {year_before(period):%B %Y} to compare with"
    return movement.rule.value


def _why_not_rated(rating: Rating) -> str:
    """Return why a figure has no colour, to follow the figure."""
    period = rating.figure.period
    if rating.rule is RagRule.PROVISIONAL:
        complete = complete_from(period, rating.measure.maturity_lag)
        until = f"its cohort is complete in {complete:%B %Y}" if complete > period else "it is confirmed"
        return f" so far, not rated until {until}"
    if rating.rule is RagRule.NO_TARGET_THIS_MONTH:
        return f", no target is set for {period:%B %Y}"
    return _UNRATED.get(rating.rule, "")


def _missed(rating: Rating) -> str:
    """Return how a figure stands to its target, to follow the target: ", more than 5 points short"."""
    measure, used = rating.measure, rating.target
    if used is None or rating.shortfall is None or rating.amber_width is None:
        return ""
    where = _side(used, "outside it")
    if rating.rag is Rag.GREEN:
        if where == "outside it":
            return ", inside it"
        spare = f"{amount(measure, -rating.shortfall)} better" if rating.shortfall else "exactly on it"
        return f", {spare}"
    if rating.rag is Rag.RED and rating.amber_width > 0:
        return f", more than {amount(measure, rating.amber_width)} {where}"
    return f", {amount(measure, rating.shortfall)} {where}"


def _side(used: TargetUsed, outside: str) -> str:
    """Return on which side of its target a figure is that misses it; `outside` is said of a range."""
    return outside if None not in (used.low, used.high) else "short" if used.high is None else "over"


def gap_words(rating: Rating) -> str:
    """Return how far a figure is from its target: "11 points short", "3 points better"; empty where there is none.

    Of a range that is assumed from a single target it says which: "25.25 points outside 33.25% to 36.75%".
    """
    used = rating.target
    if used is None or rating.shortfall is None:
        return ""
    ends = _range(rating.measure.unit, used).replace(" of", "", 1) if used.assumed else ""
    if rating.shortfall > 0:
        return f"{amount(rating.measure, rating.shortfall)} {_side(used, f'outside{ends}')}"
    if None not in (used.low, used.high):
        return f"inside{ends}"
    return f"{amount(rating.measure, -rating.shortfall)} better" if rating.shortfall else "on target"
