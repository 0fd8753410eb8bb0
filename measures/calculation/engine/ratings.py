"""RAG of every month at once: `rag.rate_status` without its sentences.

Called by the engine only. Calls bounds and the codes; the order of what comes before a comparison is that of
`rules.RagRule`, applied from the last to the first, so that the first has the last word.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from measures.calculation.engine.bounds import Bounds
from measures.calculation.engine.codes import AIMS, MISSINGS, RAGS, TARGET_KINDS, code_of
from measures.calculation.engine.stretches import Codes, Integers, Rows, round_half_up, unit_of
from measures.choices import Aim, Missing, Rag, TargetKind

_COLOURS: Final = np.array([code_of(RAGS, rag) for rag in (Rag.GREEN, Rag.AMBER, Rag.RED)], dtype=np.int8)


def rag_codes(rows: Rows, bounds: Bounds) -> Codes:
    """Return the code of every row's status, of `codes.RAGS`."""
    compared = _compared(rows)
    shortfall = np.maximum(bounds.low - compared, compared - bounds.high)
    rag: Codes = _COLOURS.take((shortfall > 0).view(np.int8) + (shortfall > bounds.width).view(np.int8))
    np.putmask(rag, ~bounds.known, code_of(RAGS, Rag.NOT_RATED))
    unconfirmed = rows.targets["kind"] == code_of(TARGET_KINDS, TargetKind.TO_BE_CONFIRMED)
    unconfirmed &= rows.measures["aim"] != code_of(AIMS, Aim.CONTEXT)
    suppressed = rows.figures["missing"] == code_of(MISSINGS, Missing.SUPPRESSED)
    np.putmask(rag, rows.spread(unconfirmed), code_of(RAGS, Rag.TO_BE_CONFIRMED))
    np.putmask(rag, rows.figures["provisional"], code_of(RAGS, Rag.PROVISIONAL))
    np.putmask(rag, ~rows.reported, code_of(RAGS, Rag.NO_DATA))
    np.putmask(rag, suppressed, code_of(RAGS, Rag.SUPPRESSED))
    return rag


def _compared(rows: Rows) -> Integers:
    """Return every figure at the finer of the measure's and the target's precision, scaled."""
    decimals = rows.measures["decimals"]
    compared: Integers = rows.shown * rows.spread(unit_of(decimals))
    places = np.maximum(decimals, rows.targets["places"])
    finer = np.flatnonzero(rows.spread(places > decimals) & rows.reported)
    unit = unit_of(places).take(rows.stretch.take(finer))
    compared[finer] = round_half_up(rows.figures["value"].take(finer), unit) * unit
    return compared
