"""What stands of a measure in a month: the stored result of the revision that speaks, or what the rules say of a draft.

Called by the pages of a scorecard and of a measure with lines that are already scoped to a person. Calls `series` and
`assessment`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import QuerySet

from measures.assessment import Assessment, assess, assess_briefly
from measures.calculation import sentences
from measures.calculation.courses import Judgement
from measures.calculation.due import latest_due
from measures.calculation.rules import RagRule
from measures.choices import Direction, Missing, Rag
from measures.models import Status
from measures.series import AnyLine, AnySlot

UNRATED: Final[Mapping[str, str]] = {
    RagRule.IMPOSSIBLE: "can not be right",
    RagRule.NO_TARGET: "no target",
    RagRule.NO_TARGET_THIS_MONTH: "no target this month",
    RagRule.NO_PROFILE: "no target for each month",
}
"""Why a figure that is not for context has no colour."""


@dataclass(frozen=True)
class PublishedAs:
    """The status that a figure was published with."""

    rag: Rag
    now: Rag
    """Its status by now; the same where it is compared with another target and has the same colour."""
    sentence: str
    """What the edition says: "Red: 85.0% against a target of 90%, 5 points short; down 1 point on October."."""
    why: str
    """What has changed since, as a sentence."""
    verb: str = "Published"

    @property
    def short(self) -> str:
        """Return it for a cell of a table: "Published as Red"."""
        return f"{self.verb} as {self.rag.label}" if self.rag is not self.now else self.why.removesuffix(".")

    @property
    def words(self) -> str:
        """Return it as sentences, with the reason."""
        phrase = self.sentence.partition("; ")[0].removesuffix(".").removeprefix(f"{self.rag.label}: ")
        return f"{self.verb} as {self.rag.label}: {phrase}. {self.why}"


@dataclass(frozen=True)
class Result:
    """What the rules say of a figure, with their sentences."""

    rag: Rag
    sentence: str
    direction: Direction
    direction_sentence: str
    assurance_sentence: str = ""
    """What the control chart's limits say of the target; empty where they say nothing."""
    gap: str = ""
    """People behind the gap, as a sentence."""
    month: dt.date | None = None
    """The month whose figure stands, where it is an earlier one: the latest due of a quarterly or annual measure."""
    before: dt.date | None = None
    """The month that the direction compares with; of a stored result only where it was asked for."""
    rule: str = ""
    """The `RagRule` that decided the status."""
    published: PublishedAs | None = None
    """What was published, where the status of a published figure is another one by now."""

    @classmethod
    def of_status(cls, status: Status) -> Result:
        """Return a stored result."""
        return cls(
            Rag(status.rag),
            status.rag_reason,
            Direction(status.direction),
            status.direction_reason,
            status.assurance_reason,
            status.gap,
            rule=status.rule,
        )

    @classmethod
    def of_judgement(cls, said: Judgement) -> Result:
        """Return a result that is stored nowhere: status and movement, no word of the chart nor of the gap."""
        return cls(
            said.rag,
            said.sentence,
            said.movement.direction,
            said.direction_sentence,
            month=None if said.shown_month == said.month else said.shown_month,
            before=said.movement.previous.period if said.movement.previous else None,
            rule=said.rating.rule,
        )

    @classmethod
    def of_assessment(cls, assessment: Assessment) -> Result:
        """Return a result that is stored nowhere, with all that can be said of it."""
        return replace(
            cls.of_judgement(assessment),
            assurance_sentence=assessment.assurance_sentence,
            gap=assessment.gap_sentence,
        )


def statuses_of(revisions: Iterable[int], *, with_target: bool = False) -> QuerySet[Status]:
    """Return the newest stored result of each revision, with who set its target where asked."""
    found = Status.objects.current().filter(revision__in=list(revisions))
    return found.select_related("target__recorded_by") if with_target else found


def current_statuses(revisions: Iterable[int]) -> dict[int, Status]:
    """Return the newest stored result of each revision (one query)."""
    return {status.revision_id: status for status in statuses_of(revisions)}


