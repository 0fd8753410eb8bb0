"""A file whose headings are not ours -> one whose headings are, by what somebody has said of each column.

What a heading means is said once for a scorecard and remembered; months are read from the headings themselves.
Called by the loading pages, before the strict readers of `scorecard` and `extract` see the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from measures.choices import UploadKind
from measures.sheets.cell import REFERENCE
from measures.sheets.foreign import MONTH, Column, columns_of, figures_of, month_in, table_of
from measures.sheets.grid import Grid, GridRow
from measures.sheets.headings import read_comparator
from measures.sheets.months import month_after, month_label, read_month
from measures.sheets.problems import refused

LEAVE_OUT: Final = "leave out"
COMPARED: Final = {
    "neighbours": "Statistical Neighbours",
    "region": "Region Benchmark",
    "national": "National",
    "good": "Good+",
}
OF_A_MEASURE: Final[tuple[str, ...]] = ("section", "aim", "unit", "responsible")
"""What a file may say of a measure in columns that a scorecard's own file does not have."""
Said = Mapping[str, Mapping[str, str]]
"""What is said so, by reference."""
_YEAR: Final = re.compile(r"\d{4}/\d{2}")

Columns = Mapping[str, str]
"""What each heading means, by the heading in small letters."""


def remembered(grid: Grid, kind: UploadKind, columns: Columns) -> dict[str, str] | None:
    """Return what is remembered of this file's headings; None where one of them is new."""
    found = {}
    for column in columns_of(grid, kind):
        if column.key in columns:
            found[column.key] = columns[column.key]
        elif kind is not UploadKind.EXTRACT and column.guess == MONTH:
            found[column.key] = MONTH
        else:
            return None
    return found


def wrong_with(grid: Grid, kind: UploadKind, columns: Columns) -> dict[str, str]:
    """Return what is wrong with what was said of the columns, by the column's key; '' is of them all."""
    wrong: dict[str, str] = {}
    seen: dict[str, str] = {}
    for column in columns_of(grid, kind):
        field = columns.get(column.key, "")
        if field in ("", LEAVE_OUT):
            continue
        is_figure = field in figures_of(kind)
        if kind is not UploadKind.EXTRACT and field == MONTH:
            if not month_in(column.heading):
                wrong[column.key] = "No month can be read from this heading. Head the column Nov-23, or leave it out."
                continue
            field = f"the month {month_in(column.heading)}"
        if is_figure and column.has_no_figure:
            wrong[column.key] = "No cell of this column is a figure. Choose what else it is, or leave it out."
            continue
        if field in seen:
            wrong[column.key] = f"“{seen[field]}” is that already. Choose another, or leave this one out."
        seen.setdefault(field, column.heading)
    needed = {"ref": "the reference", "title": "the measure’s title", "month": "a month’s figure"}
    if kind is UploadKind.EXTRACT:
        needed = {"ref": "the reference", "month": "the month"}
    said = set(columns.values())
    missing = [words for field, words in needed.items() if field not in said]
    if missing:
        wrong[""] = f"Say which column is {' and which is '.join(missing)}."
    elif kind is UploadKind.EXTRACT and not said & {"numerator", "denominator", "value"}:
        wrong[""] = "Say which column is the figure, or the numbers behind it."
    return wrong


def mapped(grid: Grid, kind: UploadKind, columns: Columns) -> tuple[Grid, Said]:
    """Return the file with our own headings, and what it says of each reference in columns that ours have not.

    Raises `SheetRefused` for a file that does not have the columns it should.
    """
    wrong = wrong_with(grid, kind, columns)
    if wrong:
        raise refused(next(iter(wrong.values())))
    _, below = table_of(grid, kind)
    by_field: dict[str, list[Column]] = {}
    for column in columns_of(grid, kind):
        by_field.setdefault(columns.get(column.key, LEAVE_OUT), []).append(column)
    by_field.pop(LEAVE_OUT, None)
    by_field.pop("", None)
    if kind is UploadKind.EXTRACT:
        return _as_extract(grid, by_field, below), {}
    return _as_scorecard(grid, by_field, below)


def _as_extract(grid: Grid, by_field: Mapping[str, Sequence[Column]], below: Sequence[GridRow]) -> Grid:
    fields = list(by_field)
    numbers = [by_field[field][0].number for field in fields]
    rows = [GridRow(grid.filled_rows()[0].line, tuple(fields))]
    rows += [GridRow(row.line, tuple(row.said(number) for number in numbers)) for row in below]
    return Grid(grid.name, tuple(rows), keeps_empty_cells=True, columns=tuple(numbers))


def _as_scorecard(grid: Grid, by_field: Mapping[str, Sequence[Column]], below: Sequence[GridRow]) -> tuple[Grid, Said]:
    """Return the file in the scorecard's own layout: two heading rows, months in order."""
    months = sorted(by_field[MONTH], key=lambda column: read_month(month_in(column.heading)))
    compared = [(name, by_field[name][0]) for name in COMPARED if name in by_field]
    first = read_month(month_in(months[0].heading))
    before = first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
    one = {name: by_field[name][0].number for name in by_field if name != MONTH}
    numbers = [one["ref"], one["title"], one.get("baseline", 0), one.get("target", 0)]
    numbers += [column.number for _, column in compared] + [column.number for column in months]
    numbers += [one.get("number", 0), one.get("direction", 0)]
    assert month_after(before) == first
    top = ["Reference", "Measure", month_label(before), "", *[""] * len(compared)]
    top += [month_in(column.heading) for column in months] + ["", ""]
    second = ["", "", "Baseline", "Target", *(_compared(name, column.heading) for name, column in compared)]
    second += ["Actual"] * len(months) + ["Number", "DoT (to target)"]
    line = grid.filled_rows()[0].line
    rows, section = [GridRow(line, tuple(top)), GridRow(line, tuple(second))], ""
    said: dict[str, dict[str, str]] = {}
    for row in below:
        ref = row.said(one["ref"]).strip()
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if len(filled) == 1 and not REFERENCE.fullmatch(ref):
            section = filled[0]
            continue
        if not ref and not any(re.search(r"\d", row.said(column.number)) for column in months):
            continue
        own = {name: row.said(one[name]).strip() for name in OF_A_MEASURE if name in one}
        said[ref] = {"section": section, **own}
        rows.append(GridRow(row.line, tuple(row.said(number) if number else "" for number in numbers)))
    laid_out = Grid(grid.name, tuple(rows), keeps_empty_cells=True, is_mapped=True, columns=tuple(numbers))
    return laid_out, said


def _compared(name: str, heading: str) -> str:
    """Return a comparator's heading as ours are, with its year if it names one."""
    own = read_comparator(heading, 1)
    if own is not None:
        return " ".join(heading.split())
    years = _YEAR.findall(heading)
    return " ".join([COMPARED[name], *years[:1]])


def responsible(said: Said) -> dict[str, str]:
    """Return who is responsible for each measure, where the file says it."""
    return {ref: own["responsible"] for ref, own in said.items() if own.get("responsible")}
