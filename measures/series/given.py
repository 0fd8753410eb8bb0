"""Which published figures their readers have been given.

A signature publishes the figures of its month and those that it revises of earlier months; until the performance team
gives the month's edition to the board, they are for those who see these measures in every state, and others go on
reading what was given before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from measures.models import Event, Revision, Submission
from measures.series.known import Known


class Given:
    """What stands for each published revision to whoever reads figures as published."""

    def __init__(self, signed: Iterable[Event] = ()) -> None:
        self._before: Mapping[int | None, int | None] = {
            event.revision_id: event.details.get("was") for event in signed
        }

    def revision(self, published: int | None) -> int | None:
        """Return the revision that was given to the board last: this one, or one before it, or none."""
        while published in self._before:
            published = self._before[published]
        return published

    def withhold(self, submissions: Iterable[tuple[Submission, Known]]) -> None:
        """Put what was given in the place of what is only signed, for whoever reads no further (nothing is stored).

        One query where a signed month has revised earlier ones, else none.
        """
        rows = [
            row for row, known in submissions if known < Known.APPROVED and row.published_revision_id in self._before
        ]
        given = {row.pk: self.revision(row.published_revision_id) for row in rows}
        earlier = Revision.objects.in_bulk([pk for pk in given.values() if pk is not None])
        for row in rows:
            row.published_revision = earlier.get(given[row.pk] or 0)
