"""What the catalogue ties a measure's counts to: "count:1.0", "population:0-17", "numerator at most count:1.3".

Called by checks, by the catalogue's import (to refuse what can not be read) and by the actions that offer shared
counts. Calls nothing but the vocabulary's base.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class TieKind(StrEnum):
    """What a denominator is shared with."""

    COUNT = "count"
    """The numerator of another measure, by its reference."""
    POPULATION = "population"
    """The population in force of an age band."""
    GROUP = "group"
    """A group of people that several measures are out of."""


class RelationKind(StrEnum):
    """How a numerator stands to another measure's count."""

    AT_MOST = "at most"
    CLOSE_TO = "close to"


class BadTie(ValueError):
    """A tie or relation that can not be read. The message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One shared count: "group:care leavers"."""

    kind: TieKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.name}"


@dataclass(frozen=True, slots=True)
class Relation:
    """What is expected of a measure's numerator: "numerator close to count:3.2"."""

    kind: RelationKind
    tie: Tie


_TIE: Final = re.compile(r"(count|population|group):\s*(\S.*)")
_RELATION: Final = re.compile(r"numerator (at most|close to) (\S.*)")


def read_tie(text: str) -> Tie | None:
    """Return the tie that a catalogue's denominator names; None for words of its own, or nothing."""
    match = _TIE.fullmatch(text.strip())
    return Tie(TieKind(match[1]), match[2]) if match else None


def read_relation(text: str) -> Relation | None:
    """Return the relation that a catalogue's row declares, or None where it declares none. Raises BadTie."""
    said = text.strip()
    if not said:
        return None
    match = _RELATION.fullmatch(said)
    tie = read_tie(match[2]) if match else None
    if match is None or tie is None or tie.kind is not TieKind.COUNT:
        raise BadTie(
            f"The relation “{said[:80]}” can not be read. Write “numerator at most count:1.3” or "
            "“numerator close to count:3.2”, with the reference of the other measure."
        )
    return Relation(RelationKind(match[1]), tie)
