"""Several things in one sentence."""

from __future__ import annotations

from collections.abc import Sequence


def listed(parts: Sequence[str]) -> str:
    """Return things as a sentence names them: "a, b and c"; nothing of none."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
