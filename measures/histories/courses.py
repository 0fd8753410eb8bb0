"""The months of a measure, one after the other, as the rules and the engine take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from measures.calculation.courses import Course
from measures.calculation.due import months_between, months_later
from measures.calculation.engine import MonthFacts
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.models import (
    MeasureDefinition,
    financial_year,
)
from measures.series import (
    AnyLine,
    measure_facts,
)


def course_of(line: AnyLine, through: dt.date, *, screening: bool = True) -> Course:
    """Return the months of a line up to `through`, each with what it meant and aimed at.

    They start with the first that has a slot. `screening` is the scorecard's setting for its control charts.
    """
    first = min((month for month in line.slots if month <= through), default=through)
    years = range(financial_year(first), financial_year(through) + 1)
    return course_from(
        [(line.figure(month), line.definition_in(month)) for month in months_from(first, through)],
        {year: line.target(dt.date(year, 4, 1)) for year in years},
        line.breaks,
        line.rebases,
        screening,
    )


def months_from(first: dt.date, through: dt.date) -> list[dt.date]:
    """Return the months from the first to the last, both included."""
    return [months_later(first, place) for place in range(months_between(first, through) + 1)]


def course_from(
    months: Sequence[tuple[FigureFacts, MeasureDefinition]],
    targets: Mapping[int, TargetFacts | None],
    breaks: Sequence[dt.date],
    rebases: Sequence[dt.date],
    screening: bool,
) -> Course:
    """Return the course of months, each with the definition it was made by; `targets` by financial year.

    From a month of `breaks` nothing before is compared with; at one of `rebases` the control chart starts anew.
    """
    facts: dict[int, MeasureFacts] = {}
    for _, definition in months:
        if id(definition) not in facts:
            facts[id(definition)] = measure_facts(definition)
    return Course(
        [
            MonthFacts(
                figure,
                facts[id(definition)],
                targets.get(financial_year(figure.period)),
                breaks_comparison=figure.period in breaks,
                new_group=figure.period in rebases,
            )
            for figure, definition in months
        ],
        [definition.limits_fixed_after for _, definition in months],
        screening,
    )
