"""The month as an extract that is filled in: the right columns, a row for each figure that is due, with what is held.

Loaded again untouched it changes nothing. Called by the loading pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from measures.actions.difference import LoadFigure, held_figure
from measures.calculation.due import is_due, months_later
from measures.choices import Frequency
from measures.models import Period, Submission
from measures.sheets.extract import OPTIONAL, REQUIRED
from measures.sheets.months import month_label
from measures.sheets.write import Table, Value, write_xlsx

HEADINGS: Final = (*REQUIRED, *OPTIONAL)
REVISIONS = ("pending_revision", "published_revision")
CHANGED_IN_EXAMPLE: Final = 3
"""Figures of the month, and of the month before it, that the example has differently."""


def extract_template(period: Period) -> bytes:
    """Return the month's extract as a workbook: a fixed number of queries."""
    return _workbook(period, _figures(period))


def example_extract(period: Period) -> bytes:
    """Return the month's extract with some counts changed, and some of the month before, to try a load with."""
    earlier = Period.objects.filter(scorecard=period.scorecard_id, month=months_later(period.month, -1)).first()
    figures = [figure for figure in _figures(period) if figure.numerator and not figure.parts]
    changed = [_one_more(figure) for figure in figures[:CHANGED_IN_EXAMPLE]]
    before = [figure for figure in (_figures(earlier) if earlier else ()) if _can_be_raised(figure)]
    revised = [_one_more(figure) for figure in before[:CHANGED_IN_EXAMPLE]]
    return _workbook(period, [*changed, *figures[CHANGED_IN_EXAMPLE:], *revised])


def _workbook(period: Period, figures: Iterable[LoadFigure]) -> bytes:
    rows = [row for figure in figures for row in _rows(figure)]
    return write_xlsx([Table(f"Extract {month_label(period.month)}", [list(HEADINGS), *rows])])


def _figures(period: Period) -> Iterator[LoadFigure]:
    submissions = (
        Submission.objects.filter(period=period)
        .select_related("measure__definition", "definition", "period", *REVISIONS)
        .prefetch_related(*(f"{name}__parts" for name in REVISIONS))
        .in_order()
    )
    for submission in submissions:
        if is_due(Frequency(submission.definition.frequency), period.month):
            yield held_figure(submission)


def _rows(figure: LoadFigure) -> Iterator[list[Value]]:
    definition = figure.measure.definition
    if definition is None:
        return
    begins: list[Value] = [definition.ref, month_label(figure.month)]
    yield [*begins, *_cells(figure.numerator, figure.denominator, figure.figure), "", "", "", "", definition.title]
    for part in figure.parts:
        numbers = _cells(part.get("numerator", ""), part.get("denominator", ""), part.get("value", ""))
        additive = "yes" if part.get("additive") else "no"
        yield [*begins, *numbers, part["kind"], part["name"], additive, "", definition.title]


def _cells(*texts: str) -> list[Value]:
    return list(texts)


def _can_be_raised(figure: LoadFigure) -> bool:
    return bool(figure.numerator) or figure.figure.rstrip("%").isdigit()


def _one_more(figure: LoadFigure) -> LoadFigure:
    """Return a figure with one more counted, or else one point more."""
    if figure.numerator.isdigit():
        return replace(figure, figure="", numerator=str(int(figure.numerator) + 1))
    digits = figure.figure.rstrip("%")
    if digits.isdigit():
        return replace(figure, figure=f"{int(digits) + 1}{figure.figure[len(digits) :]}")
    return figure
