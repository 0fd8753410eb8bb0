"""A control chart starts anew where what it shows has changed: never by itself, only when a director approves it.

A changed definition breaks the comparison with earlier figures at once. Its chart keeps the old mean and limits until
then, and says so (calculation rules, sections 1 and 5).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused, insist, name_of, record
from measures.actions.recalculate import queue_recalculation
from measures.models import MeasureDefinition
from measures.permissions import Standing, may_rebase


@transaction.atomic
def rebase(
    *, definition: MeasureDefinition, by: Any, seen: str = "", now: dt.datetime | None = None
) -> MeasureDefinition:
    """Approve that the control chart starts anew in the first month of a definition.

    `seen` is when the definition that the person saw was recorded, in ISO 8601; empty for the one given. Raises
    `Refused` for a definition whose figures can be compared with those before, and `Overtaken` if somebody else has
    approved it, or the definition has been corrected since.
    """
    now = now or timezone.now()
    measure = definition.measure
    insist(may_rebase(Standing.of(by, timezone.localdate(now)), measure, definition))
    corrected = "The definition has been corrected since you opened this page. Look at it again."
    if seen and seen != definition.recorded_at.isoformat():
        raise Overtaken(corrected)
    if not definition.breaks_comparison:
        raise Refused("Figures by this definition can be compared with earlier ones, so its chart goes on.")
    waiting = MeasureDefinition.objects.filter(
        pk=definition.pk, recorded_at=definition.recorded_at, breaks_comparison=True, rebased_at__isnull=True
    )
    if not waiting.update(rebased_at=now, rebased_by=by):
        held = MeasureDefinition.objects.select_related("rebased_by").get(pk=definition.pk)
        if held.rebased_at is None:
            raise Overtaken(corrected)
        raise Overtaken(f"{name_of(held.rebased_by)} has approved since you opened this page that it starts anew.")
    record(
        "rebase",
        by=by,
        now=now,
        measure=measure,
        scorecard=measure.scorecard,
        about=f"definition {definition.pk}",
        details={"ref": definition.ref, "from": definition.holds_from.isoformat()},
    )
    queue_recalculation(measure=measure, month=definition.holds_from, why="chart starts anew")
    definition.refresh_from_db()
    return definition
