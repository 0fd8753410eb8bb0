"""A measure's figure over other spans: the same month last year, the last outturn, the quarter, the year to date.

Called by `measure`; reads what was read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from measures.assessment import Assessment
from measures.calculation.due import months_later, year_before
from measures.calculation.facts import MeasureFacts
from measures.calculation.rates import work_out
from measures.calculation.values import display
from measures.choices import Basis, Unit
from measures.models import Outturn, financial_year
from measures.series import AnyLine
from reports.content.outturn_model import OutturnContent


def other_spans(found: Assessment, outturns: Mapping[int, Outturn]) -> dict[str, Any]:
    """Return the columns that a reader may ask for: same month last year, last outturn, quarter, year to date."""
    line, month, facts = found.line, found.shown_month, found.line.facts
    began = dt.date(financial_year(month), 4, 1)
    outturn = _outturn(line, financial_year(months_later(month, 1)) - 1, outturns)
    return {
        "same_month_last_year": line.shown(year_before(month)),
        "last_outturn": outturn.printed,
        "outturn": outturn if outturn.printed else None,
        "quarter": _over(line, facts, month, [months_later(month, -back) for back in range((month.month - 1) % 3 + 1)]),
        "year_to_date": _over(line, facts, month, _span(began, month)),
    }


def _outturn(line: AnyLine, year: int, validated: Mapping[int, Outturn]) -> OutturnContent:
    """Return the outturn of a financial year: provisional until the validated return stands beside March's figure."""
    march, row = line.shown(dt.date(year + 1, 3, 1)), validated.get(year)
    if row is None:
        return OutturnContent(year, march)
    shown_as = display(row.figure, line.facts.unit, row.places)
    return OutturnContent(year, march, shown_as, tidy(row.figure), row.places, row.source)


def _span(first: dt.date, last: dt.date) -> list[dt.date]:
    months = [first]
    while months[-1] < last:
        months.append(months_later(months[-1], 1))
    return months


def _over(line: AnyLine, facts: MeasureFacts, month: dt.date, months: Iterable[dt.date]) -> str:
    """Return a flow's figure over several months, from its counts; empty where a month's counts are not known."""
    if facts.basis is not Basis.MONTH or facts.unit is Unit.RATE:
        return ""
    figures = [line.figure(m) for m in months]
    if any(not f.reported or f.numerator is None for f in figures):
        return ""
    numerator = sum((f.numerator for f in figures if f.numerator is not None), Decimal(0))
    if facts.unit is Unit.COUNT:
        return display(numerator, facts.unit, facts.decimals)
    if any(f.denominator is None for f in figures):
        return ""
    denominator = sum((f.denominator for f in figures if f.denominator is not None), Decimal(0))
    try:
        worked_out = work_out(facts, month, numerator, denominator)
    except ValueError:
        return ""
    return display(worked_out.value, facts.unit, facts.decimals) if worked_out and worked_out.value is not None else ""


def tidy(value: Decimal | None) -> Decimal | None:
    """Return a number with no more digits than it needs, whatever database it came from."""
    if value is None:
        return None
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)
