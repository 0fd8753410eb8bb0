"""A closed list of words, which every vocabulary is."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A closed list of words. `choices()` is what a model field takes."""

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (stored value, label) pairs in the order declared."""
        return [(member.value, member.label) for member in cls]

    @property
    def label(self) -> str:
        """Return the word with a capital, as a page shows it."""
        return self.value[:1].upper() + self.value[1:]
