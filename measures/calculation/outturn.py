"""The outturn of a financial year as a statutory return has it: a figure, its counts, or both.

Called by the form and the file of a validated return. Calls checks, figures, rates and values.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from measures.calculation.checks import check_range, check_reconcile
from measures.calculation.facts import MeasureFacts
from measures.calculation.findings import Entry
from measures.calculation.rates import work_out
from measures.calculation.values import Reading, display, round_half_up
from measures.choices import Basis, Missing, Severity

NOT_WHOLE = "Enter the figure of the return, or the counts that it is worked out from."


def outturn_reading(
    measure: MeasureFacts,
    year: int,
    figure: Reading,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
) -> tuple[Reading, list[str]]:
    """Return the outturn of the year that begins in `year`, and a sentence for each thing that is wrong with it.

    Without a figure it is what the counts give, as the measure prints it; with both, the counts must give the figure.
    A return's counts cover the whole year, so that a rate is not made yearly from them.
    """
    whole_year = replace(measure, basis=Basis.ROLLING) if measure.basis is Basis.MONTH_ANNUALISED else measure
    entry = Entry(
        date(year + 1, 3, 1), typed=figure.value, places=figure.places, numerator=numerator, denominator=denominator
    )
    impossible = [found.message for found in check_range(whole_year, entry) if found.severity is Severity.ERROR]
    if impossible:
        return figure, impossible
    if figure.missing is not None:
        return figure, [NOT_WHOLE]
    if figure.value is not None:
        return figure, [found.message for found in check_reconcile(whole_year, entry)]
    given = work_out(whole_year, entry.period, numerator, denominator)
    if given is None or given.value is None:
        nothing = given is not None and given.missing is Missing.NOT_APPLICABLE
        return figure, ["0 out of 0 has no figure." if nothing else NOT_WHOLE]
    value, places = round_half_up(given.value, measure.decimals), measure.decimals
    return Reading(value, None, places, said=display(value, measure.unit, places)), []
