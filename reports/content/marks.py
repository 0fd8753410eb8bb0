"""The signs that an edition prints, for its key: those that stand on its measures, each with what it means.

Called by `build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from measures.choices import Audience
from reports.content.measure_model import MeasureContent
from reports.content.model import KeyEntry
from reports.content.signs import CONTRADICTED, FOR_THE_PUBLIC, MEANINGS, PROVISIONAL


def marks(measures: Iterable[MeasureContent], audience: Audience = Audience.INTERNAL) -> Iterator[KeyEntry]:
    """Yield the signs that stand on these measures, with what they mean to their readers."""
    meanings = FOR_THE_PUBLIC if audience is Audience.PUBLIC else MEANINGS
    printed = {sign for measure in measures for sign in _on(measure)}
    yield from (KeyEntry(sign, meaning) for sign, meaning in meanings.items() if sign in printed)


def _on(measure: MeasureContent) -> Iterator[str]:
    """Yield the signs of a measure, among cells that are none."""
    for figure in measure.series:
        yield from figure.marks if figure.missing is None else (figure.printed,)
    if measure.target.provisional:
        yield PROVISIONAL
    if measure.contradicted:
        yield CONTRADICTED
    yield from (measure.baseline.shown, measure.target.shown)
    yield from (mark.shown for mark in measure.benchmarks)
