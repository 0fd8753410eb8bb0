"""The arrows that came with an import beside our directions of travel: where they differ, and why.

The recorded arrows follow no single rule, so they are kept as they were and never used in place of ours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from measures.assessment import assess
from measures.choices import Direction, RecordedDirection
from measures.models import Scorecard
from measures.permissions import Standing
from measures.queries.scope import depth_of
from measures.queries.scorecard import Cell, month_cell
from measures.series import Line, read_lines

SAYS = {
    RecordedDirection.UP: frozenset({Direction.IMPROVING}),
    RecordedDirection.LEVEL: frozenset({Direction.STEADY, Direction.UNCHANGED}),
    RecordedDirection.DOWN: frozenset({Direction.WORSENING}),
}
"""Which of our directions says the same as a recorded arrow."""


@dataclass(frozen=True)
class Compared:
    """One measure's recorded arrow and ours."""

    line: Line
    recorded: RecordedDirection
    ours: Direction
    sentence: str
    figure: Cell
    before: Cell

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
        if self.recorded is RecordedDirection.LEVEL:
            return "The arrow calls a move level that is at least as large as the measure’s movement tolerance."
        return "The arrow points the other way than the move, judged by the measure’s aim."


def compared_arrows(scorecard: Scorecard, month: dt.date, standing: Standing) -> list[Compared]:
    """Return each recorded arrow of a month that the person may compare: a fixed number of queries."""
    found = []
    for line in read_lines(scorecard, month, known=depth_of(standing)):
        recorded, slot = line.recorded.get(month), line.slots.get(month)
        if recorded is None or slot is None or not (slot.facts.reported or slot.facts.missing):
            continue
        assessment = assess(line, month, screening=scorecard.screening)
        previous = assessment.movement.previous
        found.append(
            Compared(
                line=line,
                recorded=RecordedDirection(recorded),
                ours=assessment.movement.direction,
                sentence=assessment.direction_sentence,
                figure=month_cell(line, month),
                before=month_cell(line, previous.period) if previous else Cell(""),
            )
        )
    return found
