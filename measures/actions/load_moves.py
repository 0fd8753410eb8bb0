"""What a load's revised months change beside themselves: the months whose status or direction becomes another one.

Called by `load`, which reads the lines before it changes anything and once more after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from measures.actions.difference import Change, Effect, LoadFigure
from measures.choices import PeriodState
from measures.knock_on import moved_by
from measures.models import Period, Scorecard
from measures.series import Line, everything, read_lines


def lines_revised(scorecard: Scorecard, figures: Sequence[LoadFigure], changes: Sequence[Change]) -> Mapping[int, Line]:
    """Return the measures of which a load revises a month, with all their months as they now are (three queries)."""
    measures = set(_months_revised(figures, changes))
    if not measures:
        return {}
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED)
    last = begun.order_by("-month").values_list("month", flat=True)[0]
    lines = read_lines(scorecard, last, known=everything, measures=sorted(measures))
    return {line.measure.pk: line for line in lines}


def with_moves(
    changes: Sequence[Change], figures: Sequence[LoadFigure], before: Mapping[int, Line], scorecard: Scorecard
) -> list[Change]:
    """Return the lines of a load; each revised month names those that are judged otherwise because of it."""
    after = lines_revised(scorecard, figures, changes)
    said: dict[tuple[int, dt.date], list[str]] = {}
    for measure, months in _months_revised(figures, changes).items():
        former = {month: before[measure].slots[month] for month in months if month in before[measure].slots}
        for moved in moved_by(after[measure], former, screening=scorecard.screening):
            said.setdefault((measure, moved.revised), []).append(moved.sentence)
    return [
        replace(change, note=" ".join(filter(None, [change.note, *said.get((figure.measure.pk, change.month), [])])))
        for figure, change in zip(figures, changes, strict=True)
    ]


def _months_revised(figures: Sequence[LoadFigure], changes: Sequence[Change]) -> dict[int, list[dt.date]]:
    found: dict[int, list[dt.date]] = {}
    for figure, change in zip(figures, changes, strict=True):
        if change.effect is Effect.REVISED:
            found.setdefault(figure.measure.pk, []).append(figure.month)
    return found
