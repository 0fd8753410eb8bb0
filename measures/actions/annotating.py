"""Notes on months of a measure: written, and taken away. They stand on its chart, in its table and in print."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused, insist, name_of, record
from measures.models import Annotation, Measure, Period
from measures.permissions import Standing, may_annotate

LONGEST: Final = 200
"""Characters of a note: it stands beside a chart."""
MOST: Final = 3
"""Notes on one month of a measure."""


@transaction.atomic
def annotate(*, measure: Measure, period: Period, text: str, by: Any, now: dt.datetime | None = None) -> Annotation:
    """Put a note on a month of a measure."""
    now = now or timezone.now()
    insist(may_annotate(Standing.of(by, timezone.localdate(now)), measure))
    words = " ".join(text.split())
    if period.scorecard_id != measure.scorecard_id:
        raise Refused("Select a month of this measure.", {"period": "Select a month of this measure."})
    if not words:
        raise Refused("Enter the note.", {"text": "Enter the note."})
    if len(words) > LONGEST:
        sentence = f"Enter a note of at most {LONGEST} characters: this one has {len(words)}."
        raise Refused(sentence, {"text": sentence})
    # Taking the measure's row keeps a second writer waiting, so that both count what the other wrote.
    Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    standing = Annotation.objects.standing().filter(measure=measure, period=period)
    if standing.filter(text=words).exists():
        raise Refused(f"{period} already has this note.", {"text": f"{period} already has this note."})
    if standing.count() >= MOST:
        sentence = f"{period} already has {MOST} notes. Take one away first."
        raise Refused(sentence, {"text": sentence})
    made = Annotation.objects.create(measure=measure, period=period, text=words, at=now, by=by)
    _record("annotate", made, by=by, now=now)
    return made


@transaction.atomic
def remove_annotation(*, annotation: Annotation, by: Any, now: dt.datetime | None = None) -> Annotation:
    """Take a note away; its event keeps what it said. Raises `Overtaken` if somebody else has done so."""
    now = now or timezone.now()
    insist(may_annotate(Standing.of(by, timezone.localdate(now)), annotation.measure))
    if not Annotation.objects.standing().filter(pk=annotation.pk).update(removed_at=now, removed_by=by):
        gone = Annotation.objects.select_related("removed_by").get(pk=annotation.pk)
        raise Overtaken(f"{name_of(gone.removed_by)} has taken this note away since you opened the page.")
    _record("remove_annotation", annotation, by=by, now=now)
    annotation.refresh_from_db()
    return annotation


def _record(what: str, note: Annotation, *, by: Any, now: dt.datetime) -> None:
    record(
        what, by=by, now=now, measure=note.measure, period=note.period, about=f"annotation {note.pk}",
        details={"text": note.text},
    )  # fmt: skip
