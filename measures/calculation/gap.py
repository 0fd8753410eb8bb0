"""People behind the gap: how many more, or fewer, would meet the target (calculation rules, section 4).

Called by the actions that store statuses and by pages. Calls rag, rates and values, so that what it promises is
green by the very rule that rated the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from measures.calculation.facts import FigureFacts, MeasureFacts, TargetUsed
from measures.calculation.figures import agrees, with_unit
from measures.calculation.rag import Rating, shortfall
from measures.calculation.rates import work_out
from measures.calculation.rules import comparison_places, places_of
from measures.calculation.values import round_half_up
from measures.choices import Aim, Counts, Rag, Unit

ONE_OF: Final = {
    Counts.CONTACTS: "contact",
    Counts.CHILDREN: "child",
    Counts.YOUNG_PEOPLE: "young person",
    Counts.STAFF: "member of staff",
    Counts.SUPERVISIONS: "supervision",
    Counts.AUDITS: "audit",
}
"""The word for one of what a measure counts; the vocabulary has the word for many."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How many more (or fewer, where negative) would meet the target, and the count that then shows as `value`."""

    people: Decimal
    needed: Decimal
    value: Decimal


def people_behind_gap(measure: MeasureFacts, rating: Rating) -> Gap | None:
    """Return the smallest change of the numerator, to a whole number, that turns an amber or red figure green.

    The denominator stays as it is. None where the figure is not amber or red, its counts are not known or contradict
    it, or no number that can be would do: a percentage above 100, a range with no whole number inside.
    """
    figure, used = rating.figure, rating.target
    if rating.rag not in (Rag.AMBER, Rag.RED) or used is None or figure.numerator is None or figure.value is None:
        return None
    counted = _value_of(measure, figure, figure.numerator)
    if counted is None or not agrees(figure.value, measure.decimals, counted):
        return None
    upwards = used.low is not None and figure.value < used.low
    needed = _turning_point(measure, figure, used, upwards=upwards)
    if needed is None:
        return None
    value = _value_of(measure, figure, needed)
    return None if value is None else Gap(needed - figure.numerator, needed, value)


def gap_sentence(measure: MeasureFacts, rating: Rating) -> str | None:
    """Return the gap in words: "9 more young people would meet the target (... 495 of 523 shows as 95%)".

    Near target it says where the range begins, and never that more children in care would be better. None where
    `people_behind_gap` has nothing to say.
    """
    gap = people_behind_gap(measure, rating)
    if gap is None or rating.target is None:
        return None
    people = abs(gap.people)
    noun = ONE_OF[measure.counts] if people == 1 else _many(measure.counts)
    how_many = f"{_plain(people)} {'more' if gap.people > 0 else 'fewer'} {noun}"
    shows = with_unit(measure, gap.value, comparison_places(measure.decimals, rating.target.precision))
    label = f"{_lower_first(measure.numerator_label)}, " if measure.numerator_label else ""
    if measure.aim is Aim.NEAR_TARGET:
        edge = "begins" if gap.people > 0 else "ends"
        side = "above" if gap.people > 0 else "below"
        opening = f"The target range {edge} {_plain(people)} {side} the number counted"
    else:
        opening = f"{how_many} would meet the target"
    if measure.unit is Unit.COUNT:
        return f"{opening}."
    out_of = None if measure.unit is Unit.RATE else rating.figure.denominator
    counted = _plain(gap.needed) if out_of is None else f"{_plain(gap.needed)} of {_plain(out_of)}"
    return f"{opening} ({label}{counted} shows as {shows})."


def _turning_point(measure: MeasureFacts, figure: FigureFacts, used: TargetUsed, *, upwards: bool) -> Decimal | None:
    """Return the whole numerator nearest to the present one whose figure is green, or None where there is none."""
    one = _value_of(measure, figure, Decimal(1))
    bound = used.low if upwards else used.high
    if one is None or bound is None:
        return None
    half = Decimal("0.5").scaleb(-comparison_places(measure.decimals, used.precision))
    edge = ((bound - half) if upwards else (bound + half)) / one
    nearest = edge.to_integral_value(ROUND_FLOOR if upwards else ROUND_CEILING)
    step = 1 if upwards else -1
    for candidate in (nearest, nearest + step, nearest + 2 * step):
        if _meets(measure, figure, used, candidate):
            return candidate
    return None


def _meets(measure: MeasureFacts, figure: FigureFacts, used: TargetUsed, numerator: Decimal) -> bool:
    """Return whether a numerator can be, and its figure would be green."""
    out_of = figure.denominator
    too_many = measure.unit is Unit.PERCENT and not measure.may_exceed_100 and out_of is not None and numerator > out_of
    value = _value_of(measure, figure, numerator) if numerator >= 0 and not too_many else None
    if value is None:
        return False
    return shortfall(round_half_up(value, comparison_places(measure.decimals, used.precision)), used) <= 0


def _value_of(measure: MeasureFacts, figure: FigureFacts, numerator: Decimal) -> Decimal | None:
    """Return the figure that a numerator would give with the present denominator."""
    try:
        worked_out = work_out(measure, figure.period, numerator, figure.denominator)
    except ValueError:
        return None
    return worked_out.value if worked_out else None


def _many(counts: Counts) -> str:
    """Return the word for several of what a measure counts."""
    return "members of staff" if counts is Counts.STAFF else counts.value


def _lower_first(label: str) -> str:
    """Return a label as it stands inside a sentence; capitals that are an abbreviation stay."""
    first_word = label.split(" ", maxsplit=1)[0]
    return label if first_word[1:] != first_word[1:].lower() else label[:1].lower() + label[1:]


def _plain(number: Decimal) -> str:
    """Return a number with the decimals that it needs."""
    return f"{round_half_up(number, places_of(number)):f}"
