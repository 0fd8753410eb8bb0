"""Whether a figure that came back is about to be sent again as it was. Called by what submits one, or saves a file."""

from __future__ import annotations

import copy

from django.utils import timezone

from measures.actions.draft_figures import figures_of_draft
from measures.actions.drafts import Draft
from measures.actions.outcome import Refused, name_of
from measures.choices import SubmissionState
from measures.models import Event, Evidence, Finding, Revision, Submission
from measures.models.submission import MOST_SAID
from measures.queries.differences import came_back_with
from measures.transitions import SUBMISSION


def returned_as_it_is(submission: Submission, draft: Draft) -> Event | None:
    """Return the event that sent a figure back whose draft is still what was sent then; None where something is new.

    A file, a part or an explanation that came since is something new; what was submitted since and taken back is not.
    One query where nothing had been submitted.
    """
    was = submission.submitted_revision
    if was is None or submission.state not in (SubmissionState.RETURNED, SubmissionState.DRAFT):
        return None
    events = list(Event.objects.filter(submission=submission).select_related("by", "revision").order_by("pk"))
    back = (each for each in reversed(events) if each.to_state == SubmissionState.RETURNED and each.what in SUBMISSION)
    came_back = next(back, None)
    returned = came_back_with(events)
    was = next((event.revision for event in events if event.revision_id == returned and event.revision), was)
    return came_back if came_back is not None and _is_as_it_was(submission, draft, was) else None


def nothing_since(back: Event) -> str:
    """Return the sentence that says who sent a figure back, and that nothing is new since."""
    return (
        f"Nothing has changed since {name_of(back.by)} {SUBMISSION[back.what].done} this on "
        f"{timezone.localtime(back.at):%-d %B}."
    )


def _is_as_it_was(submission: Submission, draft: Draft, was: Revision) -> bool:
    return (
        _texts(draft) == (was.said, was.happening, was.why, was.doing, was.system, was.taken_on)
        and _counts_and_parts_are(submission, draft, was)
        and set(Evidence.objects.filter(submission=submission).held().values_list("pk", flat=True))
        == set(was.evidence.values_list("evidence", flat=True))
        and not Finding.objects.open().filter(submission=submission, message__in=list(draft.explanations)).exists()
    )


def _texts(draft: Draft) -> tuple[object, ...]:
    return draft.figure[:MOST_SAID], draft.happening, draft.why, draft.doing, draft.source, draft.taken_on


def _counts_and_parts_are(submission: Submission, draft: Draft, was: Revision) -> bool:
    """Return whether the draft's counts, its reason for no figure and its parts are those of a revision."""
    typed = copy.copy(submission)
    for name, value in draft.columns().items():
        setattr(typed, name, value)
    try:
        figures = figures_of_draft(typed)
    except Refused:
        return False
    names = ("kind", "name", "value", "numerator", "denominator", "additive")
    parts = [tuple(getattr(part, name) for name in names) for part in figures.parts]
    return (figures.numerator, figures.denominator, figures.missing or "") == (
        was.numerator,
        was.denominator,
        was.missing,
    ) and parts == list(was.parts.order_by("pk").values_list(*names))
