"""The vocabulary as small numbers: a word's code is its place in its enumeration, and NONE is no word.

Called by the engine's modules and by whoever fills its frames (`code_of`) or reads its answers (`words`).
Calls the vocabulary only.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.calculation.spc import Signal
from measures.choices import Aim, Assurance, Basis, Direction, Frequency, Missing, Rag, TargetKind, Unit, Variation

AnyWord = TypeVar("AnyWord", bound=StrEnum)

NONE: Final = -1
"""The code of no word at all."""

UNITS: Final = tuple(Unit)
AIMS: Final = tuple(Aim)
BASES: Final = tuple(Basis)
FREQUENCIES: Final = tuple(Frequency)
MISSINGS: Final = tuple(Missing)
TARGET_KINDS: Final = tuple(TargetKind)
RAGS: Final = tuple(Rag)
DIRECTIONS: Final = tuple(Direction)
SIGNALS: Final = tuple(Signal)
VARIATIONS: Final = tuple(Variation)
ASSURANCES: Final = tuple(Assurance)


def code_of(words: tuple[AnyWord, ...], word: AnyWord | None) -> int:
    """Return the code of a word of one of the lists above; NONE for None."""
    return NONE if word is None else words.index(word)


def is_any(words: tuple[AnyWord, ...], codes: NDArray[np.int8], *some: AnyWord) -> NDArray[np.bool_]:
    """Return where the codes are of one of `some` words."""
    table = np.zeros(len(words) + 1, dtype=np.bool_)
    table[[code_of(words, word) for word in some]] = True
    return np.asarray(table[codes])


def words(kind: tuple[AnyWord, ...], codes: NDArray[np.int8]) -> pd.Series[str]:
    """Return codes as a categorical column of the words that they stand for, missing where there is none."""
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index([str(word) for word in kind])))
