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
    """Return the lines of a load; each revised month names those that are judged otherwise because of it, and their
    own lines name the revised month.
    """
    after = lines_revised(scorecard, figures, changes)
    said: dict[tuple[int, dt.date], list[str]] = {}
    revised = _months_revised(figures, changes)
    for measure, line in after.items():
        held = before[measure].slots if measure in before else {}
        former = {month: held[month] for month in revised[measure] if month in held}
        for moved in moved_by(line, former, screening=scorecard.screening):
            said.setdefault((measure, moved.revised), []).append(moved.sentence)
            if moved.month not in former:
                said.setdefault((measure, moved.month), []).append(moved.because)
    return [
        _with_words(change, said.get((figure.measure.pk, figure.month), ()))
        for figure, change in zip(figures, changes, strict=True)
    ]


def _with_words(change: Change, words: Sequence[str]) -> Change:
    """Return a line that says more; one that changes nothing is not shown and says nothing."""
    if change.effect is Effect.SAME or not words:
        return change
    return replace(change, note=" ".join(filter(None, [change.note, *words])))


def _months_revised(figures: Sequence[LoadFigure], changes: Sequence[Change]) -> dict[int, list[dt.date]]:
    found: dict[int, list[dt.date]] = {}
    for figure, change in zip(figures, changes, strict=True):
        if change.effect is Effect.REVISED:
            found.setdefault(figure.measure.pk, []).append(figure.month)
    return found
