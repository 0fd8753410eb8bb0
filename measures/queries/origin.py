"""Where a figure comes from, to the person and the rule: the lines of a summary list. Reads only what is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone

from measures.choices import FigureSource
from measures.models import Event, Revision, Status, Submission
from measures.series import changed_from

SENT: Final = "submit_restatement"
APPROVED: Final = ("approve_restatement", "publish_revision")
"""The events by which a figure in the place of a published one was sent and approved."""


def origin_of(
    revision: Revision, submission: Submission, status: Status | None, events: Sequence[Event]
) -> list[dict[str, str]]:
    """Return where a revision's figure comes from, who sent and approved it, and by what its status was judged.

    `events` are the measure's latest, newest first: of a figure that took a published one's place, they say who did.
    """
    was = changed_from(revision, submission.definition)
    sent, approved, caveat = _decided(revision, submission, events)
    rows = [
        ("Figure as given", _as_given(revision)),
        ("Came from", _source(revision)),
        ("Since it was loaded", _since_loaded(revision, was)),
        ("Entered by", "" if revision.loaded else _entered(revision)),
        ("Submitted by", sent),
        ("Approved by", approved),
        ("Caveat", caveat),
        ("Status", _judged(status)),
        ("Target", _target(status)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _decided(revision: Revision, submission: Submission, events: Sequence[Event]) -> tuple[str, str, str]:
    """Return who sent the figure, who approved it and with which caveat; of one in another's place, not that one's."""
    if revision.pk in (submission.submitted_revision_id, submission.approved_revision_id):
        sent = _done(submission.submitted_by, submission.submitted_at)
        return sent, _done(submission.approved_by, submission.approved_at), submission.caveat
    own = [event for event in events if event.revision_id == revision.pk]
    sent, approved = (
        next((_done(event.by, event.at) for event in own if event.what in what), "") for what in ((SENT,), APPROVED)
    )
    return sent, approved, ""


def _as_given(revision: Revision) -> str:
    if revision.said or revision.missing:
        return revision.said or revision.missing
    return "Worked out from its counts"


def _source(revision: Revision) -> str:
    load = revision.load
    if load is None:
        kind = (
            "Typed into the portal" if revision.source == FigureSource.ENTERED else FigureSource(revision.source).label
        )
        taken = f", taken on {_day(revision.taken_on)}" if revision.taken_on else ""
        return f"{kind}{f', from {revision.system}' if revision.system else ''}{taken}"
    taken_on = load.taken_on or revision.taken_on
    by = load.applied_by.get_full_name() if load.applied_by else "the portal"
    came = "imported" if revision.source == FigureSource.IMPORTED else "loaded"
    said = f"{load.file_name}, {came} by {by} on {_day(timezone.localdate(load.applied_at))}"
    system = load.source or revision.system
    return f"{said}{f'; taken from {system}' if system else ''}{f' on {_day(taken_on)}' if taken_on else ''}"


def _entered(revision: Revision) -> str:
    if revision.entered_by is None:
        return ""
    instead = f" for {revision.entered_for.get_full_name()}" if revision.entered_for else ""
    return f"{revision.entered_by.get_full_name()}{instead}"


def _since_loaded(revision: Revision, was: str) -> str:
    if not revision.loaded:
        return ""
    return f"Changed by {_entered(revision) or 'the portal'}: it was {was}" if was else "Not changed"


def _done(person: Any, at: dt.datetime | None) -> str:
    if person is None or at is None:
        return ""
    local = timezone.localtime(at)
    return f"{person.get_full_name()}, {_day(local.date())} at {local:%H:%M}"


def _judged(status: Status | None) -> str:
    if status is None:
        return ""
    worked_out = _day(timezone.localdate(status.computed_at))
    return f"{status.rag_reason} Rule: {status.rule}, version {status.rules_version} of the rules, {worked_out}."


def _target(status: Status | None) -> str:
    if status is None or status.target is None:
        return ""
    target = status.target
    by = target.recorded_by.get_full_name() if target.recorded_by else "the import"
    year = f"{target.year} to {target.year + 1}"
    why = f". {target.why}" if target.why else ""
    return f"{target.said or target} for {year}, set by {by} on {_day(timezone.localdate(target.recorded_at))}{why}"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
