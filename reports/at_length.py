"""The red measures as the printed report shows them at length: half a page each, or two of them side by side.

Called by `document`; calls the charts. What does not fit is cut, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from measures.charts import SPARKLINE_MONTHS, ChartData, Letter, control_chart, describe
from reports.content.measure_model import MeasureContent, MonthFigure
from reports.content.model import EditionContent
from reports.fitting import PAGE, cut, shared_out
from reports.flow import HEADING, TEXT_LINE
from reports.paper import LONGEST_OWNER, LONGEST_TITLE, image

LONGEST_COMMENTARY: Final = 960
"""Characters that are printed of the commentary of one measure; the portal has it whole."""
SPACE_OF_AN_ACTION: Final = 110
"""Characters of commentary that one open action takes the place of."""
LONGEST_ACTION: Final = 140
MOST_ACTIONS: Final = 4
MOST_NOTES: Final = 3
HALF: Final = (PAGE - HEADING) / 2
"""Height of a half, in millimetres: two of them stand below a heading."""


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A red measure at length."""

    measure: MeasureContent
    title: str
    status: str
    chart: str
    chart_alt: str
    figures: tuple[MonthFigure, ...]
    answers: tuple[tuple[str, str, bool], ...]
    """(question, answer as printed, whether it was cut)."""
    actions: tuple[tuple[str, str, dt.date], ...]
    more_actions: int
    caveat: str
    notes: tuple[Letter, ...]
    """What was noted of the chart's months, as far as there is room; the chart's description has all of it."""

    @property
    def wordless(self) -> bool:
        """Return whether nothing was said of it, as is usual in public editions."""
        return not (self.answers or self.actions or self.caveat or self.notes)


@dataclass(frozen=True, slots=True)
class Slot:
    """Half a page of the measures at length: one with its words, or two of which nothing was said, side by side."""

    exceptions: tuple[Exceptional, ...]
    begins_page: bool
    """Set where two halves stand before it: laying it out there first to find that out costs time."""

    @property
    def shared(self) -> bool:
        """Return whether its measures have half of its width each."""
        return self.exceptions[0].wordless


def exception(content: EditionContent, measure: MeasureContent) -> Exceptional:
    """Return a measure at length: chart, last figures, commentary, open actions."""
    chart = measure.chart or ChartData(title=f"{measure.ref} {measure.title}", points=())
    return Exceptional(
        measure=measure,
        title=cut(measure.title, LONGEST_TITLE)[0],
        status=measure.rag.label,
        chart=image(control_chart(chart, uid=f"c-{measure.ref}")),
        chart_alt=cut(describe(chart), 900)[0],
        figures=measure.series[-SPARKLINE_MONTHS:],
        answers=_answers(measure),
        actions=tuple(
            (cut(a.what, LONGEST_ACTION)[0], cut(a.owner, LONGEST_OWNER)[0], a.due)
            for a in measure.actions[:MOST_ACTIONS]
        ),
        more_actions=max(0, len(measure.actions) - MOST_ACTIONS),
        notes=tuple(measure.notes[-MOST_NOTES:]),
        caveat=cut(measure.approval.caveat, LONGEST_ACTION)[0] if measure.approval else "",
    )


def slots(at_length: Sequence[Exceptional]) -> list[Slot]:
    """Return the measures at length in halves of pages."""
    halves: list[list[Exceptional]] = []
    for each in at_length:
        last = halves[-1] if halves else []
        if each.wordless and len(last) == 1 and last[0].wordless:
            last.append(each)
        else:
            halves.append([each])
    return [Slot(tuple(half), begins_page=place > 0 and place % 2 == 0) for place, half in enumerate(halves)]


def _answers(measure: MeasureContent) -> tuple[tuple[str, str, bool], ...]:
    """Return the commentary as far as it is printed."""
    beside = min(len(measure.actions), MOST_ACTIONS) + bool(measure.approval and measure.approval.caveat)
    beside += min(len(measure.notes), MOST_NOTES)
    return shared_out(measure.commentary.prompts, LONGEST_COMMENTARY - SPACE_OF_AN_ACTION * beside)


def left_after(at_length: Sequence[Slot]) -> float:
    """Return what the last page of the measures at length has left, in millimetres: two halves fill a page."""
    if not at_length:
        return PAGE - HEADING - TEXT_LINE
    heading = HEADING if len(at_length) == 1 else 0.0
    return PAGE - HALF - heading if len(at_length) % 2 else 0.0
