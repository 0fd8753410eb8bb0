"""The checks of a figure as it was entered (calculation rules, section 2): each finds nothing, or says what it found.

An error stops a submission; a warning asks for an explanation. A check compares with another measure's count only
once that is submitted; until then it waits. `check_figure` runs all that concern one entry. Called by the actions,
sheets and pages that show a draft. Calls findings, relations, figures, rates and direction; see also `commentary`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from measures.calculation.direction import comparable
from measures.calculation.due import is_due, year_before
from measures.calculation.facts import FigureFacts, MeasureFacts
from measures.calculation.figures import agrees, with_unit
from measures.calculation.findings import Checked, Entry, Finding, Surroundings, error, grouped, plain, warning
from measures.calculation.rates import NoDenominator, months_covered, work_out
from measures.calculation.relations import check_relations
from measures.calculation.rules import MONTHS_IN_YEAR, UNUSUAL_AFTER_MOVES
from measures.calculation.values import display, round_half_up
from measures.choices import Basis, Counts, Missing, Rule, Severity, Unit


def check_figure(measure: MeasureFacts, entry: Entry, around: Surroundings) -> Checked:
    """Return all that the checks find in one entry: range, reconcile, format, relation, unusual, stale."""
    if entry.missing is not None or (entry.typed is None and entry.numerator is None):
        return Checked(tuple(check_stale(measure, entry, around)))
    out_of_range = check_range(measure, entry)
    findings = [*out_of_range, *check_reconcile(measure, entry), *check_format(measure, entry)]
    related, waiting = check_relations(entry, around)
    return Checked((*findings, *related, *check_unusual(measure, entry, around)), tuple(waiting))


def check_reconcile(measure: MeasureFacts, entry: Entry) -> list[Finding]:
    """Find a typed figure that differs from what its counts give, at the precision typed."""
    if entry.typed is None:
        return []
    try:
        worked_out = work_out(measure, entry.period, entry.numerator, entry.denominator)
    except ValueError:
        return []  # counts that give nothing are found by check_range
    if worked_out is None:
        return []
    typed = _in_words(measure, entry.typed, entry.precision)
    counts = _counts_in_words(measure, entry)
    if worked_out.value is None:
        return [warning(Rule.RECONCILE, f"The figure entered is {typed}, but {counts} has no figure.")]
    if agrees(entry.typed, entry.precision, worked_out.value):
        return []
    given = _in_words(measure, worked_out.value, entry.precision)
    return [warning(Rule.RECONCILE, f"The figure entered is {typed}, but {counts} gives {given}.")]


def check_range(measure: MeasureFacts, entry: Entry) -> list[Finding]:
    """Find figures and counts that can not be: negative, fractional people, out of nothing, above the whole."""
    found = [error(Rule.RANGE, message, box) for box, message in _impossible_numbers(measure, entry)]
    if found:
        return found
    numerator, denominator = entry.numerator, entry.denominator
    try:
        work_out(measure, entry.period, numerator, denominator)
    except NoDenominator:
        said = f"{grouped(numerator)} out of 0 has no figure: one of the two counts is wrong."
        return [error(Rule.RANGE, said, "denominator")]
    if measure.unit is not Unit.PERCENT:
        return []
    above = warning if measure.may_exceed_100 else error
    if numerator is not None and denominator is not None and numerator > denominator:
        said = f"{grouped(numerator)} is more than the {grouped(denominator)} that it is out of."
        return [above(Rule.RANGE, said, "numerator")]
    if entry.typed is not None and entry.typed > 100:
        said = f"{display(entry.typed, measure.unit, entry.precision)} is more than 100%."
        return [above(Rule.RANGE, said, "figure")]
    return []


def can_not_be(measure: MeasureFacts, figure: FigureFacts) -> bool:
    """Return whether a figure, or what it is worked out from, is impossible: an error of `check_range`."""
    entry = Entry(figure.period, typed=figure.value, numerator=figure.numerator, denominator=figure.denominator)
    return figure.missing is None and any(found.severity is Severity.ERROR for found in check_range(measure, entry))


def check_part(measure: MeasureFacts, name: str, entry: Entry) -> list[Finding]:
    """Find what can not be of one part of a figure, and a figure that its counts do not give, as of the whole."""
    found = [*check_range(measure, entry), *check_reconcile(measure, entry)]
    return [replace(each, message=f"{name}: {each.message}", box="parts") for each in found]


def check_format(measure: MeasureFacts, entry: Entry) -> list[Finding]:
    """Find a typed figure without its % sign, or with other decimal places than the measure's."""
    if entry.typed is None or entry.places is None:
        return []
    number = f"{round_half_up(entry.typed, entry.places):f}"
    found = []
    if measure.unit is Unit.PERCENT and entry.percent_sign is False:
        found.append(warning(Rule.FORMAT, f"“{number}” was entered without a % sign; it is read as {number}%."))
    if entry.places != measure.decimals:
        said = (
            f"{display(entry.typed, measure.unit, entry.places)} has {_decimals(entry.places)}; this measure is "
            f"printed with {_decimals(measure.decimals)}, as {display(entry.typed, measure.unit, measure.decimals)}."
        )
        found.append(warning(Rule.FORMAT, said))
    return found


