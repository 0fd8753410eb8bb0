"""How a load's figures are printed: what its counts and typed figures come to, beside what the held ones do.

Called by `load` before anything is changed, so that a difference can show figures where a file gives counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from measures.actions.difference import Change, Effect, LoadFigure, completed, held_figure
from measures.calculation.figures import published, shown
from measures.models import MeasureDefinition, Population, Scorecard, Submission
from measures.series import denominator_for, measure_facts
from measures.series.drafts import Typed, read_typed


def with_printed(
    changes: Sequence[Change],
    figures: Sequence[LoadFigure],
    slots: Mapping[tuple[int, date], Submission],
    scorecard: Scorecard,
) -> list[Change]:
    """Return the lines of a load; each that is not as it was, with both figures as they are printed (one query)."""
    if all(change.effect is Effect.SAME for change in changes):
        return list(changes)
    populations = list(Population.objects.current().filter(scorecard=scorecard))
    return [
        _printed(change, figure, slots.get((figure.measure.pk, figure.month)), populations)
        for figure, change in zip(figures, changes, strict=True)
    ]


def _printed(
    change: Change, figure: LoadFigure, submission: Submission | None, populations: Iterable[Population]
) -> Change:
    if submission is None or change.effect is Effect.SAME:
        return change
    held = held_figure(submission)
    was, will = (as_printed(submission.definition, each, populations) for each in (held, completed(figure, held)))
    return replace(change, printed_before=was, printed=will)


def as_printed(definition: MeasureDefinition, figure: LoadFigure, populations: Iterable[Population]) -> str:
    """Return a figure as it is printed, or why there is none; empty where nothing can be made of what is said."""
    read = read_typed(definition, Typed(figure.figure, figure.numerator, figure.denominator, ""))
    if read.problems:
        return ""
    facts = measure_facts(definition)
    found = published(
        facts,
        figure.month,
        typed=read.value,
        typed_places=read.places,
        missing=read.missing,
        numerator=read.numerator,
        denominator=denominator_for(definition, figure.month, read.denominator, populations),
    )
    if found.value is None:
        return found.missing.value if found.missing else ""
    return shown(facts, found.value)
