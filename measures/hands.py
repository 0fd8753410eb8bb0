"""In which figures and texts one person has had a hand: whoever had one in a figure does not approve it.

A revision names who saved its draft last and who submitted it. Who typed the figure before somebody else added a
sentence to it, who loaded it, and whose figure it was before it was returned, stands in the events alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet

from measures.choices import PublicTextState, RestatementState, SubmissionState
from measures.models import Event, PublicText, Restatement, Submission, gathered

FIGURE: Final = ("load", "save", "submit", "add_evidence")
RESTATEMENT: Final = ("submit_restatement",)
TEXT: Final = ("save_public_text", "submit_public_text")
"""The events by which somebody puts something into what is then approved."""


class Hands:
    """What one person has put something into, of all that waits for an approval: one query, when it is first asked."""

    def __init__(self, person_id: int | None = None) -> None:
        self.person_id = person_id

    def in_figure(self, submission: Submission) -> bool:
        """Return whether the person has loaded, saved or submitted this figure, or put a file to it."""
        return (FIGURE, submission.pk) in self._put

    def in_restatement(self, restatement: Restatement) -> bool:
        """Return whether the person has submitted this correction, now or before it was returned."""
        return (RESTATEMENT, f"restatement {restatement.pk}") in self._put

    def in_text(self, text: PublicText) -> bool:
        """Return whether the person has written or submitted this public text, now or before."""
        return (TEXT, text.submission_id) in self._put

    def reads(self) -> dict[str, QuerySet[Event, Any]]:
        """Return what is read to tell, for a page that reads it with other things (`hold`)."""
        own = Event.objects.filter(by=self.person_id).order_by()
        figures = own.filter(what__in=FIGURE, submission__state=SubmissionState.SUBMITTED)
        corrections = own.filter(what__in=RESTATEMENT, submission__restatements__state=RestatementState.SUBMITTED)
        waiting = (PublicTextState.SUBMITTED, PublicTextState.APPROVED)
        texts = own.filter(what__in=TEXT, submission__public_text__state__in=waiting)
        found = {"hands_in_figures": figures, "hands_in_corrections": corrections, "hands_in_texts": texts}
        return {name: rows.values_list("what", "submission_id", "about").distinct() for name, rows in found.items()}

    def hold(self, read: Mapping[str, list[Any]]) -> None:
        """Take what was read, so that nothing is asked for."""
        vars(self)["_put"] = frozenset(_key(*row) for name in self.reads() for row in read[name])

    @cached_property
    def _put(self) -> frozenset[tuple[tuple[str, ...], int | str]]:
        if self.person_id is None:
            return frozenset()
        return frozenset(_key(*row) for rows in gathered(*self.reads().values()) for row in rows)


def _key(what: str, submission_id: int, about: str) -> tuple[tuple[str, ...], int | str]:
    """Return what an event put something into. A figure may have several restatements, one after the other."""
    if what in RESTATEMENT:
        return RESTATEMENT, about
    return (TEXT if what in TEXT else FIGURE), submission_id
