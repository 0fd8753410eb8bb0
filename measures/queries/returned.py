"""Whether figures that came back are about to be sent again as they were. Called by what submits or saves them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from measures.actions.draft_figures import figures_of_draft
from measures.actions.drafts import Draft
from measures.actions.outcome import Refused, name_of
from measures.actions.shared_counts import shared_denominators
from measures.choices import SubmissionState
from measures.models import Event, Evidence, Finding, Revision, Submission, gathered
from measures.models.submission import MOST_SAID
from measures.queries.differences import came_back_with, hold_with, with_them
from measures.transitions import SUBMISSION

BACK = (SubmissionState.RETURNED, SubmissionState.DRAFT)
PART = ("kind", "name", "value", "numerator", "denominator", "additive")


def returned_as_it_is(submission: Submission, draft: Draft) -> Event | None:
    """Return the event that sent a figure back whose draft is still what was sent then; None where something is new."""
    return returned_as_they_are([(submission, draft)]).get(submission.pk)


def returned_as_they_are(drafts: Iterable[tuple[Submission, Draft]]) -> dict[int, Event]:
    """Return the events that sent back those figures whose draft is still what was sent then, by submission.

    A file, a part or an explanation that came since is something new; what was submitted since and taken back is not.
    Two queries for any number of figures, none where nothing had been submitted.
    """
    submitted = [(row, draft) for row, draft in drafts if row.submitted_revision_id is not None and row.state in BACK]
    if not submitted:
        return {}
    read = _Read.of([row for row, _ in submitted])
    found = {}
    for row, draft in submitted:
        came_back, was = read.came_back(row)
        if came_back is not None and was is not None and read.is_as_it_was(row, draft, was):
            found[row.pk] = came_back
    return found


def nothing_since(back: Event) -> str:
    """Return the sentence that says who sent a figure back, and that nothing is new since."""
    return (
        f"Nothing has changed since {name_of(back.by)} {SUBMISSION[back.what].done} this on "
        f"{timezone.localtime(back.at):%-d %B}."
    )


@dataclass(frozen=True)
class _Read:
    """What is read of figures that came back, by the submission's id."""

    events: Mapping[int, list[Event]]
    revisions: Mapping[int, Revision]
    """By their own id, each with its parts and files."""
    files: Mapping[int, set[int]]
    """The ids of those that belong to the draft."""
    found: Mapping[int, set[str]]
    """The sentences of the open findings."""
    shared: Mapping[int, Decimal]
    """The counts of other measures that they are out of."""

    @classmethod
    def of(cls, rows: list[Submission]) -> _Read:
        ids = [row.pk for row in rows]
        events, revisions, parts, files, held, findings = gathered(
            Event.objects.filter(submission__in=ids).select_related("by").order_by("pk"),
            Revision.objects.filter(submission__in=ids),
            *with_them(ids),
            Evidence.objects.filter(submission__in=ids).held().defer("content"),
            Finding.objects.open().filter(submission__in=ids),
        )
        hold_with(revisions, parts, files)
        return cls(
            _by_submission(events),
            {revision.pk: revision for revision in revisions},
            {pk: {each.pk for each in own} for pk, own in _by_submission(held).items()},
            {pk: {each.message for each in own} for pk, own in _by_submission(findings).items()},
            shared_denominators(rows),
        )

    def came_back(self, row: Submission) -> tuple[Event | None, Revision | None]:
        """Return the event that sent a figure back last, and the revision that was sent then."""
        events = self.events.get(row.pk, [])
        back = (e for e in reversed(events) if e.to_state == SubmissionState.RETURNED and e.what in SUBMISSION)
        returned = came_back_with(events)
        return next(back, None), self.revisions.get(returned or row.submitted_revision_id or 0)

    def is_as_it_was(self, row: Submission, draft: Draft, was: Revision) -> bool:
        """Return whether a draft says what a revision said, and nobody has added a file or an explanation since."""
        return (
            _texts(draft) == (was.said, was.happening, was.why, was.doing, was.system, was.taken_on)
            and self._counts_and_parts_are(row, draft, was)
            and self.files.get(row.pk, set()) == {each.evidence_id for each in was.evidence.all()}
            and not self.found.get(row.pk, set()) & set(draft.explanations)
        )

    def _counts_and_parts_are(self, row: Submission, draft: Draft, was: Revision) -> bool:
        """Return whether the draft's counts, its reason for no figure and its parts are those of a revision."""
        typed = copy.copy(row)
        for name, value in draft.columns().items():
            setattr(typed, name, value)
        try:
            figures = figures_of_draft(typed, shared=lambda submission: self.shared.get(submission.pk))
        except Refused:
            return False
        same = (figures.numerator, figures.denominator, figures.missing or "") == (
            was.numerator,
            was.denominator,
            was.missing,
        )
        parts = sorted(was.parts.all(), key=lambda part: part.pk)
        return same and [_part(part) for part in figures.parts] == [_part(part) for part in parts]


def _by_submission(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.submission_id, []).append(row)
    return found


def _part(part: Any) -> tuple[object, ...]:
    return tuple(getattr(part, name) for name in PART)


def _texts(draft: Draft) -> tuple[object, ...]:
    return draft.figure[:MOST_SAID], draft.happening, draft.why, draft.doing, draft.source, draft.taken_on
