"""Rows that move from state to state, each move counted, so that of two people at once exactly one wins."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import F

Row = TypeVar("Row", bound=models.Model)


class VersionedQuerySet(models.QuerySet[Row]):
    """Rows with a state and a version."""

    def claim(self, pk: int, *, state: str, version: int, to_state: str, **changes: Any) -> bool:
        """Move one row to another state if it still is in that state and version; return whether it was.

        The conditional UPDATE is what decides a race: it touches one row or none.
        """
        changed = self.filter(pk=pk, state=state, version=version).update(
            state=to_state, version=F("version") + 1, **changes
        )
        return changed == 1
