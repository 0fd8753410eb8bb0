"""What the checks find of the figures that a load brings, beside each: it is read before the file is applied.

Called by `load`, once the findings of the months that it touched have been kept; nothing is kept of imported history,
which is looked at for what can not be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from measures.actions.difference import CHANGING, Change, Effect, LoadFigure
from measures.calculation.checks import check_range
from measures.calculation.findings import Entry
from measures.choices import Severity
from measures.models import Finding, MeasureDefinition, Submission
from measures.series import measure_facts
from measures.series.drafts import Typed, read_typed


def with_findings(
    changes: Sequence[Change],
    figures: Sequence[LoadFigure],
    slots: Mapping[tuple[int, dt.date], Submission],
    history: Collection[dt.date],
) -> list[Change]:
    """Return the lines of a load, each that changes something with what the checks find (one query)."""
    changing = [slots.get((f.measure.pk, f.month)) for f, c in zip(figures, changes, strict=True) if _checked(c)]
    kept: dict[int, list[str]] = {}
    rows = Finding.objects.open().filter(submission__in=[slot.pk for slot in changing if slot is not None])
    for row in rows.exclude(severity=Severity.INFORMATION).order_by("pk"):
        kept.setdefault(row.submission_id, []).append(_said(row.severity, row.message))

    def told(figure: LoadFigure, change: Change) -> Change:
        slot = slots[figure.measure.pk, figure.month]
        found = _impossible(slot.definition, figure) if figure.month in history else kept.get(slot.pk, [])
        said = tuple(found)
        return replace(change, note=" ".join(filter(None, [change.note, *said])), found=said)

    return [
        told(figure, change) if _checked(change) else change for figure, change in zip(figures, changes, strict=True)
    ]


def with_texts(changes: Sequence[Change], figures: Sequence[LoadFigure], revised: Collection[int]) -> list[Change]:
    """Return the lines of a load; each revised month names what was written of later ones and quotes what it was.

    One query where measures are `revised`, else none.
    """
    rows = Finding.objects.superseded().filter(submission__measure__in=revised) if revised else ()
    said: dict[int, list[Finding]] = {}
    for row in rows:
        said.setdefault(row.submission.measure_id, []).append(row)

    def quoting(figure: LoadFigure) -> list[str]:
        own = said.get(figure.measure.pk, ())
        return [f"{row.submission.period}: {row.message}" for row in own if row.names(figure.month)]

    return [
        replace(change, note=" ".join(filter(None, [change.note, *quoting(figure)])))
        if change.effect is Effect.REVISED
        else change
        for figure, change in zip(figures, changes, strict=True)
    ]


def _checked(change: Change) -> bool:
    return change.effect in CHANGING


def _impossible(definition: MeasureDefinition, figure: LoadFigure) -> Iterator[str]:
    """Say what can not be of an imported figure."""
    read = read_typed(definition, Typed(figure.figure, figure.numerator, figure.denominator, ""))
    if read.missing is not None:
        return
    entry = Entry(
        figure.month, typed=read.value, places=read.places, numerator=read.numerator, denominator=read.denominator
    )
    for one in check_range(measure_facts(definition), entry):
        yield _said(one.severity, one.message)


def _said(severity: str, message: str) -> str:
    return f"{Severity(severity).label}: {message}"
