"""Published figures that people have decided on: a load does not undo what they did unless it is told to.

One that was restated, approved and signed, or that its owner corrected after it was loaded and had approved: an older
extract, or one of a system that was never put right, has the wrong figure again. Called by `load`; only reads.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from measures.actions.difference import LoadFigure, revision_figure, says_the_same
from measures.actions.shared_counts import count_shared_with
from measures.choices import FigureSource, RestatementState
from measures.models import Event, Restatement, Revision, Submission


def decided_on(slots: Iterable[Submission]) -> dict[int, str]:
    """Return what people did to the published figures of submissions, by their ids, where it was more than confirm.

    "Restated in edition 2 from 281 of 291 to 279 of 291". Three queries where figures have been restated, else one.
    """
    published = {slot.pk: slot for slot in slots if slot.published_revision is not None}
    corrected = {pk: _corrected(slot) for pk, slot in published.items()}
    return {pk: said for pk, said in corrected.items() if said} | _restated(published)


def _corrected(slot: Submission) -> str:
    revision = slot.published_revision
    if revision is None or revision.source != FigureSource.ENTERED or not revision.loaded:
        return ""
    loaded = LoadFigure(slot.measure, slot.period.month, **revision.loaded)
    if says_the_same(revision_figure(slot, revision), loaded, slot.definition):
        return ""
    who = revision.entered_by.get_full_name() if revision.entered_by else "A person"
    return f"{who} corrected it {_from_to(slot, loaded, revision)} and had it approved"


def _restated(slots: dict[int, Submission]) -> dict[int, str]:
    rows = list(
        Restatement.objects.filter(
            submission__in=slots, state=RestatementState.PUBLISHED, revision=F("submission__published_revision")
        )
        .select_related("published_revision", "revision")
        .prefetch_related("published_revision__parts", "revision__parts")
    )
    numbers, found = _numbers(rows), {}
    for row in rows:
        if row.revision is not None:
            slot = slots[row.submission_id]
            was = revision_figure(slot, row.published_revision)
            found[slot.pk] = f"Restated{numbers.get(row.pk, '')} {_from_to(slot, was, row.revision)}"
    return found


def _numbers(rows: list[Restatement]) -> dict[int, str]:
    """Return in which edition of its month each restatement was published: " in edition 2"."""
    if not rows:
        return {}
    about = {f"restatement {row.pk}": row.pk for row in rows}
    periods = Event.objects.filter(what="publish_restatement", about__in=about)
    at = {event.about: (event.period_id, event.at) for event in periods}
    made = Event.objects.filter(what="freeze_edition", period__in=[period for period, _ in at.values()])
    number = {(event.period_id, event.at): event.details.get("number") for event in made}
    return {about[name]: f" in edition {number[when]}" for name, when in at.items() if when in number}


def _from_to(slot: Submission, was: LoadFigure, revision: Revision) -> str:
    shared = count_shared_with(slot.definition)
    return f"from {was.in_words(shared)} to {revision_figure(slot, revision).in_words(shared)}"