def results_and_rated_again(revisions: Iterable[int]) -> tuple[dict[int, Result], set[int]]:
    """Return what the rules say of each revision, and which have had another status before (one query)."""
    rows = Status.objects.filter(revision__in=list(revisions)).order_by()
    columns = ("revision_id", "current", "rag", "rag_reason", "direction", "direction_reason", "rule")
    results, again = {}, set()
    for revision, current, rag, sentence, direction, reason, rule in rows.values_list(*columns):
        if current:
            results[revision] = Result(Rag(rag), sentence, Direction(direction), reason, rule=rule)
        else:
            again.add(revision)
    return results, again


def results_with_month_before(revisions: Iterable[int]) -> dict[int, Result]:
    """Return what the rules say of each revision, and the month that its direction compares with (one query)."""
    columns = ("revision_id", "rag", "rag_reason", "direction", "direction_reason", "rule", "inputs__previous__month")
    return {
        revision: Result(
            Rag(rag), sentence, Direction(direction), reason, rule=rule, before=month and dt.date.fromisoformat(month)
        )
        for revision, rag, sentence, direction, reason, rule, month in statuses_of(revisions)
        .order_by()
        .values_list(*columns)
    }


def standing_revisions(lines: Iterable[AnyLine], month: dt.date) -> list[int]:
    """Return the revisions whose stored results stand in a month: the month's, and those of the latest due figures."""
    found: list[int | None] = []
    for line in lines:
        slot = line.slots.get(month)
        if slot is not None and slot.facts.missing is Missing.NOT_DUE:
            due = line.slots.get(latest_due(line.facts.frequency, month))
            found += [each.revision_id for each in (slot, due) if each is not None]
        elif slot is not None:
            found.append(slot.revision_id)
    return [revision for revision in found if revision is not None]


def result_of(
    line: AnyLine,
    slot: AnySlot | None,
    month: dt.date,
    results: Mapping[int, Result],
    *,
    screening: bool,
    sees_all: bool,
    brief: bool = False,
) -> Result | None:
    """Return the stored result of the revision that speaks, else what the rules say of a draft; None if neither.

    A quarterly or annual measure that is not due has the status of its latest due figure that the reader may see.
    A `brief` one is for a table of many measures: of a draft it has no word of the chart nor of the gap.
    """
    if slot is not None and slot.revision_id is not None and slot.revision_id in results:
        return results[slot.revision_id]
    waits = slot is not None and slot.revision_id is None and slot.facts.missing is not Missing.NOT_DUE
    if slot is None or (waits and not sees_all and not slot.left_out):
        return None
    if not brief:
        return Result.of_assessment(assess(line, month, screening=screening))
    stands = _stored_before(line, slot, month, results)
    return stands or Result.of_judgement(assess_briefly(line, month, screening=screening))


def _stored_before(line: AnyLine, slot: AnySlot, month: dt.date, results: Mapping[int, Result]) -> Result | None:
    """Return the stored result of the latest due figure of a measure that is not due, where it still says the same.

    A figure that matures may no longer be provisional in the month: it is worked out anew.
    """
    if slot.facts.missing is not Missing.NOT_DUE or line.facts.maturity_lag:
        return None
    due = latest_due(line.facts.frequency, month)
    stood = line.slots.get(due)
    if stood is None or stood.revision_id is None or stood.revision_id not in results:
        return None
    found = results[stood.revision_id]
    note = sentences.standing_note(line.facts.frequency, due)
    return replace(found, sentence=f"{found.sentence.removesuffix('.')}; {note}.", month=due)


def rags_of(revisions: Iterable[int]) -> QuerySet[Status, tuple[int, str]]:
    """Return the stored status of each revision, by its id and without its sentences."""
    return statuses_of(revisions).order_by().values_list("revision_id", "rag")


def rag_of(line: AnyLine, slot: AnySlot, month: dt.date, stored: Mapping[int, Rag], *, screening: bool) -> Rag:
    """Return the stored status of the revision that speaks in a month, else that of a draft."""
    if slot.revision_id is not None and slot.revision_id in stored:
        return stored[slot.revision_id]
    return assess_briefly(line, month, screening=screening).rag