def check_unusual(measure: MeasureFacts, entry: Entry, around: Surroundings) -> list[Finding]:
    """Find a move larger than every one of at least 12 earlier moves, between figures as they are printed."""
    value = entry.typed
    if value is None:
        try:
            worked_out = work_out(measure, entry.period, entry.numerator, entry.denominator)
        except ValueError:
            return []
        value = worked_out.value if worked_out else None
    earlier = comparable(measure, around.history, entry.period, around.breaks)
    printed = {f.period: round_half_up(f.value, measure.decimals) for f in earlier if f.value is not None}
    previous, moves = _earlier_moves(measure, printed, entry.period)
    if value is None or previous is None or len(moves) < UNUSUAL_AFTER_MOVES:
        return []
    now = round_half_up(value, measure.decimals)
    if abs(now - previous) <= max(moves):
        return []
    before, after = (with_unit(measure, number, measure.decimals) for number in (previous, now))
    said = f"The figure moved from {before} to {after}, more than in any of the {len(moves)} moves before it."
    return [warning(Rule.UNUSUAL, said)]


def _earlier_moves(
    measure: MeasureFacts, printed: Mapping[date, Decimal], period: date
) -> tuple[Decimal | None, list[Decimal]]:
    """Return the figure that a move starts from, and how far each earlier move went.

    A move is from one figure to the next; of year-to-date figures, since the same month last year (section 4).
    """
    if measure.basis is Basis.YEAR_TO_DATE:
        moves = [abs(now - printed[year_before(at)]) for at, now in printed.items() if year_before(at) in printed]
        return printed.get(year_before(period)), moves
    figures = list(printed.values())
    return (figures[-1] if figures else None), [abs(later - sooner) for sooner, later in pairwise(figures)]


def check_late(submitted_on: date, due_on: date) -> list[Finding]:
    """Find a submission after its due date."""
    if submitted_on <= due_on:
        return []
    return [warning(Rule.LATE, f"Submitted on {_day(submitted_on)}; it was due on {_day(due_on)}.")]


def check_stale(measure: MeasureFacts, entry: Entry, around: Surroundings) -> list[Finding]:
    """Find a measure that has had no figure since an earlier month, where one is due. It is never carried forward.

    A month that has legitimately none (not applicable, not due, suppressed) is not stale.
    """
    legitimate = entry.missing in (Missing.NOT_APPLICABLE, Missing.NOT_DUE, Missing.SUPPRESSED)
    last = max(
        (figure for figure in around.history if figure.reported and figure.period < entry.period),
        key=lambda figure: figure.period,
        default=None,
    )
    if legitimate or last is None or last.value is None or not is_due(measure.frequency, entry.period):
        return []
    printed = with_unit(measure, last.value, measure.decimals)
    said = (
        f"There is no figure for {entry.period:%B %Y}. The last one is {printed}, for {last.period:%B %Y}; "
        "it is not carried forward."
    )
    return [warning(Rule.STALE, said)]


def _impossible_numbers(measure: MeasureFacts, entry: Entry) -> list[tuple[str, str]]:
    """Return the box and a sentence for each number of an entry that is negative, or counts people in fractions."""
    whole = measure.counts is not Counts.STAFF
    numbers = [
        ("figure", "figure", entry.typed, whole and measure.unit is Unit.COUNT),
        ("numerator", "number counted", entry.numerator, whole),
        ("denominator", "number that it is out of", entry.denominator, whole and measure.unit is Unit.PERCENT),
    ]
    said = []
    for box, name, number, is_whole in numbers:
        if number is not None and number < 0:
            said.append((box, f"The {name} is {plain(number)}, and can not be less than zero."))
        elif number is not None and is_whole and number != number.to_integral_value():
            said.append((box, f"The {name} is {plain(number)}, and {measure.counts.value} are counted whole."))
    return said


def _counts_in_words(measure: MeasureFacts, entry: Entry) -> str:
    """Return the counts behind a figure: "368 out of 466", "2,039 in a population of 146,880"."""
    numerator, denominator = grouped(entry.numerator), grouped(entry.denominator)
    if measure.unit is Unit.COUNT:
        return f"the count of {numerator}"
    if measure.unit is Unit.RATE:
        months = months_covered(measure, entry.period)
        yearly = "" if months in (None, MONTHS_IN_YEAR) else f", made yearly from {_months(months or 0)},"
        return f"{numerator} in a population of {denominator}{yearly}"
    return f"{numerator} out of {denominator}"


def _in_words(measure: MeasureFacts, value: Decimal, places: int) -> str:
    """Return a figure as it stands beside its counts, its thousands apart: "1,666 per 10,000"."""
    number = f"{round_half_up(value, places):f}"
    return with_unit(measure, value, places).replace(number, f"{round_half_up(value, places):,f}", 1)


def _months(count: int) -> str:
    """Return "1 month" or "3 months"."""
    return "1 month" if count == 1 else f"{count} months"


def _decimals(places: int) -> str:
    """Return "no decimals", "1 decimal" or "2 decimals"."""
    return "no decimals" if places == 0 else f"{places} decimal" + ("s" if places > 1 else "")


def _day(day: date) -> str:
    """Return a date as it is written: "9 November 2023"."""
    return f"{day.day} {day:%B %Y}"
