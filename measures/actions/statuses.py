"""The rows of statuses: what was found of a measure in a month, in sentences, with what it was worked out from.

Called by recalculation. Calls the readable rules and the histories; asks the database nothing.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from measures.calculation.courses import ChartEnd, Judgement, judge
from measures.calculation.gap import gap_sentence
from measures.calculation.rules import RULES_VERSION
from measures.histories import History, Record
from measures.models import Status, financial_year


def status_row(history: History, record: Record, end: ChartEnd, inputs_hash: str, *, now: dt.datetime) -> Status:
    """Return the row of a record's status, not yet stored. `end` is the chart up to the record's month."""
    said = judge(history.course.seen_from(history.place(record.month)), end)
    target = history.targets.get(financial_year(said.shown_month))
    return Status(
        revision_id=record.revision,
        rag=said.rag.value,
        rag_reason=said.sentence,
        direction=said.movement.direction.value,
        direction_reason=said.direction_sentence,
        variation=said.variation.value if said.variation else "",
        variation_reason=said.variation_sentence,
        assurance=said.assurance.value if said.assurance else "",
        assurance_reason=said.assurance_sentence,
        trial_limits=said.trial_limits,
        gap=gap_sentence(said.rating.measure, said.rating) or "",
        rule=said.rating.rule.value,
        rules_version=RULES_VERSION,
        target_id=target.pk if target else None,
        inputs=_inputs(said, record, target.pk if target else None),
        inputs_hash=inputs_hash,
        computed_at=now,
    )


def _inputs(said: Judgement, record: Record, target: int | None) -> dict[str, Any]:
    """Return what was used, as plain data: the same size however long the history."""
    figure, previous, used = said.rating.figure, said.movement.previous, said.rating.target
    return {
        "definition": record.definition,
        "figure": {
            "month": figure.period.isoformat(),
            "value": _text(figure.value),
            "missing": figure.missing.value if figure.missing else None,
            "numerator": _text(figure.numerator),
            "denominator": _text(figure.denominator),
            "provisional": figure.provisional,
        },
        "previous": {"month": previous.period.isoformat(), "value": _text(previous.value)} if previous else None,
        "target": {
            "id": target,
            "which": used.basis,
            "low": _text(used.low),
            "high": _text(used.high),
            "amber_width": _text(said.rating.amber_width),
        }
        if used
        else None,
        "tolerance": _text(said.movement.tolerance),
        "chart": {"mean": said.end.mean, "lower": said.end.lower, "upper": said.end.upper}
        if said.end.mean is not None
        else None,
    }


def _text(number: Decimal | None) -> str | None:
    """Return a number as JSON keeps it, with no more digits than it needs, whatever database it came from."""
    return None if number is None else f"{number.normalize():f}"
