"""A monthly extract, or a holder's own workbook, into the database through the actions.

Called by the loading pages and the API; calls `extract`, `catalogue` and the actions. A dry run does all of it and
takes it back, so that what it says is what would happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from measures.actions.difference import LoadFigure, PartText
from measures.actions.load import Applied, apply_load
from measures.actions.loaded_revisions import ImpossibleFigures
from measures.choices.listed import listed
from measures.models import LoadedCell, Measure, Scorecard
from measures.sheets.cell import Cell
from measures.sheets.extract import Extract, ExtractRefused, ExtractRow
from measures.sheets.problems import Problem

MONTHLY_EXTRACT: Final = "Monthly extract"


def load_extract(
    *,
    scorecard: Scorecard,
    extract: Extract,
    sha256: str,
    by: Any,
    source: str = "",
    taken_on: dt.date | None = None,
    taken: Collection[str] = (),
    left_out: Sequence[str] = (),
    dry_run: bool = False,
    now: dt.datetime | None = None,
) -> Applied:
    """Load an extract of a scorecard. `source` is the system that it was taken from. Raises `Refused`,
    and `ExtractRefused` where figures can not be.

    `taken_on` is the day on which it was taken, where the file does not say; `taken` and `left_out` are as `apply_load`
    has them.

    With `dry_run` nothing is kept, and what is returned is the difference.
    """
    measures = measures_by_ref(scorecard)
    try:
        with transaction.atomic():
            applied = apply_load(
                scorecard=scorecard,
                figures=list(figures_of(extract, measures)),
                file_name=extract.name,
                sha256=sha256,
                by=by,
                source=source or MONTHLY_EXTRACT,
                taken_on=extract.taken_on or taken_on,
                cells=cells_of(extract, measures),
                taken=taken,
                empty=empty_words(extract),
                left_out=left_out,
                now=now,
            )
            if dry_run:
                transaction.set_rollback(True)
    except ImpossibleFigures as impossible:
        raise _by_row(extract, impossible, measures) from None
    return applied


def _by_row(extract: Extract, impossible: ImpossibleFigures, measures: Mapping[str, Measure]) -> ExtractRefused:
    """Return the refusal of figures that can not be as one of their rows, each at its first."""
    refs = {measure.pk: ref for ref, measure in measures.items()}
    problems, companions = [], set()
    for each in impossible.figures:
        whose = (refs[each.figure.measure.pk], each.figure.month)
        first, *others = (row.line for row in extract.rows if (row.ref, row.month) == whose)
        problems.append(Problem(first, None, each.sentence))
        companions.update(others)
    lines = companions | {problem.line for problem in problems if problem.line}
    return ExtractRefused(problems, extract.without(lines, ()), lines, companions=companions)


def measures_by_ref(scorecard: Scorecard) -> dict[str, Measure]:
    """Return the scorecard's measures in use by their reference."""
    rows = Measure.objects.filter(scorecard=scorecard).in_use().select_related("definition")
    return {measure.definition.ref: measure for measure in rows if measure.definition is not None}


def figures_of(extract: Extract, measures: dict[str, Measure]) -> Iterator[LoadFigure]:
    """Yield one figure for each measure and month, with its parts."""
    grouped: dict[tuple[str, dt.date], list[ExtractRow]] = {}
    for row in extract.rows:
        grouped.setdefault((row.ref, row.month), []).append(row)
    for (ref, month), rows in grouped.items():
        whole = next((row for row in rows if not row.part), None)
        numerator, denominator = whole.counts if whole else ("", "")
        yield LoadFigure(
            measures[ref],
            month,
            figure=whole.figure if whole else "",
            numerator=numerator,
            denominator=denominator,
            parts=tuple(_part(row) for row in rows if row.part),
        )


def _part(row: ExtractRow) -> PartText:
    numerator, denominator = row.counts
    return {
        "kind": row.breakdown,
        "name": row.part,
        "value": row.figure,
        "numerator": numerator,
        "denominator": denominator,
        "additive": "yes" if row.additive else "",
    }


def empty_words(extract: Extract) -> str:
    """Return which rows of an extract have no figure, in a sentence; nothing where each has one."""
    of: dict[dt.date, list[str]] = {}
    for ref, month in extract.empty:
        of.setdefault(month, []).append(ref)
    if not of:
        return ""
    rows = len(extract.empty)
    said = "; ".join(f"{listed(refs)} for {month:%B %Y}" for month, refs in sorted(of.items()))
    begins = "1 row of the file is empty and changes" if rows == 1 else f"{rows} rows of the file are empty and change"
    return f"{begins} nothing: {said}."


def cells_of(extract: Extract, measures: dict[str, Measure]) -> Iterator[LoadedCell]:
    """Yield what each cell of the extract said, beside what it was read as."""
    for row in extract.rows:
        for name, cell in (("numerator", row.numerator), ("denominator", row.denominator), ("value", row.value)):
            if cell.said.strip():
                yield LoadedCell(
                    measure=measures[row.ref],
                    heading=f"{name} of {row.part}"[:200] if row.part else name,
                    month=row.month,
                    line=cell.line,
                    column=cell.column,
                    said=cell.said,
                    read_as=_read_as(cell),
                )


def _read_as(cell: Cell[Any]) -> str:
    reading = getattr(cell.reading, "value", cell.reading)
    missing = getattr(cell.reading, "missing", None)
    return str(missing) if missing else "empty" if reading is None else f"{reading:f}"
