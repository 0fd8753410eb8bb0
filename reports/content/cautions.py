"""What else a reader of the summary has to know: corrections, figures to be careful with, measures without a colour.

One sentence for each kind, the weightiest first. Made from the content alone; called by the report's summary, whose
reader does not have the parts of the full report that say the same at length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from measures.choices import Rag
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent

MOST_NAMED: Final = 15
"""References, or corrections, that a sentence names."""
ABOUT_MEASURES: Final[tuple[tuple[str, Callable[[MeasureContent], bool]], ...]] = (
    ("Contradicted by the counts behind them, and printed as submitted", lambda m: m.contradicted),
    ("Approved with a caveat", lambda m: bool(m.approval and m.approval.caveat)),
    ("Left out of this edition", lambda m: bool(m.left_out)),
    ("Without a figure", lambda m: m.rag is Rag.NO_DATA and not m.left_out),
    ("Provisional", lambda m: m.current.provisional and not m.current.missing),
    ("Suppressed", lambda m: m.rag is Rag.SUPPRESSED),
    ("Target to be confirmed", lambda m: m.rag is Rag.TO_BE_CONFIRMED),
    ("Not rated", lambda m: m.rag is Rag.NOT_RATED),
)


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know: its name, and the sentence that follows it."""

    name: str
    said: str


def cautions(content: EditionContent) -> tuple[Caution, ...]:
    """Return what else there is to know of an edition, the weightiest first."""
    return tuple(_cautions(content))


def _cautions(content: EditionContent) -> Iterator[Caution]:
    restated = [
        f"{row.ref} for {row.month:%B %Y} from {row.published} to {row.restated}" for row in content.restatements
    ]
    if restated:
        yield Caution("Restated", _listed(restated))
    for name, concerns in ABOUT_MEASURES:
        refs = [measure.ref for measure in content.measures if concerns(measure)]
        if refs:
            yield Caution(name, _listed(refs))
    revised = list(dict.fromkeys(row.ref for row in content.revised))
    if revised:
        yield Caution("Revised in earlier months", _listed(revised))
    if any(measure.actions for measure in content.measures):
        yield Caution("Open actions", _due(content.measures))


def _due(measures: Iterable[MeasureContent]) -> str:
    """Return how many actions are open, and which is due first: "3, the first due on 31 January 2024 (2.2)."."""
    due = [(action.due, measure.ref) for measure in measures for action in measure.actions]
    day, ref = min(due, key=lambda each: each[0])
    first = "due" if len(due) == 1 else "the first due"
    return f"{len(due)}, {first} on {day.day} {day:%B %Y} ({ref})."


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}."
