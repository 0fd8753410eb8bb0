"""What stands beside the figures of a month, for all measures at once: findings, actions, notes, outturns, parts.

Called by `build`. Reads rows, a fixed number of queries; writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from measures.actions.checks import Checks
from measures.calculation.due import latest_due
from measures.choices import Rag
from measures.models import Action, Annotation, Event, Finding, Part, Scorecard, gathered
from measures.queries.outturns import current_outturns
from measures.series import Line, Slot, open_findings
from reports.content.changes import corrections
from reports.content.measure import Gathered


def gather(
    scorecard: Scorecard, lines: Sequence[Line], month: dt.date, previous: Mapping[int, Rag], *, corrected: bool
) -> Gathered:
    """Return what stands beside the figures; of a month that is `corrected`, the findings that still hold.

    `previous` are the statuses that the edition before printed, by measure.
    """
    slots = [slot for line in lines if (slot := line.slots.get(month))]
    doing, noted, parts, given = gathered(
        Action.objects.open().filter(measure__in=[line.measure.pk for line in lines]),
        _noted(lines, month),
        _in_parts(lines, month),
        _given(slots),
    )
    actions: dict[int, list[Action]] = {}
    for action in doing:
        actions.setdefault(action.measure_id, []).append(action)
    findings = open_findings(slot.submission.pk for slot in slots)
    return Gathered(
        findings=_that_hold(lines, month, findings) if corrected else findings,
        actions=actions,
        previous=previous,
        screening=scorecard.screening,
        notes=_notes(noted),
        outturns=current_outturns(line.measure.pk for line in lines),
        corrected=corrections(slots) if corrected else {},
        parts=_parts(parts),
        in_place_of=_in_place_of(given),
    )


def _in_parts(lines: Sequence[Line], month: dt.date) -> QuerySet[Part]:
    """Return the parts of the figures that may stand in a month."""
    standing = (
        slot
        for line in lines
        for known, slot in line.slots.items()
        if latest_due(line.facts.frequency, month) <= known <= month
    )
    return Part.objects.filter(revision__in=[slot.revision.pk for slot in standing if slot.revision])


def _parts(rows: Iterable[Part]) -> dict[int, list[Part]]:
    """Return parts by revision."""
    found: dict[int, list[Part]] = {}
    for part in rows:
        found.setdefault(part.revision_id, []).append(part)
    return found


def _given(slots: Sequence[Slot]) -> QuerySet[Event]:
    """Return the approvals that somebody gave in another's place."""
    return Event.objects.filter(
        what__in=("approve", "approve_restatement"),
        submission__in=[slot.submission.pk for slot in slots],
        revision__isnull=False,
        done_for__isnull=False,
    ).select_related("done_for")


def _in_place_of(given: Iterable[Event]) -> dict[tuple[int, dt.datetime], str]:
    """Return in whose place a revision was approved, by its id and when; of those approved by a stand-in."""
    names = ((row.revision_id, row.at, row.done_for.get_full_name()) for row in given if row.done_for)
    return {(revision, at): name for revision, at, name in names if revision is not None}


def _noted(lines: Sequence[Line], month: dt.date) -> QuerySet[Annotation]:
    """Return the standing notes on months up to the edition's."""
    rows = Annotation.objects.standing().filter(
        measure__in=[line.measure.pk for line in lines], period__month__lte=month
    )
    return rows.select_related("period")


def _notes(rows: Iterable[Annotation]) -> dict[int, dict[dt.date, tuple[str, ...]]]:
    """Return notes by measure and month."""
    found: dict[int, dict[dt.date, tuple[str, ...]]] = {}
    for row in rows:
        own = found.setdefault(row.measure_id, {})
        own[row.period.month] = (*own.get(row.period.month, ()), row.text)
    return found


def _that_hold(
    lines: Sequence[Line], month: dt.date, findings: Mapping[int, Sequence[Finding]]
) -> dict[int, list[Finding]]:
    """Return the findings that the published figures bear out.

    Those kept may be of a figure that has been restated since, or of one that a later extract only proposes.
    """
    checks, found = Checks(tuple(lines), month, all_visible=True), {}
    for line in lines:
        if (slot := line.slots.get(month)) is not None:
            said = {(each.rule.value, each.message) for each in checks.of(line).findings}
            own = findings.get(slot.submission.pk, ())
            found[slot.submission.pk] = [each for each in own if (each.rule, each.message) in said]
    return found
