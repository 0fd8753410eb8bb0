"""The arrows that came with an import beside our directions of travel: where they differ, and why.

The recorded arrows follow no single rule, so they are kept as they were and never used in place of ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from measures.choices import Direction
from measures.choices import RecordedDirection as Arrow
from measures.models import RecordedDirection, Scorecard
from measures.permissions import Standing
from measures.queries.cells import Cell, month_cell
from measures.queries.results import Result, result_of, results_with_month_before, standing_revisions
from measures.queries.scope import sight_of
from measures.queries.scorecard import COMPARED_OVER
from measures.series import Known, LightLine, read_light_lines

SAYS = {
    Arrow.UP: frozenset({Direction.IMPROVING}),
    Arrow.LEVEL: frozenset({Direction.STEADY, Direction.UNCHANGED}),
    Arrow.DOWN: frozenset({Direction.WORSENING}),
}
"""Which of our directions says the same as a recorded arrow."""


@dataclass(frozen=True)
class Compared:
    """One measure's recorded arrow and ours."""

    line: LightLine
    month: dt.date
    recorded: Arrow
    result: Result

    @property
    def ours(self) -> Direction:
        """Return our direction of travel."""
        return self.result.direction

    @property
    def figure(self) -> Cell:
        """Return the month's figure."""
        return month_cell(self.line, self.month)

    @property
    def before(self) -> Cell:
        """Return the figure that it is compared with; an empty cell without one."""
        return month_cell(self.line, self.result.before) if self.result.before else Cell("")

    @property
    def agrees(self) -> bool:
        """Return whether both say the same."""
        return self.ours in SAYS[self.recorded]

    @property
    def why(self) -> str:
        """Return why they differ, in a sentence; empty where they agree."""
        if self.agrees:
            return ""
        if self.ours is Direction.NO_COMPARISON:
            return "There is nothing to compare the figure with."
        if self.ours in (Direction.ROSE, Direction.FELL, Direction.UNCHANGED):
            return "The arrow judges the move; this measure’s aim does not say which way is better."
        if self.ours is Direction.STEADY:
            return "The arrow counts a move that is smaller than the measure’s movement tolerance."
        if self.recorded is Arrow.LEVEL:
            return "The arrow calls a move level that is at least as large as the measure’s movement tolerance."
        return "The arrow points the other way than the move, judged by the measure’s aim."


def has_arrows(scorecard: Scorecard, month: dt.date) -> bool:
    """Return whether an arrow was recorded for a month (one query)."""
    return RecordedDirection.objects.filter(measure__scorecard=scorecard, month=month).exists()


def compared_arrows(scorecard: Scorecard, month: dt.date, standing: Standing) -> list[Compared]:
    """Return each recorded arrow of a month that the person may compare: a fixed number of queries.

    Ours are those of the scorecard. A year of months holds what nearly all figures are compared with; of the measures
    where it does not, the whole history is read.
    """
    rows = RecordedDirection.objects.filter(measure__scorecard=scorecard, month=month).order_by("pk")
    recorded = {measure: Arrow(sign) for measure, sign in rows.values_list("measure", "direction")}
    sight, screening = sight_of(standing, scorecard), scorecard.screening
    lines = read_light_lines(scorecard, month, sight=sight, months=COMPARED_OVER, measures=recorded)
    results = results_with_month_before(standing_revisions(lines, month))

    def compared(line: LightLine) -> Compared | None:
        slot = line.slots.get(month)
        if slot is None or not (slot.facts.reported or slot.facts.missing):
            return None
        sees_all = slot.known >= Known.DRAFT
        result = result_of(line, slot, month, results, screening=screening, sees_all=sees_all, brief=True)
        return Compared(line, month, recorded[line.measure.pk], result) if result is not None else None

    found = {line.measure.pk: compared(line) for line in lines}
    older = [measure for measure, each in found.items() if each is not None and _looks_further_back(each, results)]
    found |= {
        line.measure.pk: compared(line) for line in read_light_lines(scorecard, month, sight=sight, measures=older)
    }
    return [each for each in found.values() if each is not None]


def _looks_further_back(each: Compared, results: Mapping[int, Result]) -> bool:
    """Return whether what the figure is compared with may stand before the months that were read."""
    if each.result.before is None and each.line.slots[each.month].revision_id in results:
        return False  # it was looked for when the result was stored, and there is nothing
    return each.result.before not in each.line.slots
