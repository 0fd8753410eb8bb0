"""Whole histories of measures, for the rules and the engine: what statuses are worked out from.

What lives here: `course_of`, a `series.Line` as the rules take it; `read_histories`, the same read in bulk with no
object of a model for a figure, because a full recalculation reads them all; and the hash of a status's inputs, by
which a recalculation leaves alone what has not changed. Called by assessment and the actions. Calls series, the
models and the calculation. A fixed number of queries, however many measures.
"""

from __future__ import annotations

from measures.histories.courses import course_of
from measures.histories.reading import read_histories
from measures.histories.records import History, Record

__all__ = [
    "History",
    "Record",
    "course_of",
    "read_histories",
]
