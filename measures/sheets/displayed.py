"""What a workbook's cell shows a person: value and number format -> text.

Figures are taken as their sender saw them: 0.48 shown as 48% is 48%, a month shown as Nov-23 is Nov-23. Called by
`workbook` alone; imports nothing of the project but how months are written.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final

from measures.sheets.months import NAMES

_SIGNIFICANT: Final = Context(prec=15)
"""A spreadsheet keeps and shows 15 significant digits; what floats have beyond them is noise."""

_WORKING: Final = Context(prec=400, rounding=ROUND_HALF_UP)
"""Wide enough for any float in full."""

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|([0#?][0#?,.]*|\.[0#?,]+)|(%)|(.)', re.DOTALL)
_NOT_PLAIN = re.compile(r"[Ee][+-]|/|@|General", re.IGNORECASE)


def displayed(value: object, number_format: str) -> str:
    """Return the text that a cell with this value and number format shows.

    Understands the formats of figures (decimals, thousands, percent, units in quotation marks) and of dates; under any
    other format a number is shown whole.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float, Decimal)):
        return _displayed_number(value, number_format)
    if isinstance(value, dt.date):
        return _displayed_date(value, number_format)
    return str(value)


def _displayed_number(value: float | Decimal, number_format: str) -> str:
    try:
        number = _SIGNIFICANT.create_decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    section = _section_for(number, number_format)
    if section is None or _NOT_PLAIN.search(_without_literals(section)):
        return _whole(number)
    return _formatted(number, section)


def _whole(number: Decimal) -> str:
    """Return every significant digit, without an exponent where that stays readable."""
    if number.is_zero():
        return "0"
    number = number.normalize()
    return f"{number:f}" if -20 < number.adjusted() < 20 else str(number)


def _section_for(number: Decimal, number_format: str) -> str | None:
    """Return the part of a format ('positive;negative;zero') that shows this number, with a sign where it has none."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    if any(re.search(r"\[[<>=]", section) for section in sections):
        return None
    if number < 0:
        return sections[1] if len(sections) > 1 else "-" + sections[0]
    if number.is_zero() and len(sections) > 2:
        return sections[2]
    return sections[0]


def _without_literals(section: str) -> str:
    return re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", section)


def _formatted(number: Decimal, section: str) -> str:
    """Return the number written as a section of a format asks, rounded half up."""
    plain = _without_literals(section)
    digits = re.search(r"[0#?][0#?,.]*|\.[0#?,]+", plain)
    if digits is None:
        return _literals(section, "") if section.strip('"') else ""
    shown = abs(number) * 100 ** plain.count("%")
    placeholders = digits[0].rstrip(",")
    before, _, after = placeholders.partition(".")
    shown = shown / 1000 ** (len(digits[0]) - len(placeholders))
    rounded = shown.quantize(Decimal(1).scaleb(-len(after)), context=_WORKING)
    text = f"{rounded:,f}" if "," in before else f"{rounded:f}"
    optional = len(after) - len(after.rstrip("#?"))
    if optional:
        text = _without_optional_zeros(text, optional)
    return _literals(section, text).strip()


def _without_optional_zeros(text: str, optional: int) -> str:
    """Return the number without the trailing zeros that '#' leaves out."""
    for _ in range(optional):
        text = text.removesuffix("0")
    return text.removesuffix(".")


def _literals(section: str, number: str) -> str:
    """Return a section with the number in the place of its digits and the rest as it shows."""
    shown, placed = [], False
    for quoted, escaped, space, _fill, _bracket, digits, percent, other in _TOKEN.findall(section):
        if digits:
            shown.append("" if placed else number)
            placed = True
        else:
            shown.append(quoted or escaped or (" " if space else "") or percent or other)
    return "".join(shown)


def _displayed_date(value: dt.date, number_format: str) -> str:
    """Return 'Nov-23' for a date shown without its day, '23-Nov' for one shown without its year, else the ISO date."""
    plain = _without_literals(number_format).lower()
    shows_time = "h" in plain or "s" in plain
    if "d" not in plain and "y" in plain and not shows_time:
        return f"{NAMES[value.month - 1]}-{value:%y}" if value.year >= 2000 else f"{value:%Y-%m}"
    if "d" in plain and "y" not in plain and not shows_time:
        return f"{value.day}-{NAMES[value.month - 1]}"
    has_time = isinstance(value, dt.datetime) and value.time() != dt.time()
    return f"{value:%Y-%m-%d %H:%M:%S}" if has_time else f"{value:%Y-%m-%d}"
