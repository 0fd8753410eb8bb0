"""Why a published figure was corrected, as the public may read it.

Called by `changes`, and by the page on which the edition is signed. Whoever asked for the correction wrote the reason
for those inside, who know the figure. The public reads it where its figure is printed before and now and it has no
number but those that are printed with it; else that the figure was corrected, and no more: with what an earlier
edition printed, "two were counted twice" would tell a figure that is suppressed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from measures.calculation.quoting import numbers_in, says_more_than
from measures.choices import Missing
from measures.models import MeasureDefinition
from reports.content.measure_model import MonthFigure
from reports.content.public_texts import Suppressed

KEPT_OUT: Final = "Corrected after publication."
"""What the public reads in the place of a reason that is not for it."""


def why_kept_out(
    reason: str,
    definition: MeasureDefinition,
    before: MonthFigure | None,
    now: MonthFigure | None,
    hidden: Suppressed,
) -> str:
    """Return why the public may not read a reason; empty where it may.

    `before` is the figure as the edition that is superseded printed it, `now` as the next one does; None where that
    does not have the measure. `hidden` are the numbers that the next one suppresses.
    """
    if before is None or now is None or Missing.SUPPRESSED in (before.missing, now.missing):
        return "the figure is suppressed, or was in the edition before"
    printed = _printed_with(before) | _printed_with(now)
    if hidden.quoted_in(reason, definition) or says_more_than(reason, printed, hidden.by_ref):
        return "it has a number that is not printed with the figure"
    return ""


def _printed_with(figure: MonthFigure) -> set[Decimal]:
    counts = (figure.numerator, figure.denominator)
    return numbers_in(figure.shown) | {count for count in counts if count is not None}
