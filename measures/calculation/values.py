"""How figures are rounded, read as people type them, and written.

The one reader of a typed figure: forms, imports and the API all call it, so the same text has the same meaning, or
is refused with the same sentence, wherever it is typed. Calls nothing but the vocabulary.

What is read, and how it is decided (calculation rules, section 1, and what that leaves open):

- "79%", "79 %", "79", "17.1", ".5", "1,234" (commas in groups of three), spaces around, a no-break space as a space.
- "" is an empty cell: neither a figure nor a reason. "NA", "N/A", "x" and "-" are not available, "z" is not
  applicable, "c" is suppressed, and each of the words of `Missing` is itself.
- A percentage above 100 is read; the `range` check says whether the measure may show it.
- Refused with a sentence: letters, NaN, infinity, exponents (1e400), a sign, "1.2.3", "12,34", digits that are not
  0 to 9 (full-width ones among them), control characters, more than 9 digits before or 6 after the point, and text
  too long to be a figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from measures.choices import Missing, TargetKind, Unit

WHOLE_DIGITS: Final = 9
DECIMAL_PLACES: Final = 6
LONGEST: Final = 40
"""Characters of the longest text that can be a figure."""

_LARGEST_EXPONENT: Final = 1000
_UNITS: Final = {places: Decimal(1).scaleb(-places) for places in range(DECIMAL_PLACES + 1)}
_EXACT: Final = Context(prec=2 * _LARGEST_EXPONENT, rounding=ROUND_HALF_UP)

FIGURE_WANTED: Final = "Enter a number, such as 79% or 17.1, or NA where it is not available"
TARGET_WANTED: Final = "Enter a figure such as 90%, a range such as 450 to 500, TBC, or NA for no target"

_NUMBER: Final = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<rest>[0-9]+))?", re.ASCII)
_SIGNS: Final = ("-", "\u2212", "\u2013", "+")
_RANGE: Final = re.compile(r"\s+to\s+|\s*[-\u2013]\s*")

MISSING_WORDS: Final[Mapping[str, Missing]] = {
    **{word.value: word for word in Missing},
    "na": Missing.NOT_AVAILABLE,
    "n/a": Missing.NOT_AVAILABLE,
    "x": Missing.NOT_AVAILABLE,
    "-": Missing.NOT_AVAILABLE,
    "z": Missing.NOT_APPLICABLE,
    "c": Missing.SUPPRESSED,
    "not yet": Missing.NOT_COLLECTED,
}
"""What stands in a cell where there is no figure, in small letters, and why there is none."""


class BadFigure(ValueError):
    """Text that is not a figure. The message is the sentence that the person is shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell or a field said, and what it means. All but `said` are empty where nothing was typed."""

    value: Decimal | None = None
    missing: Missing | None = None
    places: int | None = None
    """Decimal places as typed."""
    percent_sign: bool = False
    said: str = ""
    """The text as typed, without the spaces around it."""

    @property
    def empty(self) -> bool:
        """Return whether nothing was typed: neither a figure nor a reason."""
        return self.value is None and self.missing is None


@dataclass(frozen=True, slots=True)
class TargetReading:
    """What a target's cell or field said."""

    kind: TargetKind
    figure: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 0
    said: str = ""


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return `value` at `places` decimal places, half up: 16.25 at one place is 16.3 (DfE's practice).

    A negative half goes away from zero. Zero has no sign. Raises ValueError for a value that is not a number, or
    far too large to be a figure.
    """
    if not value.is_finite() or value.adjusted() > _LARGEST_EXPONENT:
        raise ValueError(f"Not a figure that can be rounded: {value}")
    rounded = value.quantize(_UNITS.get(places) or Decimal(1).scaleb(-places), context=_EXACT)
    return rounded or rounded.copy_abs()


def display(value: Decimal, unit: Unit, places: int) -> str:
    """Return a figure as it is printed: "79%", "459", "17.1". Half up; no commas, as in the scorecard's columns."""
    number = f"{round_half_up(value, places):f}"
    return f"{number}%" if unit is Unit.PERCENT else number


def beyond_whole(value: Decimal | None, unit: Unit, places: int | None, *, may_exceed_100: bool) -> str:
    """Return why a target or a comparator can not be so: a percentage outside 0% to 100%; empty where it can."""
    if value is None or unit is not Unit.PERCENT or may_exceed_100 or 0 <= value <= 100:
        return ""
    which = "more than 100%" if value > 100 else "less than 0%"
    return f"{display(value, unit, places or 0)} is {which}, which this measure’s definition does not allow."


def read_figure(text: str, unit: Unit, *, wanted: str = FIGURE_WANTED) -> Reading:
    """Return what a typed figure means. Raises BadFigure with the sentence to show; `wanted` says what can be typed."""
    said = _tidy(text)
    if not said:
        return Reading()
    missing = MISSING_WORDS.get(said.lower())
    if missing is not None:
        return Reading(missing=missing, said=said)
    percent_sign = said.endswith("%")
    if percent_sign and unit is not Unit.PERCENT:
        raise BadFigure(f"Remove the % sign: this measure is not a percentage, it is a {unit.value}.")
    value, places = _number(said.removesuffix("%").rstrip(), said, wanted)
    return Reading(value, None, places, percent_sign, said)


def read_count(text: str, *, fractional: bool = False) -> Decimal | None:
    """Return a typed numerator or denominator, or None for an empty field.

    `fractional` allows decimals: full-time equivalents of staff. Raises BadFigure with the sentence to show.
    """
    said = _tidy(text)
    if not said or MISSING_WORDS.get(said.lower()) is Missing.NOT_AVAILABLE:
        return None
    value, _ = _number(said, said)
    if not fractional and value != value.to_integral_value():
        raise BadFigure(f"Enter a whole number: {_quoted(said)} has decimals, and people are counted whole.")
    return value


def both_ways(missing: Missing | None, figure: Decimal | None, *counts: Decimal | None) -> str:
    """Return why a reason for having no figure can not stand beside one, or beside counts; empty where it can.

    Zero out of zero gives no figure: a reason beside it says nothing else.
    """
    given = [count for count in counts if count is not None]
    nothing = not given or (len(given) > 1 and not any(given))
    if missing is None or (figure is None and nothing):
        return ""
    what = "figure" if figure is not None else "count"
    return f"There is a {what}, and a reason for having none (“{missing.value}”). Leave one of the two out."


def read_fraction(
    text: str, unit: Unit | None = None, *, fractional: bool = False
) -> tuple[Decimal | None, Decimal | None]:
    """Return (numerator, denominator) of "632 / 2039"; the denominator is None where only a count is given.

    The lone number beside an average is its rounded value and not a count: with that `unit` it is left out.
    An empty text is (None, None). Raises BadFigure with the sentence to show.
    """
    said = _tidy(text)
    numerator, stroke, denominator = said.partition("/")
    if said.lower() in MISSING_WORDS:
        return None, None
    if not stroke:
        return (None if unit is Unit.AVERAGE else read_count(said, fractional=fractional)), None
    if not numerator.strip() or not denominator.strip():
        raise BadFigure(f"Enter two numbers with a stroke between them, such as 632 / 2039: {_quoted(said)} has one.")
    return read_count(numerator, fractional=fractional), read_count(denominator, fractional=fractional)


def read_target(text: str, unit: Unit) -> TargetReading:
    """Return what a typed target means: a figure, a range ("450 to 500"), TBC, or none (empty, or NA).

    Raises BadFigure with the sentence to show.
    """
    said = _tidy(text)
    if said.lower() in ("tbc", TargetKind.TO_BE_CONFIRMED.value):
        return TargetReading(TargetKind.TO_BE_CONFIRMED, said=said)
    if not said or said.lower() in (*MISSING_WORDS, "none", TargetKind.NONE.value):
        return TargetReading(TargetKind.NONE, said=said)
    ends = [end for end in _RANGE.split(said) if end]
    if len(ends) != 2 or not all(re.search(r"\d", end) for end in ends):  # "ninety-ish" is no range
        reading = read_figure(said, unit, wanted=TARGET_WANTED)
        return TargetReading(TargetKind.FIGURE, figure=reading.value, places=reading.places or 0, said=said)
    low, high = (read_figure(end, unit, wanted=TARGET_WANTED) for end in ends)
    if low.value is None or high.value is None or low.value > high.value:
        raise BadFigure(f"Enter the lower end of the range first, such as 450 to 500: you entered {_quoted(said)}.")
    places = max(low.places or 0, high.places or 0)
    return TargetReading(TargetKind.RANGE, low=low.value, high=high.value, places=places, said=said)


def _tidy(text: str) -> str:
    """Return the text without the spaces around it. Refuses what is too long, or holds control characters."""
    said = text.replace("\u00a0", " ").strip()
    if len(said) > LONGEST:
        raise BadFigure(f"The figure is too long: it has {len(said)} characters. Enter a number such as 79% or 17.1.")
    if any(not character.isprintable() for character in said):
        raise BadFigure("The figure has characters that can not be seen in it. Delete it and type it again.")
    return said


def _number(text: str, said: str, wanted: str = FIGURE_WANTED) -> tuple[Decimal, int]:
    """Return the number and its decimal places as typed. `said` is what the sentence quotes."""
    if text.startswith(_SIGNS) and _NUMBER.fullmatch(text[1:].strip()) and text[1:].strip():
        raise BadFigure(f"Enter a figure of zero or more, without a sign: you entered {_quoted(said)}.")
    match = _NUMBER.fullmatch(text)
    if match is None or not text:
        raise BadFigure(_why_not(text, said, wanted))
    whole, rest = match["whole"].replace(",", ""), match["rest"] or ""
    if len(whole.lstrip("0")) > WHOLE_DIGITS or len(rest) > DECIMAL_PLACES:
        raise BadFigure(
            f"The figure is out of reach: enter at most {WHOLE_DIGITS} digits before the decimal point and "
            f"{DECIMAL_PLACES} after it."
        )
    return Decimal(f"{whole or 0}.{rest}" if rest else whole), len(rest)


def _why_not(text: str, said: str, wanted: str) -> str:
    """Return the sentence for text that is not a number."""
    if any(character.isdigit() and not character.isascii() for character in text):
        return f"Enter the figure with the plain digits 0 to 9: you entered {_quoted(said)}."
    if "," in text and not re.search(r"[^0-9.,]", text):
        return f"Put commas between groups of three digits, as in 1,234, or none: you entered {_quoted(said)}."
    if text.count(".") > 1:
        return f"Enter a number with one decimal point: you entered {_quoted(said)}."
    if re.fullmatch(r"[0-9.]+[eE][+-]?[0-9]+", text):
        return f"Enter the number in full, without an exponent: you entered {_quoted(said)}."
    return f"{wanted}: you entered {_quoted(said)}."


def _quoted(said: str) -> str:
    """Return what was typed, in quotation marks."""
    return f"“{said}”"
