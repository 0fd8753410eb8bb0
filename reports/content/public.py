"""An edition for the public: what small numbers would point at a child is taken out, and what was said inside.

Called by `build`. The rules are `measures.calculation.disclosure`: every figure of the edition, months and baselines
alike, becomes a cell of theirs (`public_cells`), and each decision takes out the figure and all that is derived from
it (`public_measure`). Commentary, findings, actions and names of the people who approved are not for the public. What
is printed with a figure is its public text (`public_texts`), approved by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from measures.calculation.disclosure import Decision as Suppression
from measures.calculation.disclosure import suppress
from measures.models import MeasureDefinition
from reports.content.measure_model import MeasureContent
from reports.content.model import Decision, EditionContent
from reports.content.public_cells import OF_NO_MONTH, Cells
from reports.content.public_measure import without


@dataclass(frozen=True, slots=True)
class Withheld:
    """The measures as the public may see them, and what was decided."""

    measures: tuple[MeasureContent, ...]
    decisions: tuple[Decision, ...]
    found: Mapping[int, Mapping[str, Suppression]]
    """What is suppressed, by measure and place."""


def withhold(
    measures: Sequence[MeasureContent],
    definitions: Mapping[int, MeasureDefinition],
    earlier: Sequence[EditionContent] = (),
    climbing: Collection[int] = (),
) -> Withheld:
    """Return measures with nothing in them that the public may not see.

    `definitions` are the measures' own, by measure. `earlier` are the public editions that were published before: a
    figure that one of them printed is no longer secret, and nothing rests on hiding it. `climbing` are the measures
    whose targets climb from their baselines month by month.
    """
    found = suppressed(measures, definitions, earlier)
    return Withheld(
        tuple(without(m, set(found.get(m.measure, ())), climbs=m.measure in climbing) for m in measures),
        tuple(_logged(measures, found)),
        found,
    )


def suppressed(
    measures: Sequence[MeasureContent],
    definitions: Mapping[int, MeasureDefinition],
    earlier: Sequence[EditionContent] = (),
) -> dict[int, dict[str, Suppression]]:
    """Return what disclosure control decides, by measure and by place: a month as "2023-11-01", or the baseline."""
    cells = Cells(measures, definitions, earlier)
    found: dict[int, dict[str, Suppression]] = {}
    for decision in suppress(cells.all, cells.sums()):
        measure, _, place = decision.key.partition("/")
        found.setdefault(int(measure), {})[place] = decision
    return found


def _logged(measures: Iterable[MeasureContent], found: Mapping[int, Mapping[str, Suppression]]) -> Iterator[Decision]:
    """Yield the decision log: which cell, by which rule, in words."""
    for measure in measures:
        for place, decision in sorted(found.get(measure.measure, {}).items()):
            month = measure.shown_month or dt.date.min
            yield Decision(
                measure.ref,
                month if place in OF_NO_MONTH else dt.date.fromisoformat(place),
                decision.reason.name.lower(),
                decision.sentence,
            )
